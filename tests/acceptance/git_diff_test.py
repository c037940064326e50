#!/usr/bin/env python3
"""`diff` over revisions of a git repository: what it reads, what it leaves alone, what it says when git cannot help.

usage: git_diff_test.py [WARDROUND]      default: build/dev/wardround
"""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ROOT / "build/dev/wardround").resolve())
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795392000", "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent",
               "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}

MODEL = """wardround: 1
system: {id: demo, name: Demo}
include: [parts/all.yaml]
harms: {harm: critical}
functions: {deliver: {needs: [orders], harms: [harm]}}
data: {orders: diagnosis}
flows:
  order: {path: app -> mcu, protocol: {name: ble, pairing: PAIRING}, sends: [orders]}
"""
PARTS = "elements:\n  mcu: {type: rtos-mcu, performs: [deliver]}\n  app: mobile-app\n"


class GitDiff(unittest.TestCase):
    def setUp(self):
        if shutil.which("git") is None:
            self.skipTest("git is not installed")
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.top = pathlib.Path(self.scratch.name).resolve() / "product"
        (self.top / "security/parts").mkdir(parents=True)
        self.git("init", "-q", "-b", "main", ".")
        self.write("just-works")
        (self.top / "security/wardround.yaml").write_text("wardround: 1\nmodels: [demo.model.yaml]\n", encoding="utf-8")
        (self.top / "security/parts/all.yaml").write_text(PARTS, encoding="utf-8")
        (self.top / "other folder").mkdir()
        (self.top / "other folder/x.txt").write_text("x\n", encoding="utf-8")
        self.commit("one")
        self.git("tag", "v1")
        self.write("passkey")
        self.commit("two")

    def git(self, *arguments):
        subprocess.run(["git", *arguments], cwd=self.top, env=ENVIRONMENT, check=True, capture_output=True, timeout=60)

    def write(self, pairing):
        (self.top / "security/demo.model.yaml").write_text(MODEL.replace("PAIRING", pairing), encoding="utf-8")

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def run_diff(self, *arguments, folder=".", code=0, **environment):
        done = subprocess.run([BINARY, "diff", *arguments], cwd=self.top / folder, env={**ENVIRONMENT, **environment}, capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr

    def test_two_revisions(self):
        text = self.run_diff("v1", "HEAD")
        self.assertIn("pairing: just-works → passkey", text)
        self.assertIn("upload-peer@order", text.split("Gone")[1])
        self.assertIn("(stated,\n         security/demo.model.yaml:8:60)", text)
        self.assertIn("New (", self.run_diff("HEAD", "HEAD~1"))

    def test_the_work_tree_is_what_is_not_named(self):
        self.assertIn("Nothing changed", self.run_diff("HEAD"))
        self.assertIn("just-works → passkey", self.run_diff("v1"))
        self.write("just-works")
        self.assertIn("passkey → just-works", self.run_diff("HEAD"))
        self.assertIn("Nothing changed", self.run_diff("v1"))

    def test_paths_of_a_revision(self):
        for before in ("v1:security", "v1:security/", "v1:security/demo.model.yaml", "v1:security/wardround.yaml", "v1:./security", "v1:"):
            with self.subTest(before):
                self.assertIn("just-works → passkey", self.run_diff(before))
        for before in ("v1", "v1:security", "v1:./demo.model.yaml", "v1:../security", "HEAD~1:./"):
            with self.subTest(before, folder="security"):
                self.assertIn("just-works → passkey", self.run_diff(before, folder="security"))
        self.assertIn("just-works → passkey", self.run_diff("v1:security", "security"))
        self.assertIn("nosuch", self.run_diff("v1:nosuch", "security", code=2))
        self.assertIn("no such file or folder", self.run_diff("v1:../outside", "security", code=2))

    def test_a_file_or_folder_comes_before_a_revision(self):
        self.git("branch", "security")
        self.assertIn("compared with what", self.run_diff("security", code=2))
        self.assertIn("Nothing changed", self.run_diff("security:", "security"))

    def test_what_is_no_revision(self):
        for bad in ("--output=/tmp/x", "-h~", "nosuch", "HEAD~7", "HEAD^{blob}", "v1..HEAD", "^HEAD", "", "a b", "v1\n", ":security", "$(touch x)", "`id`"):
            with self.subTest(bad):
                self.assertIn("error: ", self.run_diff("--", bad, "security", code=2))
        self.assertFalse((self.top / "x").exists())

    def test_nothing_is_touched_or_run(self):
        hooks = self.top / ".git/hooks"
        self.git("config", "core.fsmonitor", str(self.top / "evil.sh"))
        self.git("config", "filter.evil.smudge", str(self.top / "evil.sh"))
        self.git("config", "diff.evil.textconv", str(self.top / "evil.sh"))
        (self.top / "evil.sh").write_text(f"#!/bin/sh\ntouch {self.top}/ran\ncat\n", encoding="utf-8")
        (self.top / "evil.sh").chmod(0o755)
        for name in ("post-checkout", "post-index-change", "reference-transaction"):
            shutil.copy(self.top / "evil.sh", hooks / name)
        (self.top / ".gitattributes").write_text("*.yaml filter=evil diff=evil\n", encoding="utf-8")

        def state():
            return {str(p): (p.stat().st_mtime_ns, hashlib.sha256(p.read_bytes()).hexdigest())
                    for p in sorted(self.top.rglob("*")) if p.is_file()}

        before = state()
        self.assertIn("just-works → passkey", self.run_diff("v1", "HEAD"))
        self.assertIn("just-works → passkey", self.run_diff("v1"))
        self.assertEqual(before, state())

    def test_links_and_large_files_of_a_revision_are_not_read(self):
        (self.top / "security/secret.model.yaml").symlink_to("/etc/hostname")
        (self.top / "security/huge.model.yaml").write_bytes(b"#" * (41 << 20))
        self.commit("three")
        self.assertIn("error", self.run_diff("HEAD:security/secret.model.yaml", "security", code=2))
        self.assertIn("larger than", self.run_diff("HEAD:security/huge.model.yaml", "security", code=2))

    def test_mistakes_of_a_revision_name_it(self):
        self.write("paskey")
        self.commit("typing error")
        self.write("passkey")
        said = self.run_diff("HEAD", code=2)
        self.assertTrue(said.startswith("in HEAD:\nsecurity/demo.model.yaml:8:60: error[WR"), said)

    def test_without_git(self):
        said = self.run_diff("v1", code=2, PATH="/nonexistent")
        self.assertIn("`git` is not there", said)
        self.assertIn("Nothing changed", self.run_diff("security", "security", PATH="/nonexistent"))

    def test_outside_of_a_repository(self):
        done = subprocess.run([BINARY, "diff", "HEAD"], cwd=self.scratch.name, env={**ENVIRONMENT, "GIT_CEILING_DIRECTORIES": self.scratch.name},
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("belongs to no work tree of git", done.stderr)

    def test_packs_of_a_revision_and_of_the_command_line(self):
        pack = self.top / "security/pack"
        pack.mkdir()
        (pack / "pack.yaml").write_text(
            "pack: {id: own, version: 1.0.0, title: Own}\n"
            "weaknesses:\n  open-session: {title: Session left open, text: Whoever comes next goes on., stride: [S], loses: [confidentiality]}\n"
            "rules:\n  session-open:\n    on: element\n    when: is_a(element, mobile-app)\n    weakness: open-session\n"
            "    threat: {actor: Whoever comes next, action: goes on with, thing: \"{element.name}\"}\n"
            "    needs: {position: physical-touch, privilege: none}\n    gives: {position: physical-touch, privilege: user}\n", encoding="utf-8")
        self.assertIn("Nothing changed", self.run_diff("HEAD", "--catalog", "security/pack"))
        (self.top / "security/wardround.yaml").write_text("wardround: 1\nmodels: [demo.model.yaml]\npacks: [pack]\n", encoding="utf-8")
        self.commit("a pack")
        text = self.run_diff("HEAD~1", "HEAD")
        self.assertIn("rule `session-open` is new in the catalogue", text)
        self.assertIn("The design is the same.", text)

    def check(self, *arguments, folder=".", code=0):
        done = subprocess.run([BINARY, "check", *arguments], cwd=self.top / folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stderr

    def test_the_gate_against_a_revision(self):
        """What is new since the revision fails the gate, until it is decided; what was there before does not."""
        self.assertEqual(self.check("--baseline", "HEAD"), "")
        self.assertEqual(self.check("--baseline", "v1"), "")
        self.write("just-works")
        self.assertIn("upload-peer@order", self.check("--baseline", "HEAD", code=1))
        self.assertIn("upload-peer@order", self.check(".", "--baseline", "HEAD", folder="security", code=1))
        self.assertEqual(self.check("--baseline", "v1"), "")
        self.assertEqual(self.check("--baseline", "HEAD", "--fail-on", "none"), "")
        self.assertIn("error: --baseline: nowhere is no file or folder here, and no revision", self.check("--baseline", "nowhere", code=2))
        for finding in ("upload-peer@order", "altered-link@order"):
            subprocess.run([BINARY, "decide", finding, "--eliminate", "--by", "Ana", "--role", "security", "--reason", "a wire replaces the link"],
                           cwd=self.top, env=ENVIRONMENT, check=True, capture_output=True, timeout=60)
        self.assertEqual(self.check("--baseline", "HEAD"), "")

    def test_a_broken_earlier_model_is_no_wrong_call(self):
        self.write("paskey")
        self.commit("typing error")
        self.write("passkey")
        said = self.check("--baseline", "HEAD", code=2)
        self.assertIn("error: the model of HEAD had mistakes then, the first of 1: security/demo.model.yaml:8:60: `paskey` is not", said)
        self.assertEqual(self.check("--baseline", "HEAD~1"), "")

    def test_json_says_the_same(self):
        document = json.loads(self.run_diff("v1", "HEAD", "--format", "json"))
        gone = [f for f in document["models"][0]["findings"] if f["change"] == "gone" and f["id"] == "altered-link@order"]
        self.assertEqual([(r["cause"], r["subject"], r["what"], r["before"]["text"], r["after"]["text"]) for r in gone[0]["reasons"]],
                         [("fact", "order", "pairing", "just-works", "passkey")])
        self.assertEqual((document["before"], document["after"]), ("v1", "HEAD"))

    def test_a_repository_within_git_variables(self):
        """As in a hook: git names the repository in the environment."""
        self.assertIn("just-works → passkey", self.run_diff("v1", GIT_DIR=str(self.top / ".git"), GIT_WORK_TREE=str(self.top)))


if __name__ == "__main__":
    unittest.main()
