#!/usr/bin/env python3
"""Every check of playbooks has a case in which it misses something, at a place, and one in which it misses nothing.

All cases are models of one project, whose playbook has a step for each check. The table of checks in docs/reference/playbook.md
names the same checks as the program.

usage: checks_test.py BINARY
"""
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv.pop(1)).resolve()) if len(sys.argv) > 1 else ""
TABLE = re.compile(r"^\| `([a-z-]+)` \| .* \| (?:yes|no) \|$", re.MULTILINE)
SOURCE = re.compile(r'^\s+Check\{\s*"([a-z-]+)"', re.MULTILINE)

HEAD = "wardround: 1\nsystem: s\n"
DIGEST = "0" * 64
# Two ends with a boundary between them, and a flow that ends in a brace: `FLOW` + ", more: …}}".
FLOW = (HEAD + "data: {orders: command}\nboundaries: {net: {type: hospital-network}}\n"
        "elements: {app: {type: mobile-app}, mcu: {type: rtos-mcu, in: net}}\nflows:\n  f: {path: app -> mcu, sends: [orders]")
# One finding, open-link@f … whatever the catalogue finds there; decided in the file beside it.
FOUND = HEAD + "harms: {h: {severity: serious, multi_patient: no}}\nfunctions: {run: {needs: [d], harms: [h]}}\ndata: {d: command}\nelements:\n  e: {type: rtos-mcu, performs: [run]}\n"
OWN = "wardround: 1\nfindings:\n  own@e: {title: Own, letters: [T], by: Ann, date: 2026-11-01, needs: {position: physical-touch, privilege: none}}\n"
LINK = (HEAD + "harms: {h: {severity: serious, multi_patient: no}}\nfunctions: {run: {needs: [d], harms: [h]}}\ndata: {d: command}\nboundaries: {ward: hospital-network}\n"
        "elements:\n  app: mobile-app\n  mcu: {type: rtos-mcu, performs: [run]}\nflows:\n  f: {path: app -> mcu, sends: [d], protocol: {name: ble}}\n")
CONTROL = HEAD + "elements:\n  app:\n    type: mobile-app\n    controls: [{use: user-login, status: implemented}]\n"
REQUIREMENT = "requirements:\n  REQ-1: {text: t, accept: a, by: [user-login], allocated_to: [app]"
TESTED = CONTROL + REQUIREMENT + ", tests: [t1], defeats: [d1]}\n"
TESTS = ("wardround: 1\nresults:\n"
         "  - {build: b1, test: t1, result: passed, kind: mitigation, date: 2026-11-01, tester: Ann, role: QA, independence: other-team, file: r.xml, sha256: "
         + DIGEST + "}\n"
         "  - {build: b1, test: d1, result: passed, kind: defeat, date: 2026-11-01, tester: Ann, role: QA, independence: other-team, file: r.xml, sha256: "
         + DIGEST + "}\n")
ALL_DECIDED = "decisions:\n  '*@*': {disposition: eliminate, by: Ann, role: QA, date: 2026-11-01, reason: r, matched: [MATCHED]}\n"


def report(more):
    return f"wardround: 1\nreports:\n  - {{id: P-1, kind: pentest, title: t, date: 2026-11-01, {more}, file: r.csv, sha256: {DIGEST}}}\n"


def context(text):
    return HEAD + f"context: {{{text}}}\n"


