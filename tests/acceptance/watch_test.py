#!/usr/bin/env python3
"""`check --watch` looks again within two seconds of a change, goes on after mistakes and ends with Ctrl-C; the bar of slow commands.

usage: watch_test.py [WARDROUND]      default: build/dev/wardround
"""
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ROOT / "build/dev/wardround").resolve())
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795392000"}
PATIENCE = 2.0  # seconds from a change to what it brings
FIRST = 30.0    # seconds to the first screen: the machine may be busy
CLEAR = "\x1b[H\x1b[2J\x1b[3J"

MODEL = """wardround: 1
system: {id: demo, name: Demo}
harms: {harm: critical}
functions: {deliver: {needs: [orders], harms: [harm]}}
data: {orders: command}
include: [parts.yaml]
flows:
  order: {path: app -> mcu, protocol: {name: ble, pairing: PAIRING}, sends: [orders]}
"""
PARTS = "elements:\n  mcu: {type: rtos-mcu, performs: [deliver]}\n  app: mobile-app\n"


class Watched:
    """A running `check --watch`, both of its outputs read as one text."""

    def __init__(self, folder, *arguments, terminal=False, environment=None):
        self.text = ""
        self.folder = pathlib.Path(folder)
        theirs = self.descriptor = None
        if terminal:
            self.descriptor, theirs = pty.openpty()
        else:
            self.descriptor, theirs = os.pipe()
        self.process = subprocess.Popen([BINARY, "check", "--watch", *arguments], cwd=folder, env={**ENVIRONMENT, **(environment or {})},
                                        stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs)
        os.close(theirs)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.descriptor)

    def write(self, name, text):
        """As editors do: a new file that takes the old one's name."""
        new = self.folder / (name + ".new")
        new.write_text(text, encoding="utf-8")
        new.replace(self.folder / name)

    def expect(self, pattern, patience=PATIENCE):
        """Reads until `pattern` stands in what came since the last call; returns that text."""
        end = time.monotonic() + patience
        while not (match := re.search(pattern, self.text, re.DOTALL)):
            left = end - time.monotonic()
            ready = left > 0 and select.select([self.descriptor], [], [], left)[0]
            try:
                part = os.read(self.descriptor, 65536) if ready else b""
            except OSError:  # a terminal whose program has ended
                part = b""
            if not part:
                raise AssertionError(f"no {pattern!r} within {patience} s, but:\n{self.text}")
            self.text += part.decode("utf-8", "replace").replace("\r\n", "\n")
        seen, self.text = self.text[:match.end()], self.text[match.end():]
        return seen

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)


