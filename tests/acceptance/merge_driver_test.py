#!/usr/bin/env python3
"""`wardround merge` as git's merge driver: installed as it says, used by merge, rebase and cherry-pick in a real repository.

usage: merge_driver_test.py [WARDROUND]      default: build/dev/wardround
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ROOT / "build/dev/wardround").resolve()

MODEL = """wardround: 1
system: demo
harms: {harm: critical}
functions: {deliver: {needs: [orders], harms: [harm]}}
data: {orders: command}
elements:
  mcu: {type: rtos-mcu, performs: [deliver]}
  app: mobile-app
flows:
  order: {path: app -> mcu, protocol: ble, sends: [orders]}
"""
DECISIONS = "wardround: 1\ndecisions:\n  a@x: {disposition: accept, reason: first}\n"
FILE = "security dir/it's.model.yaml"


class Driver(unittest.TestCase):
    def setUp(self):
        if shutil.which("git") is None:
            self.skipTest("git is not installed")
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.top = pathlib.Path(scratch.name).resolve() / "product"
        tools = pathlib.Path(scratch.name) / "bin"
        tools.mkdir()
        (tools / "wardround").symlink_to(BINARY)
        self.environment = {"PATH": f"{tools}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": scratch.name, "GIT_CONFIG_NOSYSTEM": "1",
                            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
        (self.top / "security dir").mkdir(parents=True)
        self.git("init", "-q", "-b", "main", ".")
        install = self.run_program("wardround", "merge", "--install").stdout
        self.assertEqual(len(install.splitlines()), 3)
        self.run_program("sh", "-e", "-c", install)
        self.write(FILE, MODEL)
        self.write("security dir/demo.decisions.yaml", DECISIONS)
        self.commit("base")
        self.git("branch", "other")

    def run_program(self, *arguments, code=0):
        done = subprocess.run(arguments, cwd=self.top, env=self.environment, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}{done.stderr}")
        return done

    def git(self, *arguments, code=0):
        return self.run_program("git", *arguments, code=code)

    def write(self, name, text):
        (self.top / name).write_text(text, encoding="utf-8")

    def read(self, name):
        return (self.top / name).read_text(encoding="utf-8")

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def branches(self, name, ours, theirs):
        """Two branches that change the file; we are on main."""
        base = self.read(name)
        self.write(name, base.replace(*ours))
        self.commit("ours")
        self.git("checkout", "-q", "other")
        self.write(name, base.replace(*theirs))
        self.commit("theirs")
        self.git("checkout", "-q", "main")
        return base

    def test_what_git_alone_would_call_a_conflict(self):
        ours = ("  app: mobile-app\n", "  app: web-app\n  one: mobile-app\n")
        theirs = ("  app: mobile-app\n", "  app: mobile-app\n  two: mobile-app\n")
        base = self.branches(FILE, ours, theirs)
        self.git("merge", "-q", "--no-edit", "other")
        self.assertEqual(self.read(FILE), base.replace("  app: mobile-app\n", "  app: web-app\n  one: mobile-app\n  two: mobile-app\n"))
        self.assertEqual(self.git("status", "--porcelain").stdout, "")
        # Git alone: to see that the test shows something.
        self.git("reset", "-q", "--hard", "HEAD^")
        self.git("config", "--unset", "merge.wardround.driver")
        self.git("config", "merge.wardround.driver", "git merge-file %A %O %B")
        self.git("merge", "-q", "--no-edit", "other", code=1)

    def test_rebase_and_cherry_pick_use_it_too(self):
        ours = ("sends: [orders]", "sends: [orders], returns: [orders]")
        theirs = ("protocol: ble", "protocol: {name: ble, pairing: passkey}")
        base = self.branches(FILE, ours, theirs)
        both = base.replace(*ours).replace(*theirs)
        self.git("checkout", "-q", "-b", "picked")
        self.git("cherry-pick", "other")
        self.assertEqual(self.read(FILE), both)
        self.git("checkout", "-q", "other")
        self.git("rebase", "-q", "main")
        self.assertEqual(self.read(FILE), both)
        self.run_program("wardround", "check", FILE)

    def test_a_conflict_is_shown_and_git_knows(self):
        self.branches(FILE, ("protocol: ble", "protocol: {name: ble, pairing: none}"), ("protocol: ble", "protocol: {name: ble, pairing: passkey}"))
        done = self.git("merge", "--no-edit", "other", code=1)
        self.assertIn(f"{FILE}:10: conflict: both sides changed `flows.order`", done.stderr)
        self.assertEqual(self.git("status", "--porcelain").stdout, f'UU "{FILE}"\n')
        text = self.read(FILE)
        self.assertEqual([line for line in text.splitlines() if line[:1] in "<|=>"], ["<<<<<<< ours", "||||||| base", "=======", ">>>>>>> theirs"])
        self.assertEqual(text.count("pairing: none"), 1)
        self.assertEqual(text.count("pairing: passkey"), 1)
        self.run_program("wardround", "check", FILE, code=2)

    def test_decisions_of_two_branches(self):
        name = "security dir/demo.decisions.yaml"
        end = DECISIONS.splitlines(keepends=True)[-1]
        base = self.branches(name, (end, end + "  b@x: {disposition: accept, reason: ours}\n"), (end, end + "  c@x: {disposition: transfer, reason: theirs}\n"))
        self.git("merge", "-q", "--no-edit", "other")
        self.assertEqual(self.read(name), base + "  b@x: {disposition: accept, reason: ours}\n  c@x: {disposition: transfer, reason: theirs}\n")

    def test_both_branches_begin_a_file(self):
        name = "new.decisions.yaml"
        self.write(name, "wardround: 1\ndecisions:\n  a@x: {reason: ours}\n")
        self.commit("ours")
        self.git("checkout", "-q", "other")
        self.write(name, "wardround: 1\ndecisions:\n  b@x: {reason: theirs}\n")
        self.commit("theirs")
        self.git("checkout", "-q", "main")
        self.git("merge", "-q", "--no-edit", "other")
        self.assertEqual(self.read(name), "wardround: 1\ndecisions:\n  a@x: {reason: ours}\n  b@x: {reason: theirs}\n")

    def test_without_the_driver_git_merges_lines(self):
        """A clone of someone who has not installed it: `.gitattributes` alone breaks nothing."""
        self.git("config", "--remove-section", "merge.wardround")
        self.branches(FILE, ("system: demo", "system: other"), ("protocol: ble", "protocol: nfc"))
        self.git("merge", "-q", "--no-edit", "other")


if __name__ == "__main__":
    unittest.main()
