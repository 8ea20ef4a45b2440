"""Every way in which a file of an export can be other than it should be, file by file: what two
checkers must agree on."""

import os
import shutil
import tempfile
from pathlib import Path


def without(path):
    path.unlink()


def empty(path):
    path.write_bytes(b"")


def with_a_byte_more(path):
    path.write_bytes(path.read_bytes() + b"x")


def with_a_line_more(path):
    path.write_bytes(path.read_bytes() + b"\n")


def with_a_zero_more(path):
    path.write_bytes(path.read_bytes() + b"\0")


def without_its_last_byte(path):
    path.write_bytes(path.read_bytes()[:-1])


def twice(path):
    path.write_bytes(2 * path.read_bytes())


def from_another_system(path):
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def with_a_mark_before(path):
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def as_a_link(path):
    target = Path(tempfile.mkdtemp()) / "target"
    shutil.move(path, target)
    path.symlink_to(target)


def as_a_folder(path):
    path.unlink()
    path.mkdir()


def as_a_folder_with_a_file(path):
    as_a_folder(path)
    (path / "x").write_bytes(b"x")


def as_a_pipe(path):
    path.unlink()
    os.mkfifo(path)


def under_another_name(path):
    path.rename(path.with_name("9" + path.name))


def under_two_names(path):
    shutil.copy(path, path.with_name("9" + path.name))


def beside_a_stray(path):
    path.with_name("999.stray").write_bytes(b"x")


WAYS = (without, empty, with_a_byte_more, with_a_line_more, with_a_zero_more,
        without_its_last_byte, twice, from_another_system, with_a_mark_before, as_a_link,
        as_a_folder, as_a_folder_with_a_file, as_a_pipe, under_another_name, under_two_names,
        beside_a_stray)


def spoiled(folder, below=""):
    """Yields (file, way, path) for each file whose name begins so and each way, the export being
    spoiled meanwhile."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if not name.startswith(below):
            continue
        for way in WAYS:
            before = path.read_bytes()
            changed = way is not from_another_system or b"\n" in before
            if not changed:
                continue
            kept = folder.with_name(folder.name + "-whole")
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(folder, kept)
            way(path)
            yield name, way, path
            shutil.rmtree(folder)
            kept.rename(folder)