# check: (a model that lacks it, where and what), (one that does not). A model may be (model, decisions, evidence).
CASES = {
    "intended-use": ((HEAD, "2:9 does not say what the device is for"), context("intended_use: It warms")),
    "users": ((HEAD, "2:9 who uses"), context("users: [nurse]")),
    "use-environments": ((HEAD, "2:9 where the device is used"), context("use_environments: [home]")),
    "foreseeable-misuse": ((HEAD, "2:9 which misuse"), context("foreseeable_misuse: [lent]")),
    "interoperability": ((HEAD, "2:9 other systems"), context("interoperability: [PACS]")),
    "emergency-access": ((HEAD, "2:9 when seconds count"), context("emergency_access: none")),
    "end-of-support": ((HEAD, "2:9 until when"), context("end_of_support: 2031")),
    "device-facts": ((context("device: {patients: many}"), "2:9 connected to the internet"),
                     context("device: {patients: many}") + "boundaries: {net: internet}\nelements: {a: mobile-app, b: cloud-api}\n"
                     "flows: {f: {path: a -> b, over: [net], protocol: https}}\n"),
    "assumptions": ((HEAD, "2:9 names no assumption"), HEAD + "assumptions: {a: The doors are locked}\n"),
    "assumptions-owned": ((HEAD + "assumptions:\n  a: {text: t, owner: Ann}\n", "4:3 `a` does not say how it is known"),
                          HEAD + "assumptions: {a: {text: t, owner: Ann, validation: audit of 2026}}\n"),
    "assumptions-disclosed": ((HEAD + "assumptions:\n  a: t\n", "4:3 who is told"), HEAD + "assumptions: {a: {text: t, disclosed_to: [IT]}}\n"),
    "harms-rated": ((HEAD + "harms:\n  h: {severity: unknown}\n", "4:17 `h` has no severity"), HEAD + "harms: {h: minor}\n"),
    "functions-harms": ((HEAD + "harms: {h: minor}\nfunctions:\n  run: {text: t}\n", "5:3 `run` leads to no harm"),
                        HEAD + "harms: {h: minor}\nfunctions: {run: {harms: [h]}}\n"),
    "situations-complete": ((HEAD + "harms: {h: minor}\ndata: {d: command}\nfunctions: {run: {needs: [d]}}\nhazardous_situations:\n"
                                    "  late: {function: run, harms: [h], caused_by: [integrity of d]}\n", "7:3 `late` does not say how the function deviates"),
                            HEAD + "harms: {h: minor}\ndata: {d: command}\nfunctions: {run: {needs: [d]}}\nhazardous_situations:\n"
                                   "  late: {function: run, deviation: late, harms: [h], caused_by: [integrity of d]}\n"),
    "clear-words": ((HEAD + "elements:\n  e: {type: process, text: all input is validated}\n", "4:28 \"validated\" in `e.text`"),
                    HEAD + "elements:\n  e: {type: process, text: all input is validated against the schema of ISO 11073}\n"),
    "element-types": ((HEAD + "elements:\n  e: {type: unknown}\n", "`e` has no type"),
                      HEAD + "elements: {e: process}\n"),
    "data-kinds": ((HEAD + "data:\n  d: {text: t}\n", "4:3 of what kind"), HEAD + "data: {d: log}\n"),
    "boundaries-crossed": ((HEAD + "boundaries:\n  net: hospital-network\n", "4:3 no flow crosses `net`"), HEAD + "boundaries: {net: {type: hospital-network, note: cut off}}\n"),
    "flow-protocols": ((FLOW + "}\n", "7:3 `f` names no protocol"), FLOW + ", protocol: https}\n"),
    "flow-versions": ((FLOW + ", protocol: https}\n", "7:3 `f` does not name the version"), FLOW + ', protocol: {name: https, version: "1.3"}}\n'),
    "flow-data": ((FLOW + ", returns: unknown}\n", "it is not known what `f` returns"), FLOW + "}\n"),
    "high-value-flows": ((FLOW + ", authenticated: yes}\n", "7:3 `f` is of high value and does not say what happens when it fails"),
                         FLOW + ", authenticated: yes, on_error: it stops}\n"),
    "node-ports": ((HEAD + "elements:\n  pump: infusion-pump\n", "4:3 `pump` names no port"), HEAD + "elements: {pump: infusion-pump, usb: {type: usb-port, in: pump}}\n"),
    "debug-ports": ((HEAD + "elements:\n  pump: infusion-pump\n  usb: {type: usb-port, in: pump}\n", "4:3 `pump` names no service or debug port"),
                    HEAD + "elements: {pump: infusion-pump, swd: {type: swd-port, in: pump}}\n"),
    "port-states": ((HEAD + "elements:\n  swd: swd-port\n", "4:3 `swd` does not say whether it is open"), HEAD + "elements: {swd: {type: swd-port, state: disabled}}\n"),
    "stride-grid": ((FLOW + ", protocol: function-call, authenticated: yes, encrypted: yes}\n", "nothing was found at `f`"),
                    HEAD + "elements: {e: process}\n"),
    "updates-complete": ((HEAD + "data: {fw: firmware}\nelements: {mcu: rtos-mcu, pc: build-server}\nupdates:\n"
                                 "  u: {data: fw, built_by: pc, signed_by: pc, verified_by: mcu, installs_on: mcu, rollback: refused, on_failure: unknown}\n",
                          "6:3 `u` does not say which way"),
                         HEAD + "data: {fw: firmware}\nelements: {mcu: rtos-mcu, pc: build-server}\nupdates:\n"
                                "  u: {data: fw, built_by: pc, signed_by: pc, verified_by: mcu, installs_on: mcu, route: [pc, mcu], rollback: refused, on_failure: keeps-old}\n"),
    "credentials-complete": ((HEAD + "elements: {n: clinician, app: mobile-app}\ncredentials:\n  pin: {kind: password, held_by: [n], authenticates: [app]}\n",
                              "5:3 `pin` does not say how and where it gets to its holders"),
                             HEAD + "elements: {n: clinician, app: mobile-app}\ncredentials:\n  pin: {kind: password, held_by: [n], authenticates: [app], provisioned: at enrolment}\n"),
    "software-listed": ((HEAD + "elements: {app: mobile-app}\n", "2:9 lists none that comes from others"), HEAD + "elements: {app: mobile-app}\nsoftware: {zlib: app}\n"),
    "software-complete": ((HEAD + "elements: {app: mobile-app}\nsoftware:\n  zlib: {in: app, supplier: zlib.net, support: supported}\n", "5:3 `zlib` does not say which version"),
                          HEAD + 'elements: {app: mobile-app}\nsoftware:\n  zlib: {in: app, supplier: zlib.net, version: "1.3", support: supported}\n'),
    "support-replaced": ((HEAD + "elements: {app: mobile-app}\nsoftware:\n  old: {in: app, end_of_support: 2020-06}\n", "5:3 `old` is no longer supported"),
                         HEAD + "elements: {app: mobile-app}\nsoftware:\n  old: {in: app, support: unsupported, note: behind a filter that knows its protocol}\n"),
    # Answers that bring other questions do not begin anew: the first five stay those that they were.
    "first-questions": ((LINK, "11:3 How does app pair with mcu?"),
                        LINK.replace("system: s", "system: {id: s, cyber_device: yes, safety_class: C}").replace("performs: [run]", "performs: [run], input_validated: no")
                        .replace("ble}", "ble, pairing: none, loss_noticed: unknown}").replace("loss_noticed: unknown", "loss_noticed: {unknown: {ask: tom, until: 2026-12-24}}")),
    "questions-answered": ((FOUND, "?"), HEAD + "elements: {e: process}\n"),
    "findings-decided": (((FOUND, OWN, ""), "7:3 nothing is decided about `own@e`"), HEAD + "elements: {e: process}\n"),
    "worst-decided": (((FOUND, OWN, ""), "nothing is decided about"), HEAD + "elements: {e: process}\n"),
    "decisions-fresh": (((FOUND, OWN + "decisions:\n  own@e: {disposition: eliminate, by: Ann, role: QA, date: 2026-11-01, reason: r, facts: {e.power: mains}}\n", ""),
                         "5:3 the decision on `own@e` is stale"),
                        (FOUND, OWN + "decisions:\n  own@e: {disposition: eliminate, by: Ann, role: QA, date: 2026-11-01, reason: r}\n", "")),
    "accepts-stand": (((FOUND, OWN + "decisions:\n  own@e: {disposition: accept, by: Ann, role: QA, date: 2026-11-01, reason: r}\n", ""),
                       "5:3 the decision on `own@e` does not count yet: nobody approved it"),
                      (FOUND, OWN + "decisions:\n  own@e: {disposition: accept, by: Ann, role: QA, date: 2026-11-01, reason: r, benefit_risk: B-1, expires: 2026-11-30, "
                                    "approved: {by: Bob, role: management, date: 2026-11-01}}\n", "")),
    "transfers-told": (((FOUND, OWN + "decisions:\n  own@e: {disposition: transfer, by: Ann, role: QA, date: 2026-11-01, reason: r, to: IT}\n", ""),
                        "5:3 the decision on `own@e` does not count yet"),
                       (FOUND, OWN + "decisions:\n  own@e: {disposition: transfer, by: Ann, role: QA, date: 2026-11-01, reason: r, to: IT, capability: c, told_in: [IFU], "
                                     "consequence: c, acknowledged: a}\n", "")),
    "mitigations-required": ((CONTROL, "6:22 no requirement asks for `user-login@app`"), TESTED),
    "mitigations-tested": ((CONTROL + REQUIREMENT + ", tests: [t1]}\n", "8:3 `REQ-1` names no attempt to defeat it"), TESTED),
    "controls-built": ((CONTROL.replace("implemented", "planned"), "6:22 `user-login@app` is planned, and not built"), CONTROL),
    "controls-verified": ((TESTED, "6:22 `user-login@app` is not verified: there is no evidence"), (TESTED, "", TESTS)),
    "penetration-tested": ((HEAD, "2:9 no penetration test"), (HEAD, "", report("subject: s, stride: S"))),
    "questions-fresh": (None, FOUND),  # with a record: below
    "reports-judged": (((HEAD, "", report("reference: x")), "3:5 report `P-1` does not say where it is"), HEAD),
    "reviewed-yearly": ((HEAD, "2:9 the team has never sat down"), None),  # a round beside the project: below
}


