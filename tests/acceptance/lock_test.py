#!/usr/bin/env python3
"""The gate of a pull request over a change of the catalogue: the project's own pack as a revision of git has it, and the built-in one as a lock
of that revision has it.

usage: lock_test.py [WARDROUND]      default: build/dev/wardround
"""
import json
import os
import re
import sys
import unittest

sys.dont_write_bytecode = True
import git_project  # pylint: disable=wrong-import-position

PROJECT = "wardround: 1\nmodels: [demo.model.yaml]\npacks: [pack]\n"
MODEL = """wardround: 1
system: {id: demo, cyber_device: no, safety_class: C}
harms: {delay: serious}
functions: {deliver: {needs: [orders], harms: [delay]}}
data: {orders: command}
elements:
  mcu: {type: rtos-mcu, performs: [deliver], input_validated: INPUT}
  app: {type: mobile-app, app_integrity_checked: yes}
flows:
  order: {path: app -> mcu, protocol: {name: ble, pairing: just-works}, sends: [orders]}
"""
PACK = """pack: {id: own, version: 1.0.0, title: Own}
weaknesses:
  open-session: {title: Session left open, text: Whoever comes next goes on., stride: [S], loses: [integrity]}
rules:
  session-open:
    on: element
    when: is_a(element, TYPE)
    weakness: open-session
    threat: {actor: Whoever comes next, action: goes on with the session of, thing: "{element.name}"}
    needs: {position: internet, privilege: none}
    gives: {position: on(element), privilege: user}
"""
TAG = "catalogue-only"


class Lock(git_project.GitProject):
    program = git_project.binary()

    def setUp(self):
        super().setUp()
        self.write("security/wardround.yaml", PROJECT)
        self.model("yes")
        self.pack("web-portal")

    def model(self, value):
        self.write("security/demo.model.yaml", MODEL.replace("INPUT", value))

    def pack(self, kind):
        self.write("security/pack/pack.yaml", PACK.replace("TYPE", kind))

    def tagged(self, code=0):
        """Ids that `check --baseline HEAD` tags."""
        document = json.loads(self.run_it("check", "--baseline", "HEAD", "--format", "json", code=code).stdout)
        return [finding["id"] for finding in document["findings"] if TAG in finding["tags"]]

    def test_the_own_pack_of_the_revision_needs_no_lock(self):
        self.commit()
        self.pack("mobile-app")
        self.assertEqual(self.tagged(), ["open-session@app"])
        text = self.run_it("check", "--baseline", "HEAD")
        self.assertIn("open-session@app · catalogue-only", text.stdout)
        self.assertIn("a change of the catalogue alone brought 1 finding", text.stderr)
        self.assertIn("certain, risk high, catalogue-only", self.run_it("diff", "HEAD").stdout)

    def test_what_the_design_brings_fails_all_the_same(self):
        self.commit()
        self.pack("mobile-app")
        self.model("no")
        self.assertEqual(self.tagged(code=1), ["open-session@app"])
        done = self.run_it("check", "--baseline", "HEAD", code=1)
        self.assertIn("(malformed-input@mcu)", done.stderr.split("the gate fails")[1])
        self.assertNotIn("open-session@app", done.stderr.split("the gate fails")[1])

    def test_a_new_subject_under_a_new_rule_is_the_design(self):
        self.commit()
        self.pack("mobile-app")
        text = (self.security / "demo.model.yaml").read_text(encoding="utf-8")
        (self.security / "demo.model.yaml").write_text(text.replace("flows:", "  app-2: {type: mobile-app, app_integrity_checked: yes}\nflows:\n"
                                                                    "  second: {path: app-2 -> app, sends: [orders]}"), encoding="utf-8")
        self.assertEqual(self.tagged(code=1), ["open-session@app"])
        self.assertIn("open-session@app-2", self.run_it("check", "--baseline", "HEAD", code=1).stderr)

    def test_the_lock_of_the_revision_tells_of_an_older_binary(self):
        self.run_it("check", "--lock")
        lock = self.security / "wardround.lock"
        now = lock.read_text(encoding="utf-8")
        older, count = re.subn(r"^      link-altered-ble: .*\n", "", now, flags=re.MULTILINE)
        self.assertEqual(count, 1)
        older = re.sub(r"(core:\n    version: ).*\n    hash: .*\n", r"\g<1>0.0.9" + "\n    hash: " + "0" * 64 + "\n", older)
        lock.write_text(older, encoding="utf-8")
        self.commit()
        self.assertEqual(self.tagged(), ["altered-link@order"])
        self.assertIn("core` is not as the lock has it: 0.0.9 → ", self.run_it("check").stderr)
        lock.write_text(now, encoding="utf-8")  # taking it in this very change does not hide what it brought
        self.assertEqual(self.tagged(), ["altered-link@order"])
        self.commit()
        self.assertEqual(self.tagged(), [])

    def test_a_merge_of_two_locks_is_by_rules(self):
        self.run_it("check", "--lock")
        base = (self.security / "wardround.lock").read_text(encoding="utf-8")
        lines = [line for line in base.splitlines() if line.startswith("      ")]
        files = {"base": base, "ours": base.replace(lines[0] + "\n", ""), "theirs": base.replace(lines[-1], lines[-1][:-1] + "0")}
        for name, text in files.items():
            (self.top / name).write_text(text, encoding="utf-8")
        merged = self.run_it("merge", "base", "ours", "theirs").stdout
        self.assertEqual(merged, files["ours"].replace(lines[-1], lines[-1][:-1] + "0"))

    def test_an_earlier_model_that_todays_pack_cannot_read(self):
        fact = 'facts:\n  ends: {on: [element], title: t, question: "q?", worst: WORST, VALUES}\n'
        rule = PACK.replace("is_a(element, TYPE)", "element.ends == WORST and is_a(element, mobile-app)")
        pack, model = self.security / "pack/pack.yaml", MODEL.replace("INPUT", "yes")
        pack.write_text((rule + fact).replace("WORST, VALUES", "no").replace("WORST", "no"), encoding="utf-8")
        (self.security / "demo.model.yaml").write_text(model.replace("mobile-app,", "mobile-app, ends: yes,"), encoding="utf-8")
        self.commit()
        pack.write_text((rule + fact).replace("VALUES", "values: {never: never, soon: soon}").replace("WORST", "never"), encoding="utf-8")
        (self.security / "demo.model.yaml").write_text(model.replace("mobile-app,", "mobile-app, ends: never,"), encoding="utf-8")
        done = self.run_it("check", "--baseline", "HEAD", code=1)
        self.assertIn("note: the earlier model cannot be read with the catalogue of now", done.stderr)
        self.assertIn("(open-session@app)", done.stderr.split("the gate fails")[1])
        self.assertNotIn(TAG, done.stdout)


if __name__ == "__main__":
    os.chdir(git_project.ROOT)
    unittest.main()
