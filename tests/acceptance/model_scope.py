"""What belongs to a named target of a model: the subjects at which a finding counts as a hit on that target.

Read from the model's text, not from wardround's output, so that the test does not believe the program it tests.
A target's scope is: the target itself, everything inside it, every flow that touches it, and the data, functions,
credentials, software and updates that are held, performed or installed there.
"""

import tiny_yaml


def _list(value):
    if value in ("", "unknown", "none", None):
        return []
    return value if isinstance(value, list) else [value]


def _as_mapping(value, key):
    """Short forms: a scalar or a list stands for one field."""
    return value if isinstance(value, dict) else {key: value}


def _ends(path):
    """All pairs (from, to) of a flow's path."""
    if isinstance(path, str):
        left, _, right = path.partition("->")
        return [(left.strip(), right.strip())]
    if isinstance(path, list):
        return [pair for part in path for pair in _ends(part)]
    return [(a, b) for a in _list(path["from"]) for b in _list(path["to"])]


class Model:
    def __init__(self, path):
        text = tiny_yaml.load(path)
        self.parent = {}
        self.kind = {}
        self.flows = {}
        self.at = {}  # data, function, credential, software, update -> the places that hold, perform or install it

        for section, kind in (("elements", "element"), ("boundaries", "boundary")):
            for name, value in text.get(section, {}).items():
                value = _as_mapping(value, "type")
                self.kind[name] = kind
                self.parent[name] = value.get("in", "")
                for thing in _list(value.get("stores")) + _list(value.get("performs")):
                    self.at.setdefault(thing, set()).add(name)
        for name, value in text.get("flows", {}).items():
            pairs = _ends(_as_mapping(value, "path")["path"])
            for number, pair in enumerate(pairs, 1):
                self.flows[name if len(pairs) == 1 else f"{name}.{number}"] = pair
        for section, short, fields in (
            ("credentials", "kind", ("held_by", "authenticates")),
            ("software", "in", ("in",)),
            ("updates", "data", ("installs_on",)),
        ):
            for name, value in text.get(section, {}).items():
                value = _as_mapping(value, short)
                for field in fields:
                    self.at.setdefault(name, set()).update(_list(value.get(field)))

    def inside(self, target):
        """The target and everything it encloses."""
        found = {target}
        for name in self.parent:
            chain, up = set(), name
            while up and up not in chain:
                chain.add(up)
                up = self.parent.get(up, "")
            if target in chain:
                found.add(name)
        return found

    def scope(self, target):
        if target in self.flows:
            found = {target}
        else:
            found = self.inside(target)
            found |= {flow for flow, ends in self.flows.items() if found & set(ends)}
        places = set(found) if target in self.flows else self.inside(target)
        return found | {thing for thing, where in self.at.items() if where & places}

    def size(self):
        """Elements (without boundaries) and flows."""
        return sum(kind == "element" for kind in self.kind.values()) + len(self.flows)
