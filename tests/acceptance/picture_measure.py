"""What can be measured of a picture that `wardround diagram` wrote as SVG: overlaps, covered labels, crossings."""

import collections
import itertools
import re
import xml.etree.ElementTree as ElementTree

SVG = "{http://www.w3.org/2000/svg}"
SLACK = 0.6  # coordinates are written with one digit
TITLE_BAR = 24


class Picture:
    """Boxes, containers, labels and lines with their coordinates."""

    def __init__(self, text):
        root = ElementTree.fromstring(text)
        self.width, self.height = float(root.get("width")), float(root.get("height"))
        self.ids = [node.get("id") for node in root.iter() if node.get("id")]
        self.boxes, self.containers, self.inside, self.lines, self.ends = {}, {}, {}, {}, {}
        self.labels, self.titles, self.texts, self.unnamed, self.bare = [], [], [], [], []
        for group in root.iter(SVG + "g"):
            kind, name = group.get("class"), group.get("id")
            place = tuple(map(float, group.get("data-place", "0 0 0 0").split()))
            if kind == "element":
                self.boxes[name] = place
            elif kind in ("container", "boundary"):
                self.containers[name] = place
            elif kind == "flow":
                self.lines[name] = flattened(group.find(SVG + "path").get("d"))
                self.ends[name] = (group.get("data-from"), group.get("data-to"))
            elif kind == "label":
                self.labels.append(place)
            elif kind == "title":
                self.titles.append(place)
                self.bare += [node.text for node in group.iter(SVG + "text")
                              if not node.text.isdigit() and not on_plate(group, node)]
            if group.get("data-in"):
                self.inside[name] = group.get("data-in")
            if name and (group.find(SVG + "title") is None or group.find(SVG + "desc") is None):
                self.unnamed.append(name)
        self.texts = [(float(node.get("x")), float(node.get("y")), node.text or "") for node in root.iter(SVG + "text")]

    def overlaps(self):
        """Siblings over each other, and what leaves its container."""
        places = {**self.boxes, **self.containers}
        found = []
        siblings = collections.defaultdict(list)
        for name, place in places.items():
            parent = self.inside.get(name)
            siblings[parent].append((name, place))
            if parent is not None:
                x, y, width, height = self.containers[parent]
                if not contains((x, y + TITLE_BAR, width, height - TITLE_BAR), place):
                    found.append(f"{name} leaves {parent}")
        for group in siblings.values():
            found += [f"{a} over {b}" for (a, one), (b, two) in itertools.combinations(group, 2) if overlap(one, two)]
        return found

    def covered(self):
        """Labels over boxes, over titles of containers, over each other; titles that lines may cross; what leaves the paper."""
        solids = list(self.boxes.items()) + [(f"title {i}", place) for i, place in enumerate(self.titles)]
        found = [f"label {i} over {name}" for i, label in enumerate(self.labels)
                 for name, place in solids if overlap(label, place)]
        found += [f"lines may cross the title {text}" for text in self.bare]
        found += [f"label over label {a} {b}" for a, b in itertools.combinations(self.labels, 2) if overlap(a, b)]
        paper = (0, 0, self.width, self.height)
        found += [f"{place} leaves the paper" for place in [*self.labels, *self.boxes.values()] if not contains(paper, place)]
        return found

    def crossings(self):
        """Pairs of pieces of different lines that cross."""
        cells = collections.defaultdict(list)
        for name, points in self.lines.items():
            for index, (a, b) in enumerate(zip(points, points[1:])):
                for x in range(int(min(a[0], b[0]) // 64), int(max(a[0], b[0]) // 64) + 1):
                    for y in range(int(min(a[1], b[1]) // 64), int(max(a[1], b[1]) // 64) + 1):
                        cells[x, y].append((name, index, a, b))
        found = set()
        for pieces in cells.values():
            for (n1, i1, a, b), (n2, i2, c, d) in itertools.combinations(pieces, 2):
                if n1 != n2 and cross(a, b, c, d):
                    found.add((n1, i1, n2, i2))
        return len(found)

    def through(self):
        """Lines that lead through boxes which are not their ends."""
        found = []
        for name, points in self.lines.items():
            for box, place in self.boxes.items():
                if box not in self.ends[name] and inside_length(points, place) > 3:
                    found.append(f"{name} through {box}")
        return found

    def loose(self):
        """Lines that do not end at a box; those at containers end at a mark inside."""
        found = []
        for name, points in self.lines.items():
            for end, (x, y) in zip(self.ends[name], (points[0], points[-1])):
                left, top, width, height = {**self.boxes, **self.containers}[end]
                if not (left - 2 <= x <= left + width + 2 and top - 2 <= y <= top + height + 2):
                    found.append(f"{name} misses {end}")
        return found


def on_plate(group, text):
    """Whether a title's text begins on a filled area that is drawn before it."""
    x, y = float(text.get("x")), float(text.get("y"))
    before = itertools.takewhile(lambda node: node is not text, group)
    plates = [flattened(node.get("d")) for node in before if node.tag == SVG + "path" and node.get("fill", "none") != "none"]
    return any(min(a for a, _ in plate) <= x <= max(a for a, _ in plate) and min(b for _, b in plate) <= y <= max(b for _, b in plate)
               for plate in plates)


def overlap(a, b):
    return (a[0] + SLACK < b[0] + b[2] and b[0] + SLACK < a[0] + a[2]
            and a[1] + SLACK < b[1] + b[3] and b[1] + SLACK < a[1] + a[3])


def contains(outer, inner):
    return (inner[0] >= outer[0] - SLACK and inner[1] >= outer[1] - SLACK
            and inner[0] + inner[2] <= outer[0] + outer[2] + SLACK
            and inner[1] + inner[3] <= outer[1] + outer[3] + SLACK)


def cross(a, b, c, d):
    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def flattened(path):
    """The points of a path of straight pieces and cubic curves."""
    points = []
    for verb, numbers in re.findall(r"([MLCZ])([^MLCZ]*)", path):
        values = list(map(float, numbers.split()))
        pairs = list(zip(values[::2], values[1::2]))
        if verb in "ML":
            points += pairs
        elif verb == "C":
            start = points[-1]
            for step in range(1, 9):
                t = step / 8
                u = 1 - t
                weights = (u ** 3, 3 * u * u * t, 3 * u * t * t, t ** 3)
                points.append(tuple(sum(w * p[axis] for w, p in zip(weights, (start, *pairs))) for axis in (0, 1)))
    return points


def inside_length(points, place):
    """How much of a line lies inside a rectangle."""
    x, y, width, height = place
    total = 0.0
    for a, b in zip(points, points[1:]):
        if max(a[0], b[0]) < x or min(a[0], b[0]) > x + width or max(a[1], b[1]) < y or min(a[1], b[1]) > y + height:
            continue
        low, high = 0.0, 1.0
        dx, dy = b[0] - a[0], b[1] - a[1]
        for p, q in ((-dx, a[0] - x), (dx, x + width - a[0]), (-dy, a[1] - y), (dy, y + height - a[1])):
            if p == 0:
                if q < 0:
                    low, high = 1.0, 0.0
            elif p < 0:
                low = max(low, q / p)
            else:
                high = min(high, q / p)
        if low < high:
            total += (high - low) * (dx * dx + dy * dy) ** 0.5
    return total