class Watch(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        (self.folder / "demo.model.yaml").write_text(MODEL.replace("PAIRING", "unknown"), encoding="utf-8")
        (self.folder / "parts.yaml").write_text(PARTS, encoding="utf-8")

    def test_a_change_is_seen(self):
        with Watched(self.folder) as watched:
            watched.expect(r"order\.pairing.*Next: [^\n]*\nwatching; Ctrl-C ends\n", FIRST)
            watched.write("demo.model.yaml", MODEL.replace("PAIRING", "just-works"))
            seen = watched.expect(r"Next: [^\n]*\nchanged: [^\n]*demo\.model\.yaml[^\n]*\n")
            self.assertRegex(seen, r"(?s)Changed \(\d+\)\n.*  Commands from an unauthenticated peer: order · unverified → certain")
            self.assertRegex(seen, r"Settled \(\d+\)\n  order\.pairing")
            self.assertNotIn("\x1b", seen)
            self.assertEqual(watched.stop(), 0)

    def test_included_files_are_watched(self):
        with Watched(self.folder) as watched:
            watched.expect("watching", FIRST)
            watched.write("parts.yaml", PARTS + "  api: cloud-api\n")
            watched.expect(r"Demo: 3 elements.*changed: [^\n]*parts\.yaml[^\n]*\n")
            watched.write("parts.yaml", "include: [more.yaml]\n" + PARTS)  # names a file that is not there yet …
            watched.expect(r"more\.yaml.*changed: [^\n]*parts\.yaml[^\n]*\n")
            watched.write("more.yaml", "elements: {api: cloud-api, db: database}\n")  # … and then is
            watched.expect(r"Demo: 4 elements.*changed: [^\n]*more\.yaml[^\n]*\n")
            self.assertEqual(watched.stop(), 0)

    def test_packs_and_new_models_are_watched(self):
        (self.folder / "pack").mkdir()
        (self.folder / "pack" / "pack.yaml").write_text("pack: {id: mine, version: 0.1.0, title: Mine}\n", encoding="utf-8")
        (self.folder / "wardround.yaml").write_text("wardround: 1\nmodels: ['*.model.yaml']\npacks: [pack]\n", encoding="utf-8")
        with Watched(self.folder) as watched:
            watched.expect(r"mine 0\.1\.0.*watching", FIRST)
            watched.write("pack/pack.yaml", "pack: {id: mine, version: 0.2.0, title: Mine}\n")
            watched.expect(r"mine 0\.2\.0.*changed: pack")
            (self.folder / "second.model.yaml").write_text("wardround: 1\nsystem: {id: second, name: Second}\n", encoding="utf-8")
            watched.expect(r"Second\n.*wardround check second\.model\.yaml.*changed: ")
            self.assertEqual(watched.stop(), 0)

    def test_mistakes_are_shown_and_the_watch_goes_on(self):
        with Watched(self.folder) as watched:
            watched.expect("watching", FIRST)
            watched.write("demo.model.yaml", MODEL.replace("PAIRING", "unknown").replace("flows", "flws"))
            watched.expect(r"WR0201.*changed: [^\n]*demo\.model\.yaml[^\n]*\n")
            (self.folder / "demo.model.yaml").unlink()
            watched.expect(r"error.*changed: ")
            watched.write("demo.model.yaml", MODEL.replace("PAIRING", "just-works"))
            seen = watched.expect(r"Next: [^\n]*\nchanged: ")
            self.assertIn("unverified → certain", seen, "compared with the last good look")
            self.assertEqual(watched.stop(), 0)

    def test_outputs_are_written_again(self):
        with Watched(self.folder, "-o", "out.json") as watched:
            watched.expect("watching", FIRST)
            before = (self.folder / "out.json").read_text(encoding="utf-8")
            watched.write("demo.model.yaml", MODEL.replace("PAIRING", "just-works"))
            watched.expect("changed: ")
            self.assertNotEqual((self.folder / "out.json").read_text(encoding="utf-8"), before)
            time.sleep(0.5)  # what it writes itself is no change
            self.assertEqual(watched.stop(), 0)
            self.assertNotIn("changed", watched.text)

    def test_only_a_terminal_is_cleared(self):
        with Watched(self.folder, terminal=True, environment={"TERM": "xterm"}) as watched:
            self.assertTrue(watched.expect("watching", FIRST).startswith(CLEAR))
            watched.write("demo.model.yaml", MODEL.replace("PAIRING", "just-works"))
            self.assertIn(CLEAR, watched.expect("changed: "))
            self.assertEqual(watched.stop(), 0)
        with Watched(self.folder, terminal=True, environment={"TERM": "dumb"}) as watched:
            self.assertNotIn("\x1b", watched.expect("watching", FIRST))

    def test_options_that_do_not_go_together(self):
        for arguments in (["--fix"], ["--baseline", "x.json"], ["--stride-grid"], ["--format", "json"]):
            done = subprocess.run([BINARY, "check", "--watch", *arguments], cwd=self.folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=FIRST, check=False)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn("--watch", done.stderr)


class Bar(unittest.TestCase):
    """The bar on stderr. A run is made slow by much to read; a machine that needs no second for it shows nothing."""

    BAR = re.compile(r"\r\[#* *\] \d of \d, \d+ s: [a-z]+ [^\r]*")

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def run_on(self, environment):
        """(what the terminal at stderr got, seconds)."""
        ours, theirs = pty.openpty()
        start = time.monotonic()
        process = subprocess.Popen([BINARY, "check", str(self.folder)], env={**ENVIRONMENT, **environment}, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        text = b""
        while part := self.read(ours):
            text += part
        self.assertEqual(process.wait(), 0)
        os.close(ours)
        return text.decode("utf-8", "replace"), time.monotonic() - start

    @staticmethod
    def read(descriptor):
        try:
            return os.read(descriptor, 65536)
        except OSError:  # a terminal whose program has ended
            return b""

    def test_a_quick_run_has_none(self):
        (self.folder / "x.model.yaml").write_text(MODEL.replace("PAIRING", "unknown").replace("include: [parts.yaml]\n", PARTS), encoding="utf-8")
        text, seconds = self.run_on({"TERM": "xterm"})
        if seconds < 1:
            self.assertIsNone(self.BAR.search(text), text)

    def test_a_slow_run_has_one_on_a_terminal(self):
        made = subprocess.run([sys.executable, "-B", str(ROOT / "tools/make_model.py"), "--elements", "9000", "--flows", "27000"],
                              stdout=subprocess.PIPE, check=True, timeout=60).stdout
        names = [f"x{i}.model.yaml" for i in range(3)]
        for name in names:
            (self.folder / name).write_bytes(made)
        (self.folder / "wardround.yaml").write_text(f"wardround: 1\nmodels: [{', '.join(names)}]\n", encoding="utf-8")
        text, seconds = self.run_on({"TERM": "xterm", "NO_COLOR": "1"})
        if seconds < 1.5:
            self.skipTest(f"read and evaluated in {seconds:.1f} s")
        self.assertRegex(text, self.BAR)
        self.assertRegex(text[self.BAR.search(text).end():], r"\r +\r", "it vanishes")
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\r", self.run_on({"TERM": "dumb"})[0].replace("\r\n", "\n"))


if __name__ == "__main__":
    unittest.main()
