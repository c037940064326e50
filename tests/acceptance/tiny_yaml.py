"""Reads the small part of YAML that wardround's own examples and tables use, with the standard library alone.

Block mappings and lists by indent, flow mappings and lists (also over several lines), plain and quoted scalars,
literal blocks (`|`), comments. Every scalar becomes a string; quotes are dropped; nothing is typed. It is not a YAML
reader for strangers' files: what it does not know raises ValueError with the line.
"""


class _Flow:
    """Reads flow style ([..], {..}, scalars) from a text."""

    def __init__(self, text, line):
        self.text = text
        self.at = 0
        self.line = line

    def fail(self, what):
        raise ValueError(f"line {self.line}: {what}: {self.text[self.at:self.at + 40]!r}")

    def blanks(self):
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in " \t\n":
                self.at += 1
            elif char == "#" and (self.at == 0 or self.text[self.at - 1] in " \t\n"):
                while self.at < len(self.text) and self.text[self.at] != "\n":
                    self.at += 1
            else:
                return

    def value(self, inside):
        self.blanks()
        if self.at >= len(self.text):
            return ""
        char = self.text[self.at]
        if char == "{":
            return self.mapping()
        if char == "[":
            return self.sequence()
        if char in "\"'":
            return self.quoted(char)
        return self.plain(inside)

    def quoted(self, quote):
        self.at += 1
        out = []
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 1
            if char == quote:
                if quote == "'" and self.text[self.at:self.at + 1] == "'":
                    self.at += 1
                else:
                    return "".join(out)
            elif quote == '"' and char == "\\":
                char = {"n": "\n", "t": "\t"}.get(self.text[self.at], self.text[self.at])
                self.at += 1
            out.append(char)
        self.fail("quote is not closed")

    def plain(self, inside):
        start = self.at
        while self.at < len(self.text):
            char = self.text[self.at]
            following = self.text[self.at + 1:self.at + 2]
            if char == ":" and following in ("", " ", "\n"):
                break
            if inside and char in ",]}":
                break
            if char == "\n" and not inside:
                break
            if char == "#" and self.text[self.at - 1:self.at] in (" ", "\n"):
                break
            self.at += 1
        return " ".join(self.text[start:self.at].split())

    def mapping(self):
        self.at += 1
        out = {}
        while True:
            self.blanks()
            if self.text[self.at:self.at + 1] == "}":
                self.at += 1
                return out
            key = self.value(True)
            self.blanks()
            if self.text[self.at:self.at + 1] == ":":
                self.at += 1
                out[key] = self.value(True)
            else:
                out[key] = ""
            self.blanks()
            if self.text[self.at:self.at + 1] == ",":
                self.at += 1
            elif self.text[self.at:self.at + 1] != "}":
                self.fail("expected , or }")

    def sequence(self):
        self.at += 1
        out = []
        while True:
            self.blanks()
            if self.text[self.at:self.at + 1] == "]":
                self.at += 1
                return out
            item = self.value(True)
            self.blanks()
            if self.text[self.at:self.at + 1] == ":":  # [a: b] is a list of one mapping
                self.at += 1
                item = {item: self.value(True)}
                self.blanks()
            out.append(item)
            if self.text[self.at:self.at + 1] == ",":
                self.at += 1
            elif self.text[self.at:self.at + 1] != "]":
                self.fail("expected , or ]")

    def open_brackets(self):
        """How many brackets are open at the end of the text (outside of quotes and comments)."""
        depth, quote, index = 0, "", 0
        while index < len(self.text):
            char = self.text[index]
            before = self.text[index - 1:index] or " "
            if quote:
                if char == "\\" and quote == '"':
                    index += 1
                elif char == quote:
                    quote = ""
            elif char in "\"'" and before in " [{,\n:":
                quote = char
            elif char == "#" and before in " \n":
                end = self.text.find("\n", index)
                index = len(self.text) if end < 0 else end
            elif char in "[{":
                depth += 1
            elif char in "]}":
                depth -= 1
            index += 1
        return depth


