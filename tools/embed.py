#!/usr/bin/env python3
"""Turns all *.yaml files below a folder into one C++ file that defines catalog::embedded_files().

usage: embed.py CATALOG_FOLDER OUTPUT.cc
"""

import pathlib
import sys

CHUNK = 8000  # bytes of one string literal; the parts of a text are joined by the compiler

HEAD = """// Made by tools/embed.py from the files below catalog/.
#include "catalog/catalog.h"

namespace wardround::catalog {

const std::vector<EmbeddedFile>& embedded_files() {
  static const std::vector<EmbeddedFile> files = {
"""
TAIL = """  };
  return files;
}

}  // namespace wardround::catalog
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
    folder, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    paths = sorted(
        (path.relative_to(folder).as_posix().encode(), path)
        for path in folder.rglob("*.yaml")
        if path.is_file()
    )
    entries = [f"    {{{literal(name)},\n     {literal(path.read_bytes())}}},\n" for name, path in paths]
    text = HEAD + "".join(entries) + TAIL
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text)


if __name__ == "__main__":
    main()
