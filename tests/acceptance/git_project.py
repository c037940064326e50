"""A project of wardround in a fresh git repository, for tests of what is compared with a revision."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795392000", "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent",
               "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}


def binary():
    """The program under test: the first argument, which is taken from the command line."""
    named = len(sys.argv) > 1 and not sys.argv[1].startswith("-")
    return str(pathlib.Path(sys.argv.pop(1) if named else ROOT / "build/dev/wardround").resolve())


class GitProject(unittest.TestCase):
    program = ""  # set by the test

    def setUp(self):
        if shutil.which("git") is None:
            self.skipTest("git is not installed")
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.top = pathlib.Path(self.scratch.name).resolve() / "product"
        self.security = self.top / "security"
        self.security.mkdir(parents=True)
        self.git("init", "-q", "-b", "main", ".")

    def git(self, *arguments):
        subprocess.run(["git", *arguments], cwd=self.top, env=ENVIRONMENT, check=True, capture_output=True, timeout=60)

    def write(self, path, text):
        file = os.path.join(os.fsencode(self.top), os.fsencode(path))
        os.makedirs(os.path.dirname(file), exist_ok=True)
        pathlib.Path(os.fsdecode(file)).write_text(text, encoding="utf-8")

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "state")

    def run_it(self, *arguments, code=0, folder="."):
        done = subprocess.run([self.program, *arguments], cwd=self.top / folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done
