#!/usr/bin/env python3
"""The tidy test: rules of the house that no compiler checks, over all files of the project.

usage: tests/tidy/tidy.py [ROOT]

Prints one line a problem, `path:line: [rule] what, and what to do instead`; exit status 1 if any.
tests/tidy/self_test.py shows for each rule what it catches.
"""

import functools
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import shape  # noqa: E402
import words  # noqa: E402
from source import tree  # noqa: E402

RULES = {banned.rule: functools.partial(words.check_banned, banned) for banned in words.BANNED}
RULES |= {
    "msm": words.check_msm,
    "co-await": words.check_co_await,
    "columns": shape.check_columns,
    "file-lines": shape.check_file_lines,
    "function-lines": shape.check_function_lines,
    "header": shape.check_header,
    "includes": shape.check_includes,
    "listed": shape.check_listed,
    "shell": shape.check_shell,
    "links": shape.check_links,
}


def main(arguments):
    if arguments and arguments[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2]
    files = tree(root)
    if not any(file.is_cpp for file in files):
        print(f"tidy: no source found under {root}", file=sys.stderr)
        return 2
    problems = sorted({problem for rule in RULES.values() for problem in rule(files)},
                      key=lambda problem: (problem.path, problem.line, problem.rule))
    for problem in problems:
        print(problem)
    print(f"tidy: {len(files)} files, {len(RULES)} rules, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
