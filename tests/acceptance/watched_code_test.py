#!/usr/bin/env python3
"""Code that a model watches: what a reviewer is told when it changed and the model did not.

usage: watched_code_test.py [WARDROUND]      default: build/dev/wardround
"""
import json
import os
import re
import sys
import unittest

sys.dont_write_bytecode = True
import git_project  # pylint: disable=wrong-import-position

PROJECT = "wardround: 1\nmodels: [demo.model.yaml]\nwatch: [tools/*]\n"
MODEL = """wardround: 1
system: {id: demo, cyber_device: no, safety_class: C}
harms: {delay: serious}
functions: {deliver: {needs: [orders], harms: [delay]}}
data: {orders: command}
elements:
  mcu: {type: rtos-mcu, performs: [deliver], input_validated: yes, watch: [firmware/**/*.c, boot/*]}
  app: {type: mobile-app, app_integrity_checked: yes, watch: [app/*, "we`ird/*"]}
flows:
  order: {path: app -> mcu, protocol: {name: ble, pairing: just-works}, sends: [orders], watch: shared/ble.c}
"""
HEADING = "Code changed, the model did not"


class WatchedCode(git_project.GitProject):
    program = git_project.binary()

    def setUp(self):
        super().setUp()
        self.write("security/wardround.yaml", PROJECT)
        self.write("security/demo.model.yaml", MODEL)
        for path in ("firmware/main.c", "firmware/ble/pair.c", "firmware/notes.txt", "boot/a.s", "app/main.kt", "shared/ble.c", "tools/flash.py", "other.c"):
            self.write(path, "one\n")
        self.commit()

    def watched(self, *arguments):
        """Subject and paths, as `diff` says it."""
        document = json.loads(self.run_it("diff", *(arguments or ("HEAD",)), "--format", "json").stdout)
        return [(one["subject"], one["paths"]) for one in document["models"][0]["watched"]]

    def test_each_subject_with_its_files(self):
        self.assertEqual(self.watched(), [])
        for path in ("firmware/ble/pair.c", "firmware/main.c", "firmware/notes.txt", "shared/ble.c", "tools/flash.py", "other.c"):
            self.write(path, "two\n")
        (self.top / "boot/a.s").unlink()
        expected = [("mcu", ["boot/a.s", "firmware/ble/pair.c", "firmware/main.c"]), ("order", ["shared/ble.c"]), (None, ["tools/flash.py"])]
        self.assertEqual(self.watched(), expected)
        self.commit()
        self.assertEqual(self.watched(), [])
        self.assertEqual(self.watched("HEAD~1"), expected)
        self.assertEqual(self.watched("HEAD~1", "HEAD"), expected)
        text = self.run_it("check", "--baseline", "HEAD~1", folder="security").stdout
        self.assertIn(HEADING + " (3)", text)
        self.assertIn("`boot/a.s` and 2 more, but not `mcu`: is it still as described?", text)
        comment = self.run_it("check", "--baseline", "HEAD~1", "--format", "md").stdout
        self.assertIn("is it still as described? `wardround explain mcu`\n", comment)
        self.assertIn("- `tools/flash.py`, and nothing in the model: is it still as described?", comment)
        self.assertIn(f"**{HEADING}** (3)", self.run_it("diff", "HEAD~1", "--format", "md").stdout)

    def test_a_model_that_moved_along_was_looked_at(self):
        self.write("firmware/main.c", "two\n")
        self.write("app/main.kt", "two\n")
        self.write("tools/flash.py", "two\n")
        self.write("security/demo.model.yaml", MODEL.replace("rtos-mcu, ", "rtos-mcu, note: seen, "))
        self.assertEqual(self.watched(), [("app", ["app/main.kt"])])
        self.write("security/demo.model.yaml", MODEL.replace("just-works", "passkey"))  # the flow between the two
        self.assertEqual(self.watched(), [])

    def cues(self, *arguments):
        return self.run_it("round", "--cues", *arguments, folder="security").stdout

    def test_cues_for_hooks(self):
        self.assertEqual(self.cues(), "")
        self.write("firmware/main.c", "two\n")
        said = self.cues()
        self.assertIn(HEADING, said)
        self.assertIn("`firmware/main.c`, but not `mcu`", said)
        command = "wardround round --no-impact --by NAME:ROLE --note WHY"
        self.assertIn(command, " ".join(said.split()))
        self.assertIn(f"`{command}`", self.cues("--format", "md"))
        words = command.replace("NAME:ROLE", "Ann:firmware").split()[1:]
        self.run_it(*words, folder="security")  # what it says can be typed
        self.assertEqual(self.cues(), "")
        self.commit()
        # Of another revision.
        self.write("firmware/main.c", "three\n")
        self.commit()
        self.assertEqual(self.cues(), "")
        self.assertIn("`firmware/main.c`, but not `mcu`", self.cues("--baseline", "HEAD~1"))
        self.assertIn("nowhere", self.run_it("round", "--cues", "--baseline", "nowhere", code=2, folder="security").stderr)

    def test_cues_of_the_catalogue_and_of_what_no_longer_stands(self):
        self.run_it("check", "--lock", folder="security")
        self.assertEqual(self.cues(), "")
        lock = self.top / "security/wardround.lock"
        other = re.sub(r"(hash: )\w{64}", r"\g<1>" + "0" * 64, lock.read_text(encoding="utf-8"))
        lock.write_text(other, encoding="utf-8")  # another catalogue, with the same rules
        self.assertEqual(self.cues(), "")
        moved = re.sub(r"(command-peer-ble: )\w{16}", r"\g<1>" + "0" * 16, other)
        self.assertNotEqual(moved, other)
        lock.write_text(moved, encoding="utf-8")
        self.assertIn("The catalogue changed", self.cues())
        self.assertIn("1 open finding rests on rules that are new or decide otherwise", " ".join(self.cues().split()))
        self.run_it("check", "--lock", folder="security")
        self.assertEqual(self.cues(), "")
        self.run_it("decide", "command-peer@order", "--eliminate", "--reason", "r", "--by", "Ann", "--role", "QA", folder="security")
        self.write("security/demo.model.yaml", MODEL.replace("just-works", "none"))
        self.assertIn("no longer stand", self.cues())

    def test_no_impact_is_said_once_for_just_these_bytes(self):
        self.write("firmware/main.c", "two\n")
        self.write("tools/flash.py", "two\n")
        (self.top / "boot/a.s").unlink()
        refused = self.run_it("round", "--no-impact", "--by", "Ann", "--note", "n", code=2, folder="security")
        self.assertIn("NAME:ROLE", refused.stderr)
        said = self.run_it("round", "--no-impact", "--by", "Ann Lee:firmware", "--note", "comments only", folder="security").stdout
        self.assertIn("Ann Lee looked at 3 changed files", said)
        self.assertEqual(self.watched(), [])
        self.assertIn("Nothing to confirm", self.run_it("round", "--no-impact", "--by", "Ann Lee:firmware", "--note", "x").stdout)
        self.commit()
        self.assertEqual(self.watched("HEAD~1", "HEAD"), [])  # the record is in the later revision
        self.assertNotIn(HEADING, self.run_it("check", "--baseline", "HEAD~1", folder="security").stdout)
        self.write("firmware/main.c", "three\n")
        self.assertEqual(self.watched(), [("mcu", ["firmware/main.c"])])
        (record,) = (self.security / "rounds").iterdir()
        document = json.loads(record.read_text(encoding="utf-8"))
        self.assertEqual((document["kind"], [one["path"] for one in document["code"]]), ("no-impact", ["boot/a.s", "firmware/main.c", "tools/flash.py"]))
        verified = self.run_it("round", "--verify", folder="security").stdout
        self.assertIn("1 record as written", verified)
        record.write_text(record.read_text(encoding="utf-8").replace("comments", "Comments"), encoding="utf-8")
        broken = self.run_it("round", "--verify", folder="security", code=1)
        self.assertIn("WR1001", broken.stderr)
        self.assertIn(record.name, broken.stderr)
        self.assertEqual(self.watched(), [("mcu", ["firmware/main.c"])] )

    def test_touched_is_not_changed(self):
        os.utime(self.top / "firmware/main.c", (1, 1))
        self.assertEqual(self.watched(), [])

    def test_hostile_names(self):
        name = "we`ird/<img src=x> | @all \x1b[31m\n- x.c"
        self.write(name, "one\n")
        self.commit()
        self.write(name, "two\n")
        self.assertEqual(self.watched(), [("app", [name])])
        for arguments in (("check", "--baseline", "HEAD"), ("diff", "HEAD")):
            for form in ("text", "md"):
                out = self.run_it(*arguments, "--format", form).stdout
                self.assertIn(HEADING, out)
                self.assertNotIn("\x1b", out)
                self.assertNotIn("\n- x.c", out)
                if form == "md":
                    line = next(line for line in out.splitlines() if "ird/" in line)
                    self.assertEqual(line.count("`"), 8, line)  # four spans of code: what is in them is text


if __name__ == "__main__":
    os.chdir(git_project.ROOT)
    unittest.main()
