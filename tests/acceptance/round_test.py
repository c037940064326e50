#!/usr/bin/env python3
"""A round in a real terminal (tmux): a whole sitting with undo, quit, resume and a window that changes; the same by a script gives the
same bytes; killed at any moment nothing that was acknowledged is lost.

usage: round_test.py [WARDROUND]      default: build/dev/wardround; KILLS=300 kills more often than 15 times
"""
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ROOT / "build/dev/wardround").resolve())
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795392000"}  # 2026-11-23
PATIENCE = 30.0
KILLS = int(os.environ.get("KILLS", "15"))

MODEL = """wardround: 1
system: {id: demo, name: Demo pump}
harms: {delay: {severity: serious, multi_patient: no}}
functions: {deliver: {needs: [orders], harms: [delay]}}
data: {orders: command}
elements:
  app: mobile-app
  pump: infusion-pump
  mcu: {type: rtos-mcu, in: pump, performs: [deliver], input_validated: no}
flows:
  order: {path: app -> mcu, protocol: {name: ble, pairing: just-works}, sends: [orders], protected_above_link: no}  # stays as it is
"""


def make_project(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "demo.model.yaml").write_text(MODEL, encoding="utf-8")
    return folder


def files_of(folder):
    """Everything in a folder but what writing may have left behind."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(pathlib.Path(folder).rglob("*")) if path.is_file()}


def wardround(folder, *arguments, text=None, check=True):
    run = subprocess.run([BINARY, *arguments], cwd=folder, env=ENVIRONMENT, input=text, capture_output=True, text=True, timeout=120)
    if check and run.returncode != 0:
        raise AssertionError(f"{arguments}: {run.returncode}\n{run.stdout}{run.stderr}")
    return run


class Tmux:
    """One program in a terminal of its own."""

    def __init__(self, folder, *command, columns=80, rows=24, environment=None):
        self.socket = str(pathlib.Path(folder).parent / f"tmux-{os.getpid()}-{random.randrange(10**9)}")
        words = {**ENVIRONMENT, "TERM": "xterm-256color", **(environment or {})}
        line = "env -i " + " ".join(f"{k}={self.quoted(v)}" for k, v in words.items() if k != "TERM")
        line += f" TERM={words['TERM']} " + " ".join(self.quoted(one) for one in command)
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(folder), f"{line}; exec sleep 600")  # what it said last stays
        self.tmux("set-option", "-g", "window-size", "manual")

    @staticmethod
    def quoted(word):
        return "'" + str(word).replace("'", "'\\''") + "'"

    def tmux(self, *arguments):
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        environment.pop("TMUX", None)
        return subprocess.run(["tmux", "-S", self.socket, *arguments], env=environment, check=True, capture_output=True, text=True,
                              timeout=60).stdout

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def expect(self, pattern, patience=PATIENCE):
        end = time.monotonic() + patience
        while True:
            text = self.screen()
            if re.search(pattern, text):
                return text
            if time.monotonic() > end:
                raise AssertionError(f"no {pattern!r} within {patience} s, but:\n{text}")
            time.sleep(0.05)

    def settled(self, pattern):
        """The screen once it shows the pattern and has come to rest: a capture may fall into the middle of drawing."""
        self.expect(pattern)
        screens, end = [], time.monotonic() + PATIENCE
        while len(screens) < 4 or len(set(screens[-4:])) > 1:
            assert time.monotonic() < end, "the screen does not come to rest"
            time.sleep(0.1)
            screens.append(self.screen())
        return screens[-1]

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], capture_output=True, check=False)


def number_of(screen, value):
    """The digit that takes a choice."""
    match = re.search(rf"[ ▸](\d)  {re.escape(value)}(?: |$)", screen, re.MULTILINE)
    if not match:
        raise AssertionError(f"{value} is no choice of:\n{screen}")
    return match.group(1)


@unittest.skipUnless(shutil.which("tmux"), "tmux is not installed")
class InATerminal(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="wardround-round-")
        self.addCleanup(self.temporary.cleanup)
        self.top = pathlib.Path(self.temporary.name)

    def assert_fits(self, screen, columns, rows):
        """Nothing is cut: the keys stand whole on the last lines."""
        lines = screen.split("\n")
        self.assertLessEqual(len(lines), rows + 1)
        keys = " ".join(lines[rows - 2:rows])
        self.assertIn("q quit", keys, screen)
        self.assertNotIn("…", keys, screen)

    def test_a_whole_sitting_and_the_same_by_a_script(self):
        folder = make_project(self.top / "screen")
        command = (BINARY, "round", "demo.model.yaml", "--by", "Ana Roth:security", "--cards", "100")
        script = []
        with Tmux(folder, *command) as terminal:
            self.assert_fits(terminal.expect("The first round"), 80, 24)
            terminal.keys("Enter")
            self.assert_fits(terminal.expect(r"card 1 of "), 80, 24)
            for step in range(1, 30):  # to the finding, past whatever comes first
                if "command-peer@order" in terminal.settled(f"card {step} of"):
                    break
                terminal.keys("s")
                script.append("skip")
            screen = terminal.expect("command-peer@order")
            terminal.keys(number_of(screen, "ble-pairing:mode=passkey"))
            terminal.expect("CONTROL|control +ble-pairing:mode=passkey")
            terminal.keys("Down", "Down", "Down")
            terminal.type("it isn't ‘just’ a passkey: ä")
            terminal.keys("Enter")
            terminal.expect("command-peer@order: mitigated")
            edited = files_of(folder)
            self.assertNotEqual(edited["demo.model.yaml"].decode(), MODEL)

            terminal.keys("u")
            terminal.expect("Taken back: command-peer@order")
            self.assertEqual((folder / "demo.model.yaml").read_text(encoding="utf-8"), MODEL)
            self.assertFalse((folder / "demo.decisions.yaml").exists())

            screen = terminal.expect("clears it")
            terminal.keys(number_of(screen, "ble-pairing:mode=passkey"))
            terminal.expect("planned")
            terminal.keys("Down", "Down", "Down")
            terminal.type("it isn't ‘just’ a passkey: ä")
            terminal.keys("Enter")
            terminal.expect("command-peer@order: mitigated")
            self.assertEqual(files_of(folder)["demo.decisions.yaml"], edited["demo.decisions.yaml"])
            self.assertEqual(files_of(folder)["demo.model.yaml"], edited["demo.model.yaml"])
            script += ["mitigate ble-pairing:mode=passkey reason='it isn''t ‘just’ a passkey: ä'", "undo",
                       "mitigate ble-pairing:mode=passkey reason='it isn''t ‘just’ a passkey: ä'"]

            terminal.resize(120, 40)
            time.sleep(0.3)
            self.assert_fits(terminal.expect("card"), 120, 40)
            terminal.resize(50, 15)
            terminal.expect("card")
            terminal.resize(30, 8)
            terminal.expect("larger")
            terminal.resize(80, 24)
            self.assert_fits(terminal.expect(r"card \d+ of "), 80, 24)
            terminal.keys("q")
            terminal.expect("The sitting is kept: `wardround round demo.model.yaml` goes on.")
        self.assertTrue((folder / "rounds" / "open-sitting.json").exists())
        with Tmux(folder, *command, columns=120, rows=40) as terminal:
            terminal.expect("Welcome back")
            terminal.keys("h")
            terminal.expect("Hand over")
            terminal.type("Tom Ek")
            terminal.keys("Enter", "Enter")
            terminal.expect("handed over: Tom Ek, 2026-12-07")
            script.append("hand-over 'Tom Ek' 2026-12-07")
            terminal.keys("n")
            terminal.expect("A note for the record")
            terminal.type("the gateway comes next time")
            terminal.keys("Enter")
            terminal.expect("The note is kept")
            script.append("note the gateway comes next time")
            terminal.keys("w")
            terminal.expect("Who else is here")
            terminal.type("Bo")
            terminal.keys("Enter")
            terminal.expect("write NAME:ROLE")
            terminal.type(" Lind:quality")
            terminal.keys("Enter")
            terminal.expect("Noted who is here")
            script.append("with Bo Lind:quality")
            terminal.keys("?")
            terminal.expect("Every answer is safe")
            terminal.keys("x")
            terminal.keys("c")
            script.append("close")
            terminal.expect("record: rounds/")
            terminal.keys("q")
            terminal.expect("The round is closed: rounds/2026-11-23-")
        other = make_project(self.top / "script")
        wardround(other, "round", "demo.model.yaml", "--by", "Ana Roth:security", "--cards", "100", "--script", "-",
                  text="\n".join(script) + "\n")
        self.assertEqual(files_of(folder), files_of(other))
        self.assertFalse((folder / "rounds" / "open-sitting.json").exists())
        wardround(folder, "round", "--verify", "demo.model.yaml")

    def test_asks_who_decides_and_keeps_what_was_typed(self):
        folder = make_project(self.top / "who")
        with Tmux(folder, BINARY, "round", "demo.model.yaml", "--cards", "30") as terminal:
            terminal.expect("The first round")
            terminal.keys("Enter")
            for card in range(1, 31):
                if "command-peer@order" in terminal.settled(f"card {card} of"):
                    break
                terminal.keys("s")
            terminal.keys("a")
            terminal.expect("Accept, for a while")
            terminal.type("rare")
            terminal.keys("Enter", "Enter", "Enter", "Enter")
            terminal.expect("Who decides")
            terminal.type("Ana:security")
            terminal.keys("Enter")
            screen = terminal.expect("nobody approved it")
            self.assertIn("rare", screen)
            terminal.keys("Escape")
            terminal.expect("controls")
        self.assertFalse((folder / "demo.decisions.yaml").exists())

    def test_an_editor_opens_at_the_line_and_the_model_is_read_again(self):
        folder = make_project(self.top / "editor")
        editor = folder / "editor.sh"
        editor.write_text("#!/bin/sh\necho \"$@\" > seen\nprintf '  back: {path: mcu -> app, protocol: ble}\\n' >> \"$2\"\n", encoding="utf-8")
        editor.chmod(0o755)
        with Tmux(folder, BINARY, "round", "demo.model.yaml", environment={"VISUAL": "./editor.sh"}) as terminal:
            terminal.expect("The first round")
            terminal.keys("Enter")
            terminal.expect("card 1 of 5")
            terminal.keys("e")
            terminal.expect("The files are read again")
        self.assertRegex((folder / "seen").read_text(encoding="utf-8"), r"^\+\d+ demo\.model\.yaml\n$")

    def test_hostile_names_stay_text(self):
        folder = make_project(self.top / "hostile")
        (folder / "demo.model.yaml").write_text(MODEL.replace("name: Demo pump", 'name: "\\e]0;owned\\a\\e[2J\\u202epmup"'), encoding="utf-8")
        with Tmux(folder, BINARY, "round", "demo.model.yaml") as terminal:
            screen = terminal.expect("The first round")
            self.assertIn("\\x1b]0;owned\\x07\\x1b[2J\\u202epmup", screen)

    def test_other_terminals(self):
        for name in ("vt100", "screen", "tmux", "xterm-256color"):
            folder = make_project(self.top / name)
            for extra in ({}, {"NO_COLOR": "1"}):
                with Tmux(folder, BINARY, "round", "demo.model.yaml", environment={"TERM": name, **extra}) as terminal:
                    self.assert_fits(terminal.expect("The first round"), 80, 24)
                    terminal.keys("q")
        folder = make_project(self.top / "dumb")
        with Tmux(folder, BINARY, "round", "demo.model.yaml", environment={"TERM": "dumb"}) as terminal:
            terminal.expect("(?s)wardround round\\s+--script FILE|--script")


class CutOff(unittest.TestCase):
    """Killed in the middle, again and again."""

    LINES = [
        "on command-peer@order",
        "mitigate ble-pairing:mode=passkey reason=one",
        "undo",
        "mitigate ble-pairing:mode=passkey reason=two",
        "note first",
        "on malformed-input@mcu",
        "mitigate input-hardening",
        "undo",
        "hand-over Tom 2026-12-05",
        "skip",
        "note second",
        "undo",
        "note third",
    ]

    @staticmethod
    def state(folder):
        """Journal entries, and the bytes of what people write."""
        journal = folder / "rounds" / "open-sitting.json"
        entries = json.loads(journal.read_text(encoding="utf-8")) if journal.exists() else {"entries": []}
        files = {name: data for name, data in files_of(folder).items() if name.endswith(".yaml")}
        said = [(e["outcome"], e.get("detail", "")) for e in entries["entries"]]
        return said, files, "intent" in entries

    def test_half_of_a_decision_is_not_taken_for_a_whole(self):
        with tempfile.TemporaryDirectory(prefix="wardround-half-") as top:
            folder = make_project(pathlib.Path(top) / "p")
            arguments = ("round", "demo.model.yaml", "--by", "Ana:security", "--script", "-")
            wardround(folder, *arguments, text="on command-peer@order\nmitigate ble-pairing:mode=passkey\n")
            for command in (("check", "demo.model.yaml"), ("next", "demo.model.yaml"), ("round", "--verify", "demo.model.yaml")):
                self.assertEqual(wardround(folder, *command).stderr, "")
            done = files_of(folder)
            # As if the machine had stopped after the first file.
            journal = json.loads(done["rounds/open-sitting.json"])
            journal["intent"] = {"what": "act", "entry": journal["entries"].pop()}
            (folder / "rounds/open-sitting.json").write_text(json.dumps(journal), encoding="utf-8")
            (folder / "demo.decisions.yaml").unlink()
            said = ("warning: a round was cut off between two files: `demo.model.yaml` is written, `demo.decisions.yaml` is not; "
                    "`wardround round` finishes it, or takes it back\n")
            for command in (("check", "demo.model.yaml"), ("next", "demo.model.yaml"), ("round", "--verify", "demo.model.yaml")):
                self.assertEqual(wardround(folder, *command).stderr, said)
            wardround(folder, "round", "demo.model.yaml")
            self.assertEqual(wardround(folder, "check", "demo.model.yaml").stderr, "")
            self.assertEqual((folder / "demo.decisions.yaml").read_bytes(), done["demo.decisions.yaml"])

    def test_nothing_acknowledged_is_lost(self):
        with tempfile.TemporaryDirectory(prefix="wardround-kill-") as top:
            top = pathlib.Path(top)
            clean = make_project(top / "clean")
            arguments = [BINARY, "round", "demo.model.yaml", "--by", "Ana:security", "--script", "-"]
            states = [self.state(clean)[:2]]  # after each line
            for line in self.LINES:
                wardround(clean, *arguments[1:], text=line + "\n")
                states.append(self.state(clean)[:2])
            started = time.monotonic()
            whole = make_project(top / "whole")
            wardround(whole, *arguments[1:], text="\n".join(self.LINES) + "\n")
            duration = time.monotonic() - started
            self.assertEqual(self.state(whole)[:2], states[-1])
            chance = random.Random(int(os.environ.get("SEED", "1")))
            cut = 0
            for kill in range(KILLS):
                folder = make_project(top / f"kill-{kill}")
                with (folder.parent / f"said-{kill}").open("w+", encoding="utf-8") as said:
                    process = subprocess.Popen(arguments, cwd=folder, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=said,
                                               stderr=subprocess.DEVNULL, text=True)
                    process.stdin.write("\n".join(self.LINES) + "\n")
                    process.stdin.close()
                    time.sleep(chance.uniform(0, duration))
                    process.kill()
                    cut += process.wait() != 0
                    said.seek(0)
                    # Whole lines that begin an answer: what somebody could have seen.
                    acknowledged = len([one for one in said.read().split("\n")[:-1] if one and not one.startswith(" ")])
                wardround(folder, "round", "demo.model.yaml")  # looks, and mends what was cut off
                entries, files, open_intent = self.state(folder)
                with self.subTest(kill=kill, acknowledged=acknowledged):
                    self.assertFalse(open_intent)
                    now = [i for i, state in enumerate(states) if state == (entries, files)]
                    self.assertTrue(now, f"a mixture: {entries}")
                    at = max(i for i in now if i >= acknowledged) if any(i >= acknowledged for i in now) else -1
                    self.assertGreaterEqual(at, acknowledged, "something acknowledged is lost")
                    self.assertEqual([name for name in files_of(folder) if not name.endswith((".yaml", ".json"))], [])
                    wardround(folder, *arguments[1:], text="\n".join([*self.rest(at), "close"]) + "\n")
                    wardround(folder, "round", "--verify", "demo.model.yaml")
                shutil.rmtree(folder)
            print(f"{KILLS} kills, {cut} of them in the middle, within {duration:.1f} s each", file=sys.stderr)
            self.assertGreater(cut, 0)

    def rest(self, at):
        # Turning to a card leaves nothing behind: where the last line did only that, it is said again.
        back = self.LINES[at - 1:at] if at > 0 and self.LINES[at - 1].startswith("on ") else []
        return [*back, *self.LINES[at:]]


if __name__ == "__main__":
    unittest.main()
