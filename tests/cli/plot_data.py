# SPDX-License-Identifier: GPL-2.0-only
"""What the checkers of plots share: the data files that epbell plot --keep-data leaves, read without epbell."""
import os
import re
import sys


def fail(text):
    sys.exit(f"{os.path.basename(sys.argv[0])}: {text}")


def same(what, a, b):
    if a != b:
        fail(f"{what}: {a} is not {b}")


def cell(text):
    if text == "?":
        return None
    try:
        return float(text)
    except ValueError:
        return re.sub(r"\\(042|077|\\)", lambda m: {"042": '"', "077": "?", "\\": "\\"}[m.group(1)], text)


def load(path):
    """Settings, and a list of blocks from 1 on, each a list of rows of cells."""
    with open(path, encoding="utf-8") as f:
        parts = f.read().rstrip("\n").split("\n\n\n")
    settings = dict(line.split("\t", 1) for line in parts[0].split("\n"))
    return settings, [None] + [[[cell(c) for c in row.split("\t")] for row in p.split("\n")] for p in parts[1:]]