def parts(case):
    return case if isinstance(case, tuple) else (case, "", "")


def steps_of(folder, cases, extra=""):
    """The standing of a project with these models: {model: {check: [(place, text)]}}."""
    names = SOURCE.findall((ROOT / "src/assurance/checks.cc").read_text())
    steps = "".join(f"    c-{name}: {{question: 1, title: t, purpose: p, role: r, minutes: 1, done_when: d, check: {name}}}\n" for name in names)
    (folder / "wardround.yaml").write_text(f"wardround: 1\nproject: p\nplaybook:\n  steps:\n{steps}")
    for name, case in cases.items():
        for ending, text in zip(("model", "decisions", "evidence"), parts(case)):
            if text:
                (folder / f"{name}.{ending}.yaml").write_text(text)
    done = subprocess.run([BINARY, "next", "--format", "json", "--as-of", "2026-11-28"], cwd=folder, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    found = {}
    for model in json.loads(done.stdout)["models"]:
        name = model["path"].removesuffix(".model.yaml")
        found[name] = {step["id"][2:]: [(miss["place"] or "", miss["text"]) for miss in step["misses"]] for step in model["steps"]}
    return found


class Checks(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.names = SOURCE.findall((ROOT / "src/assurance/checks.cc").read_text())
        cases = {}
        for check, (lacks, whole) in CASES.items():
            if lacks is not None:
                cases[f"{check}.lacks"] = lacks[0]
            if whole is not None:
                cases[f"{check}.has"] = whole
        with tempfile.TemporaryDirectory(prefix="wardround-checks-") as folder:
            cls.found = steps_of(pathlib.Path(folder), cases)

    def test_every_check_has_both(self):
        self.assertEqual(sorted(CASES), sorted(self.names))
        for check, (lacks, whole) in CASES.items():
            self.assertTrue((lacks or check == "questions-fresh") and (whole or check == "reviewed-yearly"), check)

    def test_the_reference_lists_them(self):
        self.assertEqual(TABLE.findall((ROOT / "docs/reference/playbook.md").read_text()), self.names)

    def test_what_is_missed_stands_at_its_place(self):
        for check, (lacks, _) in CASES.items():
            if lacks is None:
                continue
            with self.subTest(check=check):
                expected = lacks[1]
                where, _, text = expected.partition(" ") if expected[0].isdigit() else ("", "", expected)
                shown = self.found[f"{check}.lacks"][check]
                self.assertTrue(any(place.endswith(f".yaml:{where}" if where else "") and text in said for place, said in shown),
                                f"{expected!r} is not among {shown}")

    def test_what_is_there_is_not_missed(self):
        for check, (_, whole) in CASES.items():
            if whole is None:
                continue
            with self.subTest(check=check):
                missed = self.found[f"{check}.has"][check]
                # Findings of the rules are not what a case about one decision is about.
                self.assertEqual([m for m in missed if "own@e" in m[1] or check not in ("decisions-fresh", "accepts-stand", "transfers-told")], [])

    def test_what_records_show(self):
        for date, fresh in (("2026-10-01", False), ("2026-11-01", True)):
            with tempfile.TemporaryDirectory(prefix="wardround-checks-") as name, self.subTest(date=date):
                folder = pathlib.Path(name)
                (folder / "m.model.yaml").write_text(FOUND)
                asked = json.loads(subprocess.run([BINARY, "check", "m.model.yaml", "--format", "json"], cwd=folder, capture_output=True, check=True).stdout)
                model = {"system": "s", "path": "m.model.yaml", "canonical_sha256": DIGEST, "files": [], "before": {}, "after": {}, "agenda": [],
                         "findings": [], "questions": [question["id"] for question in asked["questions"]], "subjects": {}, "watch": {}}
                record = json.dumps({"schema_version": "1.0", "kind": "round", "date": date, "parents": [], "project": "p", "tool": "t", "participants": [],
                                     "code": [], "catalogue": [], "models": [model], "signatures": []})
                (folder / "rounds").mkdir()
                (folder / f"rounds/{date}-{hashlib.sha256(record.encode()).hexdigest()[:12]}.json").write_text(record)
                found = steps_of(folder, {"m": FOUND})["m"]
                self.assertEqual(found["reviewed-yearly"], [])
                self.assertEqual(found["questions-fresh"] == [], fresh)
                for place, text in found["questions-fresh"]:
                    self.assertRegex(place, r"^m\.model\.yaml:\d+:\d+$")
                    self.assertIn("open since 2026-10-01: ", text)


if __name__ == "__main__":
    unittest.main()
