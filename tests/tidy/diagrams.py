#!/usr/bin/env python3
"""Compares each procedure's committed diagram with the one the program draws from its lifecycle.

usage: tests/tidy/diagrams.py PROBANT [--write]

PROBANT is the program, build/release/probant. With --write the pages engine/*/LIFECYCLE.md are
written anew; without, a page that is stale or missing is named, and the exit status is 1.
"""

import subprocess
import sys
from pathlib import Path

ENGINE = Path(__file__).resolve().parents[2] / "engine"
FOLDERS = {"hospiconnect": "hospiconnect", "aap": "aap", "mie": "mie", "recovery": "recovery",
           "register": "register", "programme": "programme", "dossier": "transverse"}


def page(probant, kind):
    diagram = subprocess.run([probant, "diagram", kind], capture_output=True, text=True,
                             stdin=subprocess.DEVNULL, check=True).stdout
    return (f"# Lifecycle: {kind}\n\n"
            "Drawn by `probant diagram` from `lifecycle.cpp`; "
            "`tests/tidy/diagrams.py PROBANT --write` renews it.\n\n"
            f"```mermaid\n{diagram}```\n")


def main(arguments):
    if set(arguments) & {"-h", "--help"}:
        print(__doc__.strip())
        return 0
    if not arguments:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    stale = []
    for kind, folder in FOLDERS.items():
        path, text = ENGINE / folder / "LIFECYCLE.md", page(arguments[0], kind)
        if arguments[1:] == ["--write"]:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale.append(path)
            print(f"{path.relative_to(ENGINE.parent)}: stale; tests/tidy/diagrams.py "
                  "build/release/probant --write")
    print(f"diagrams: {len(FOLDERS)}, {len(stale)} stale")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
