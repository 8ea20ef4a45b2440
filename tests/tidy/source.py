"""The files the tidy test looks at, and as much C++ as it needs to understand."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

SKIPPED_FOLDERS = {".git", "build", "node_modules", "probant-store", "__pycache__"}


@dataclass(frozen=True)
class Problem:
    path: str
    line: int
    rule: str
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: [{self.rule}] {self.message}"


class File:
    """One text file: `path` from the root with slashes, `text` as it is."""

    def __init__(self, path, text, executable=False):
        self.path = path
        self.text = text
        self.executable = executable
        self._code = None

    @property
    def name(self):
        return self.path.rsplit("/", 1)[-1]

    @property
    def lines(self):
        return self.text.split("\n")

    @property
    def room(self):
        return self.path.split("/", 1)[0]

    @property
    def is_header(self):
        return self.path.endswith(".hpp")

    @property
    def is_cpp(self):
        return self.path.endswith((".hpp", ".cpp"))

    @property
    def is_shell(self):
        return bool(re.match(r"#!.*\b(ba)?sh\b", self.text))

    @property
    def code(self):
        """The text with comments and the insides of literals blanked; lines stay in place."""
        if self._code is None:
            self._code = blank(self.text)
        return self._code

    def line_at(self, offset):
        return self.text.count("\n", 0, offset) + 1


def tree(root):
    """All text files of the project: what git knows or would add, else what lies there."""
    root = Path(root)
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, check=False)
    if listing.returncode == 0:
        paths = [path for path in listing.stdout.decode().split("\0") if path]
    else:
        paths = [str(path.relative_to(root)) for path in root.rglob("*")
                 if not SKIPPED_FOLDERS & set(path.relative_to(root).parts)]
    files = []
    for path in sorted(set(paths)):
        place = root / path
        if not place.is_file():
            continue
        data = place.read_bytes()
        if b"\0" in data[:8000]:
            continue
        files.append(File(path, data.decode("utf-8", "replace"),
                          bool(place.stat().st_mode & 0o111)))
    return files


LEXEME = re.compile(
    r'R"(?P<mark>[^()\\\s]{0,16})\((?:.|\n)*?\)(?P=mark)"'  # raw string
    r"|//[^\n]*"
    r"|/\*(?:.|\n)*?\*/"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'")  # not a digit separator


def blank(text):
    def hide(match):
        token = match.group()
        if token.startswith("/"):
            return re.sub(r"[^\n]", " ", token)
        return token[0] + re.sub(r"[^\n]", " ", token[1:-1]) + token[-1]
    return LEXEME.sub(hide, text)


def includes(file):
    """(line, '"' or '<', path) of each #include."""
    for number, line in enumerate(file.lines, 1):
        found = re.match(r'\s*#\s*include\s*(["<])([^">]+)', line)
        if found:
            yield number, found.group(1), found.group(2)


SCOPE = re.compile(r"(inline\s+)?namespace\b|class\b|struct\b|union\b|enum\b|extern\b")


def without_template(head):
    """A declaration's head without its leading template<…>, attributes and access specifiers."""
    while True:
        head = re.sub(r"^\s*(public|private|protected)\s*:", "", head).strip()
        if not re.match(r"template\s*<", head):
            return re.sub(r"^\[\[.*?\]\]\s*", "", head)
        depth = 0
        for index in range(head.index("<"), len(head)):
            depth += {"<": 1, ">": -1}.get(head[index], 0)
            if depth == 0:
                break
        head = head[index + 1:]


def functions(file):
    """(first line, number of lines, name) of each function body, by matching braces.

    A body is a brace whose head has a parameter list, outside other bodies; braces within
    parentheses and in a constructor's initialiser list belong to the head.
    """
    code = re.sub(r"(?m)^[ \t]*#(?:[^\n\\]|\\[^\n]|\\\n)*",
                  lambda match: re.sub(r"[^\n]", " ", match.group()), file.code)
    stack, parentheses, start = [], 0, 0
    for index, character in enumerate(code):
        inside = any(kind == "function" for kind, _ in stack)
        if character in "()":
            parentheses += 1 if character == "(" else -1
        elif character == ";" and parentheses == 0 and not inside:
            start = index + 1
        elif character == "{":
            stack.append(opening(code[start:index], start, parentheses > 0, inside))
            if stack[-1][0] == "scope":
                start = index + 1
        elif character == "}" and stack:
            kind, opened = stack.pop()
            if kind == "function":
                yield measured(file, code, opened, index)
            if kind != "within" and not inside or kind == "function":
                start = index + 1


def opening(head, start, in_parentheses, inside):
    bare = without_template(head)
    if in_parentheses or inside:
        return "within", start
    if SCOPE.match(bare):
        return "scope", start
    if "(" not in bare:
        return "within", start
    initialisers = re.search(r"\)\s*(noexcept\s*)?:[^:]", bare)
    if initialisers and re.search(r"[\w>]\s*$", bare):
        return "within", start
    return "function", start


def measured(file, code, opened, closed):
    head = code[opened:closed]
    first = opened + len(head) - len(head.lstrip())
    name = re.search(r"(operator[^\s(]+|[\w:~]+)\s*\(", code[first:closed])
    begin, end = file.line_at(first), file.line_at(closed)
    return begin, end - begin + 1, name.group(1) if name else "?"
