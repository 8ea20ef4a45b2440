#!/usr/bin/env python3
"""Runs each script with --help and with an option that does not exist.

usage: tests/tidy/script_help.py
"""

import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from source import tree  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


def run(script, option):
    return subprocess.run([ROOT / script, option], capture_output=True, text=True, timeout=30,
                          stdin=subprocess.DEVNULL, check=False)


def problems(script):
    shown = run(script, "--help")
    if shown.returncode != 0 or not shown.stdout.startswith("usage: scripts/"):
        yield f"--help must print its usage and succeed, it gave {shown.returncode}"
    refused = run(script, "--no-such-option")
    if refused.returncode != 2 or "usage: " not in refused.stderr:
        yield f"an unknown option must give status 2 and the usage, it gave {refused.returncode}"


def main():
    scripts = [file.path for file in tree(ROOT) if file.is_shell]
    found = [f"{script}: {problem}" for script in scripts for problem in problems(script)]
    print(*found, f"script help: {len(scripts)} scripts, {len(found)} problems", sep="\n")
    return 1 if found or not scripts else 0


if __name__ == "__main__":
    if set(sys.argv[1:]) & {"-h", "--help"}:
        print(__doc__.strip())
        sys.exit(0)
    sys.exit(main())
