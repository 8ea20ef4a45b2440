"""Runs the commands of adapters/sqlite/FORMAT.md on the store kept beside this file.

Every console block must give, command by command, exactly what the page shows.
"""

import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parents[2] / "adapters" / "sqlite" / "FORMAT.md"
MARK = "== next command =="


def commands(page):
    """(command, expected output) pairs; a command may go on over lines that begin with `> `."""
    pairs = []
    for block in re.findall(r"^```console\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            if line.startswith("$ "):
                pairs.append((line[2:], []))
            elif line.startswith("> ") and not pairs[-1][1]:
                pairs[-1] = (pairs[-1][0] + "\n" + line[2:], [])
            else:
                pairs[-1][1].append(line)
    return [(command, "\n".join(lines)) for command, lines in pairs]


def outputs(pairs, folder):
    """What each command prints, all of them run in one shell, as a reader would."""
    script = "\n".join(f"{command}\necho '{MARK}'" for command, _ in pairs)
    done = subprocess.run(["bash", "-eu", "-c", script], cwd=folder, capture_output=True,
                          text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"a command of {PAGE.name} failed:\n{done.stderr}{done.stdout}")
    return [part.strip("\n") for part in done.stdout.split(MARK)[:-1]]


def main():
    pairs = commands(PAGE.read_text(encoding="utf-8"))
    if len(pairs) < 10:
        sys.exit(f"{PAGE.name}: its console blocks were not found")
    with tempfile.TemporaryDirectory() as folder:
        store = sqlite3.connect(f"{folder}/log.sqlite")
        store.executescript((HERE / "store.v2.sql").read_text(encoding="utf-8"))
        store.close()
        results = outputs(pairs, folder)
    wrong = [(command, expected, output)
             for (command, expected), output in zip(pairs, results) if expected != output]
    for command, expected, output in wrong:
        print(f"$ {command}\nthe page says:\n{expected}\nit gives:\n{output}\n")
    sys.exit(1 if wrong else 0)


main()