def _split_key(text, line):
    """`key: rest` -> (key, rest), or None if the text is no entry of a block mapping."""
    flow = _Flow(text, line)
    if text[:1] in "[{":
        return None
    key = flow.value(False)
    flow.blanks()
    if text[flow.at:flow.at + 1] != ":":
        return None
    return key, text[flow.at + 1:].strip()


class _Block:
    def __init__(self, text):
        self.lines = []  # (number, indent, text); literal blocks need the raw lines too
        self.raw = text.split("\n")
        for number, raw in enumerate(self.raw, 1):
            stripped = raw.strip()
            if stripped and not stripped.startswith("#") and stripped != "---":
                self.lines.append((number, len(raw) - len(raw.lstrip(" ")), stripped))
        self.at = 0

    def gather(self, rest, number):
        """A value that starts in `rest`: takes further lines until its brackets are closed."""
        while _Flow(rest, number).open_brackets() > 0:
            if self.at >= len(self.lines):
                raise ValueError(f"line {number}: bracket is not closed")
            rest += "\n" + self.lines[self.at][2]
            self.at += 1
        flow = _Flow(rest, number)
        value = flow.value(False)
        flow.blanks()
        if flow.at < len(rest):
            flow.fail("text after a value")
        return value

    def literal(self, number, indent, folded):
        body, margin, index = [], None, number  # raw[number] is the line after line `number`
        while index < len(self.raw):
            raw = self.raw[index]
            width = len(raw) - len(raw.lstrip(" "))
            if raw.strip():
                if width <= indent:
                    break
                margin = width if margin is None else margin
            body.append(raw[margin or 0:])
            index += 1
        while self.at < len(self.lines) and self.lines[self.at][0] <= index:
            self.at += 1
        return (" " if folded else "\n").join(body).strip()

    def after_key(self, rest, number, indent):
        bare = rest.split(" #")[0].strip() if not rest.startswith("#") else ""
        if bare in ("|", ">", "|-", ">-"):
            return self.literal(number, indent, bare[0] == ">")
        if bare:
            return self.gather(rest, number)
        if self.at < len(self.lines):
            _, below, text = self.lines[self.at]
            if below > indent or (below == indent and text.startswith("- ")):
                return self.node(below)
        return ""

    def node(self, indent):
        number, _, text = self.lines[self.at]
        if text.startswith("- ") or text == "-":
            return self.sequence(indent)
        if _split_key(text, number) is None:
            self.at += 1
            return self.gather(text, number)
        return self.mapping(indent)

    def mapping(self, indent):
        out = {}
        while self.at < len(self.lines):
            number, width, text = self.lines[self.at]
            if width != indent or text.startswith("- "):
                if width > indent:
                    raise ValueError(f"line {number}: indent")
                break
            entry = _split_key(text, number)
            if entry is None:
                raise ValueError(f"line {number}: expected `key:`")
            self.at += 1
            out[entry[0]] = self.after_key(entry[1], number, indent)
        return out

    def sequence(self, indent):
        out = []
        while self.at < len(self.lines):
            number, width, text = self.lines[self.at]
            if width != indent or not (text.startswith("- ") or text == "-"):
                break
            rest = text[1:].strip()
            if rest and _split_key(rest, number) is not None:
                inner = indent + len(text) - len(rest)
                self.lines[self.at] = (number, inner, rest)
                out.append(self.mapping(inner))
            else:
                self.at += 1
                out.append(self.after_key(rest, number, indent))
        return out


def loads(text):
    block = _Block(text)
    if not block.lines:
        return {}
    value = block.node(block.lines[0][1])
    if block.at < len(block.lines):
        raise ValueError(f"line {block.lines[block.at][0]}: indent")
    return value


def load(path):
    with open(path, encoding="utf-8") as file:
        return loads(file.read())
