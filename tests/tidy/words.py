"""Words that may not stand in a file, each with what to write instead."""

import re
from dataclasses import dataclass

from source import Problem

PURE_ROOMS = ("events", "engine", "projections")
ROOMS = (*PURE_ROOMS, "adapters")


@dataclass(frozen=True)
class Banned:
    """`where`: pure (the rooms without effects), rooms, cpp (also tests), or all (any file).

    `raw`: comments and texts count.
    """

    rule: str
    where: str
    pattern: str
    instead: str
    raw: bool = False


BANNED = [
    Banned("clock", "pure",
           r"_clock\s*::\s*now|(?<![\w.>])(?:std::|::)?time\s*\(\s*(?:nullptr|NULL|0|&)"
           r"|\bstd::time\b|\b(?:gettimeofday|clock_gettime|localtime\w*|gmtime\w*)\s*\(",
           "no clock here: the instant comes as data, in the proposal's context"),
    Banned("randomness", "pure", r"\bs?rand\s*\(|\brandom_device\b|\barc4random|\bgetrandom\b",
           "no randomness here: take a seed or the bytes as an argument"),
    Banned("input-output", "pure",
           r"#\s*include\s*<(?:iostream|fstream|cstdio|stdio\.h|filesystem|unistd\.h|sys/\w+\.h)>"
           r"|\bstd::(?:cout|cerr|clog|cin)\b|\bfopen\b|\bgetenv\b|\bstd::filesystem\b",
           "no input or output here: do it in adapters/ and hand over the values"),
    Banned("logging", "pure", r"\bspdlog\b", "no logging here: return a Result, adapters log"),
    Banned("floating-point", "pure", r"\b(?:double|float)\b",
           "no floating point here: Money counts cents, rates are integer fractions"),
    Banned("lenient-number", "rooms",
           r"\b(?:ato(?:i|l|ll|f)|sto(?:i|l|ul|ll|ull|f|d|ld)|strto\w+|sscanf)\s*\(",
           "it skips blanks and ignores what follows: std::from_chars and check the end"),
    Banned("assert", "cpp", r"(?<!\w)assert\s*\(|#\s*include\s*<(?:cassert|assert\.h)>",
           "gone in a release: ensure(...) of engine/kernel/ensure.hpp"),
    Banned("using-namespace-std", "cpp", r"\busing\s+namespace\s+std\s*;",
           "name what you use: using std::…; or std::…"),
    Banned("shell-out", "cpp", r"(?<![\w.>])(?:std::|::)?(?:system|popen)\s*\(",
           "no shell: call the library, or posix_spawn with an argument list in a test"),
    Banned("or-replace", "all", r"\bOR\s+REPLACE\b",
           "it deletes behind the append-only triggers: plain INSERT, or ON CONFLICT DO NOTHING",
           raw=True),
    Banned("unfinished", "all", r"\b(?:TODO|FIXME|XXX)\b", "finish it, or open an issue",
           raw=True),
    Banned("machine-path", "all", r"(?<![\w/:.~$}-])/(?:work|root|home)/\w",
           "a path of one machine: take it from an argument or from the project's root", raw=True),
]

# The rules' own words stand in their definitions and self-tests.
OWN_FOLDER = "tests/tidy/"


def applies(banned, file):
    if file.path.startswith(OWN_FOLDER):
        return False
    if banned.where == "all":
        return True
    rooms = {"pure": PURE_ROOMS, "rooms": ROOMS, "cpp": (*ROOMS, "tests")}[banned.where]
    return file.is_cpp and file.room in rooms


def check_banned(banned, files):
    flags = re.IGNORECASE if banned.rule == "or-replace" else 0
    pattern = re.compile(banned.pattern, flags)
    for file in files:
        if applies(banned, file):
            for match in pattern.finditer(file.text if banned.raw else file.code):
                yield Problem(file.path, file.line_at(match.start()), banned.rule,
                              f"`{match.group().strip()}`: {banned.instead}")


# The one header that may include Boost.MSM; it goes where MSM may go.
MSM_DOORWAY = "engine/kernel/machine.hpp"


def check_msm(files):
    """Boost.MSM takes a gigabyte to compile, and its machines lose their state when copied."""
    pattern = re.compile(rf'#\s*include\s*(<boost/msm|"{MSM_DOORWAY})')
    for file in files:
        if file.is_cpp and file.path != MSM_DOORWAY and not file.name.endswith("lifecycle.cpp"):
            for match in pattern.finditer(file.text):
                yield Problem(file.path, file.line_at(match.start()), "msm",
                              "Boost.MSM stays in lifecycle.cpp files, behind next_phase")


def check_co_await(files):
    """GCC 12 destroys twice what is built inside a co_await expression."""
    for file in files:
        if file.is_cpp:
            for match in re.finditer(r"\bco_await\b", file.code):
                at = offending(file.code, match.end())
                if at is not None:
                    yield Problem(file.path, file.line_at(at), "co-await",
                                  "a lambda or braces to the right of co_await: name it on the "
                                  "line above (GCC 12 destroys it twice)")


def offending(code, begin):
    """Where, from `begin` to the end of that expression, a lambda capture or a brace opens."""
    depth = 0
    for index in range(begin, len(code)):
        character = code[index]
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        if depth < 0 or (character == ";" and depth == 0):
            return None
        if character == "{":
            return index
        if character == "[" and not re.search(r"[\w)\]]\s*$", code[begin:index]):
            return index
    return None
