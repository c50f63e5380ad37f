"""Reading a page that has two columns."""

from itertools import groupby

BETWEEN = "│"


def read_across(page: str) -> str:
    r"""The page on one line: of lines in two columns the left one whole, then the right one.

    >>> read_across("title\n  a │ x\n  b │ y\nend")
    'title a b x y end'
    """
    parts: list[str] = []
    for columns, lines in groupby(page.splitlines(), key=lambda line: BETWEEN in line):
        if columns:
            split = [line.partition(BETWEEN) for line in lines]
            parts += [left for left, _, _ in split] + [right for _, _, right in split]
        else:
            parts += lines
    return " ".join(" ".join(parts).split()).replace("\u00a0", " ").replace("\u202f", " ")
