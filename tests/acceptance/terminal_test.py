#!/usr/bin/env python3
"""Where the output goes: a full disk, a closed pipe, a narrow terminal.

usage: terminal_test.py [WARDROUND]      default: build/dev/wardround
"""

import fcntl
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import termios
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ROOT / "build/dev/wardround").resolve())
AMPS = str(ROOT / "examples/amps")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795392000"}
# Short ones fit a buffer, long ones are written before the end.
SHORT_AND_LONG = (["--version"], ["help"], ["check", AMPS], ["check", AMPS, "--format", "json"], ["diagram", AMPS, "--layout", "plain"])


def on_terminal(columns, *arguments):
    """The lines that a terminal of so many columns is given, without colours."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen([BINARY, *arguments], env=ENVIRONMENT | {"TERM": "xterm"}, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True) as running:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                part = b""
            if not part:
                break
            seen += part
        running.wait(timeout=60)
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;]*m", "", seen.decode()).replace("\r\n", "\n").splitlines()


def too_wide(lines, columns):
    # Commands to be copied stand on one line whatever its length.
    return [line for line in lines if len(line) > columns and not re.match(r"(Next: | *)wardround |      --", line)]


class Output(unittest.TestCase):
    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full here")
    def test_a_full_disk_is_an_error(self):
        for arguments in SHORT_AND_LONG:
            with open("/dev/full", "wb") as full:
                done = subprocess.run([BINARY, *arguments], env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
            self.assertEqual((done.returncode, done.stderr), (2, b"error: stdout cannot be written\n"), arguments)

    def test_who_stops_reading_gets_no_complaint(self):
        for arguments in SHORT_AND_LONG:
            with subprocess.Popen([BINARY, *arguments], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
                running.stdout.readline()
                running.stdout.close()
                self.assertEqual(running.stderr.read(), b"", arguments)

    def test_screens_fit_a_narrow_terminal(self):
        for arguments in ([], ["help"], ["help", "words"], ["check", "--help"], ["check", AMPS], ["check", AMPS, "--all"], ["next", AMPS], ["next", AMPS, "--all"],
                          ["answer", "f1.pairing", AMPS], ["explain", "readable-link", AMPS], ["explain", "app", AMPS]):
            narrow = on_terminal(60, *arguments)
            self.assertEqual(too_wide(narrow, 60), [], arguments)
            self.assertGreater(len(narrow), 1)
            self.assertEqual(too_wide(on_terminal(200, *arguments), 80), [], arguments)

    def test_a_terminal_is_not_filled_with_a_picture(self):
        refused = ["error: a terminal shows no picture: write it to a file, as with -o model.svg, or take --format mermaid, which is text"]
        self.assertEqual(on_terminal(80, "diagram", AMPS), refused)
        self.assertEqual(on_terminal(80, "diagram", AMPS, "--format", "png"), refused)
        self.assertEqual(on_terminal(80, "diagram", AMPS, "--format", "mermaid")[0], "flowchart LR")


if __name__ == "__main__":
    unittest.main()
