#!/usr/bin/env python3
"""Turns all *.yaml and *.json files below a folder into one C++ file that defines NAMESPACE::embedded_files().

usage: embed.py FOLDER OUTPUT.cc NAMESPACE HEADER [PACKED]

PACKED is a folder that tools/pack_catalog.cc wrote: PATH.tree for each file PATH, and catalog.packed, which
embedded_catalog() gives. HEADER declares `const std::vector<catalog::EmbeddedFile>& embedded_files();` in wardround::NAMESPACE.
"""

import pathlib
import sys

CHUNK = 8000  # bytes of one string literal; the parts of a text are joined by the compiler

HEAD = """// Made by tools/embed.py.
#include "@HEADER@"

namespace wardround::@NAMESPACE@ {

const std::vector<catalog::EmbeddedFile>& embedded_files() {
  static const std::vector<catalog::EmbeddedFile> files = {
"""
TAIL = """  };
  return files;
}
@CATALOG@
}  // namespace wardround::@NAMESPACE@
"""


CATALOG = """
std::string_view embedded_catalog() {
  return @BYTES@;
}
"""


def escape(data: bytes) -> str:
    """The inside of a C string literal; an octal escape has three digits, so nothing can run on."""
    plain = {ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): "\\n", ord("?"): "\\?"}
    return "".join(
        plain.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in data
    )


def literal(data: bytes) -> str:
    parts = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)] or [b""]
    lines = "\n     ".join(f'"{escape(part)}"' for part in parts)
    return f"std::string_view({lines},\n     {len(data)})"


def main() -> None:
    folder, output, namespace, header = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    paths = sorted(
        (path.relative_to(folder).as_posix().encode(), path)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in (".yaml", ".json")
    )
    packed = pathlib.Path(sys.argv[5]) if len(sys.argv) > 5 else None
    entries = []
    for name, path in paths:
        parts = [name, path.read_bytes()]
        if packed:
            parts.append((packed / f"{name.decode()}.tree").read_bytes())
        entries.append("    {" + ",\n     ".join(literal(part) for part in parts) + "},\n")
    catalog = CATALOG.replace("@BYTES@", literal((packed / "catalog.packed").read_bytes())) if packed else ""
    head, tail = (part.replace("@HEADER@", header).replace("@NAMESPACE@", namespace) for part in (HEAD, TAIL))
    text = head + "".join(entries) + tail.replace("@CATALOG@", catalog)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text)


if __name__ == "__main__":
    main()
