"""The project's own files as the architecture test sees them."""
import os
import pathlib
import re

CODE = (".cpp", ".hpp", ".h", ".c")
OUTSIDE = {".git", "build", ".cache", "__pycache__"}


class Repository:
    """Files of one checkout, as paths relative to its root; build folders and history are left out."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = []
        for folder, folders, names in os.walk(self.root):
            here = pathlib.Path(folder).relative_to(self.root)
            folders[:] = sorted(name for name in folders if name not in OUTSIDE)
            self.files += [here / name for name in sorted(names) if name not in OUTSIDE]

    def text(self, path):
        """The file's text; empty for what is no UTF-8 text."""
        try:
            return (self.root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return ""

    def lines(self, path):
        return list(enumerate(self.text(path).splitlines(), start=1))

    def under(self, *folders, suffixes=None):
        """Files below any of the folders, with one of the suffixes."""
        for path in self.files:
            if suffixes and path.suffix not in suffixes:
                continue
            if any(path.is_relative_to(folder) for folder in folders):
                yield path

    def includes(self, path):
        """(line, "name" or <name>) of each include."""
        for number, line in self.lines(path):
            found = re.match(r'\s*#\s*include\s*(["<][^">]+[">])', line)
            if found:
                yield number, found.group(1)
