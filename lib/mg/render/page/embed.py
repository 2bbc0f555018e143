"""Embeds the files of the page: embed.py OUT.cc PAGE.html PAGE.css SCRIPT.js..."""

import base64
import hashlib
import pathlib
import sys


def array(name, text):
    """An array of characters: compilers need not take string literals of more than 65,536."""
    escaped = [f"'\\x{byte:02x}'" for byte in text.encode()]
    lines = [",".join(escaped[i : i + 16]) for i in range(0, len(escaped), 16)]
    return f"constexpr char {name}_bytes[] = {{\n" + ",\n".join(lines) + "};\n"


def main():
    out, html, style, *scripts = map(pathlib.Path, sys.argv[1:])
    parts = [path.read_text(encoding="utf-8") for path in scripts]
    script = "(() => {\n'use strict';\n\n" + "\n".join(parts) + "})();\n"
    # Nothing in it may end the <script> in which it stands.
    assert "</script" not in script.lower() and "<!--" not in script
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    constants = {
        "html": html.read_text(encoding="utf-8"),
        "style": style.read_text(encoding="utf-8"),
        "script": script,
        "script_hash": "sha256-" + digest,
    }
    arrays = "".join(array(name, text) for name, text in constants.items())
    views = "".join(
        f"const std::string_view {name}({name}_bytes, sizeof {name}_bytes);\n" for name in constants
    )
    out.write_text(
        '#include "mg/render/page_assets.h"\n\nnamespace mg::render::assets {\n\n'
        f"{arrays}\n{views}\n"
        "}  // namespace mg::render::assets\n",
        encoding="utf-8",
    )


main()
