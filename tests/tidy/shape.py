"""Sizes, headers, scripts, and who may include whom."""

import re
from pathlib import PurePosixPath

from source import Problem, functions, includes

ROOMS = ["events", "engine", "projections", "adapters"]
MAX_COLUMNS = 100
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 70
SIZED = (".cpp", ".hpp", ".py", ".sh", ".cmake", "CMakeLists.txt")


def sized(file):
    return file.path.endswith(SIZED) or file.is_shell


def check_columns(files):
    for file in files:
        if sized(file):
            for number, line in enumerate(file.lines, 1):
                if len(line) > MAX_COLUMNS:
                    yield Problem(file.path, number, "columns",
                                  f"{len(line)} characters, {MAX_COLUMNS} at most")


def check_file_lines(files):
    for file in files:
        count = len(file.text.splitlines())
        if sized(file) and count > MAX_FILE_LINES:
            yield Problem(file.path, count, "file-lines",
                          f"{count} lines, {MAX_FILE_LINES} at most: split it by subject")


def check_function_lines(files):
    for file in files:
        if file.is_cpp:
            for line, count, name in functions(file):
                if count > MAX_FUNCTION_LINES:
                    yield Problem(file.path, line, "function-lines",
                                  f"{name}: {count} lines, {MAX_FUNCTION_LINES} at most")


def check_header(files):
    for file in files:
        if not file.is_header:
            continue
        if not file.text.startswith("// "):
            yield Problem(file.path, 1, "header",
                          "a header opens with a comment: what it is, units, errors, threads")
        if len(re.findall(r"(?m)^#pragma once$", file.text)) != 1:
            yield Problem(file.path, 1, "header", "a header has one #pragma once")


def check_includes(files):
    for file in files:
        if not file.is_cpp or file.room not in [*ROOMS, "tests"]:
            continue
        for line, bracket, path in includes(file):
            message = wrong_include(file, bracket, path)
            if message:
                yield Problem(file.path, line, "includes", f"{path}: {message}")


# probant-verify is worth something only as a second opinion: nothing of ours, and of others only
# these two libraries and the reading of its arguments.
ALONE = "adapters/verifier/"
ALONE_MAY = re.compile(r"[a-z0-9_]+|openssl/\w+\.h|simdjson\.h|utf8proc\.h|CLI/CLI\.hpp")


# Plain values that any adapter may answer with, whatever carries them; and what there is one way of
# doing: reading settings, signing webhooks, using SQLite.
SPOKEN_BY_ALL = ("adapters/http/message.hpp", "adapters/settings/reader.hpp",
                 "adapters/webhooks/signature.hpp", "adapters/sqlite/connection.hpp")


def wrong_include(file, bracket, path):
    target = path.split("/", 1)[0]
    if file.path.startswith(ALONE) and not (
            ALONE_MAY.fullmatch(path) if bracket == "<" else path.startswith(ALONE)):
        return f"{ALONE} stands alone: OpenSSL, simdjson, utf8proc and its own files"
    ours = target in [*ROOMS, "tests"] and "/" in path
    if bracket == "<":
        return "ours: include it with quotes" if ours else None
    if not ours:
        return "quotes are for our files, named from the project's root"
    if file.room == "tests":
        return None
    if target == "tests":
        return "the program does not include its tests"
    if ROOMS.index(target) > ROOMS.index(file.room):
        return f"against the arrows events <- engine <- projections <- adapters ({file.room})"
    if file.room == "adapters" and target == "adapters":
        own, other = file.path.split("/")[1], path.split("/")[1]
        if own not in (other, "cli") and path not in SPOKEN_BY_ALL:
            return "adapters do not know each other: adapters/cli wires them"
    return None


def check_listed(files):
    """Each .cpp stands in the CMakeLists.txt of its folder or of one above, by relative path; and
    each folder with a CMakeLists.txt in that of the next folder above that has one."""
    words = {PurePosixPath(file.path).parent: set(re.findall(r'[^\s()"]+', file.text))
             for file in files if file.name == "CMakeLists.txt"}

    def stands_in(path, folders):
        return any(str(path.relative_to(folder)) in words[folder] for folder in folders)

    for file in files:
        path = PurePosixPath(file.path)
        above = [folder for folder in path.parents if folder in words]
        if file.path.endswith(".cpp") and not stands_in(path, above):
            yield Problem(file.path, 1, "listed", "in no CMakeLists.txt: never compiled")
        if file.name == "CMakeLists.txt" and len(above) > 1 and not stands_in(above[0], above[1:2]):
            yield Problem(file.path, 1, "listed", f"not added by {above[1]}/CMakeLists.txt")


def check_shell(files):
    for file in files:
        if file.is_shell:
            if "\nset -euo pipefail\n" not in file.text:
                yield Problem(file.path, 1, "shell", "set -euo pipefail is missing")
            if "--help" not in file.text:
                yield Problem(file.path, 1, "shell", "no --help")
            if not file.executable:
                yield Problem(file.path, 1, "shell", "not executable: chmod +x")


LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")


def check_links(files):
    """Links of the documents to files of the project lead somewhere."""
    known = {file.path for file in files}
    known |= {str(parent) for path in list(known) for parent in PurePosixPath(path).parents}
    for file in files:
        if file.path.endswith(".md"):
            for match in LINK.finditer(file.text):
                target = match.group(1).split("#")[0]
                if not target or ":" in target:
                    continue
                if resolved(file.path, target) not in known:
                    yield Problem(file.path, file.line_at(match.start()), "links",
                                  f"{target}: there is no such file")


def resolved(path, target):
    parts = list(PurePosixPath(path).parent.parts)
    for part in PurePosixPath(target).parts:
        if part == "..":
            if parts:
                parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts) or "."
