#!/usr/bin/env python3
"""`evidence` with as much as a build farm or a scanner may hand it: time and memory stay within reason, what is too much is refused and nothing written.

usage: evidence_test.py [WARDROUND]      default: build/dev/wardround
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ROOT / "build/dev/wardround").resolve())
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795392000", "HOME": "/nonexistent"}
MODEL = """wardround: 1
system: demo
harms: {delay: serious}
functions: {deliver: {needs: [orders], harms: [delay]}}
data: {orders: command}
elements:
  app: mobile-app
  mcu: {type: rtos-mcu, performs: [deliver]}
flows:
  order: {path: app -> mcu, protocol: ble, sends: [orders]}
requirements:
  REQ-1: {text: Orders are checked, accept: a changed one is refused, tests: [t7], defeats: [t99999], allocated_to: [mcu]}
"""
# Unoptimised, on a machine that has other work to do.
SECONDS = 60
MEBIBYTES = 500


class Much(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        (self.folder / "demo.model.yaml").write_text(MODEL, encoding="utf-8")

    def run_measured(self, *arguments, status=0):
        """What was said; fails if it took too much."""
        begin = time.monotonic()
        with tempfile.TemporaryFile() as out:
            child = subprocess.Popen([BINARY, *arguments], cwd=self.folder, env=ENVIRONMENT, stdout=out, stderr=subprocess.STDOUT)
            _, ended, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(ended)
            out.seek(0)
            said = out.read().decode("utf-8", "replace")
        took, mebibytes = time.monotonic() - begin, used.ru_maxrss // 1024
        print(f"{' '.join(arguments)}: {took:.2f} s, {used.ru_utime:.2f} s of them computing, {mebibytes} MiB", file=sys.stderr)
        self.assertEqual(child.returncode, status, said[-2000:])
        self.assertLess(took, SECONDS)
        self.assertLess(mebibytes, MEBIBYTES)
        return said

    def test_a_hundred_thousand_tests(self):
        cases = "".join(f'<testcase classname="suite.of.the.firmware" name="t{i}" time="0.01"><system-out>fine</system-out></testcase>' for i in range(100_000))
        (self.folder / "run.xml").write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>", encoding="utf-8")
        said = self.run_measured("evidence", "run.xml", "demo.model.yaml", "--build", "b1")
        self.assertIn("2 new", said)
        self.assertIn("99998 results left out", said)
        before = (self.folder / "demo.evidence.yaml").read_bytes()
        said = self.run_measured("evidence", "run.xml", "demo.model.yaml", "--build", "b2", "--all", status=2)
        self.assertIn("take out the lines of old builds", said)
        self.assertEqual((self.folder / "demo.evidence.yaml").read_bytes(), before)

    def test_results_into_the_middle_of_many(self):
        def results(names):
            (self.folder / "run.xml").write_text("<testsuite>" + "".join(f'<testcase name="t{i}"/>' for i in names) + "</testsuite>", encoding="utf-8")

        results(range(0, 20_000, 2))
        self.run_measured("evidence", "run.xml", "demo.model.yaml", "--build", "b", "--all")
        results(range(20_000))  # all of the file: its digest changes every line
        said = self.run_measured("evidence", "run.xml", "demo.model.yaml", "--build", "b", "--all")
        self.assertIn("10000 new, 10000 changed, 0 as before", said)

    def test_twenty_thousand_reports(self):
        rows = "".join(f'R-{i},anomaly,"Something, found in the field",2026-01-01,{("mcu", "order", "app")[i % 3]},T\n' for i in range(20_000))
        (self.folder / "reports.csv").write_text("id,kind,title,date,subject,stride\n" + rows, encoding="utf-8")
        self.assertIn("20000 new", self.run_measured("evidence", "--import", "reports.csv", "demo.model.yaml"))
        self.assertIn("20000 as before", self.run_measured("evidence", "--import", "reports.csv", "demo.model.yaml"))
        self.run_measured("trace", "demo.model.yaml", "--format", "json")
        self.run_measured("check", "demo.model.yaml")

    def test_mistakes_in_every_row(self):
        (self.folder / "bad.csv").write_text("id,kind,subject\n" + "x,what,nowhere\n" * 200_000, encoding="utf-8")
        self.run_measured("evidence", "--import", "bad.csv", "demo.model.yaml", status=2)
        (self.folder / "torn.csv").write_text("id,kind,subject\n" + "x\n" * 1_000_000, encoding="utf-8")
        self.run_measured("evidence", "--import", "torn.csv", "demo.model.yaml", status=2)
        self.assertFalse((self.folder / "demo.evidence.yaml").exists())


if __name__ == "__main__":
    unittest.main()
