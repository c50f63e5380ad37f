"""Which groups can be filled together when each UE serves one group only: the most of them, and by which UE.

Filling groups one after the other, with the first UE at hand, may refuse wrongly: a UE taken for one group
was the only one of another. Here a UE already taken is given up when its group finds another one (an
augmenting path), so that a group fails to be added only where no assignment at all fills it with those kept
so far. Which groups to keep is searched for exhaustively: some may have to be left unfilled so that more of
the others are filled.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

__all__ = ["MOST_GROUPS", "fill"]

MOST_GROUPS = 12
"""How many groups may share UE: the search is over which of them to fill."""


def fill(
    groups: Sequence[tuple[Sequence[str], int]], available: Collection[str]
) -> dict[int, tuple[str, ...]]:
    """The UE that fill each group, for as many groups as can be filled at once.

    Of several ways to fill as many groups, the one that fills those listed first.

    Args:
        groups: for each, the codes that may serve it and how many it takes, at least 1.
        available: the codes that are there.

    Returns:
        For each group filled, by its position, the codes that fill it, in its own order.

    >>> fill([(("A", "B"), 1), (("A",), 1)], {"A", "B"})
    {0: ('B',), 1: ('A',)}
    """
    usable = [tuple(code for code in codes if code in available) for codes, _ in groups]
    needs = [need for _, need in groups]
    able = [group for group, need in enumerate(needs) if len(usable[group]) >= need]
    kept: dict[str, int] = {}
    filled: tuple[int, ...] = ()

    def search(position: int, owners: dict[str, int], so_far: tuple[int, ...]) -> None:
        nonlocal kept, filled
        if len(so_far) > len(filled):
            kept, filled = owners, so_far
        if position == len(able) or len(so_far) + len(able) - position <= len(filled):
            return
        group = able[position]
        trial = dict(owners)
        if all(_augment(group, usable, trial, set()) for _ in range(needs[group])):
            search(position + 1, trial, (*so_far, group))
        search(position + 1, owners, so_far)

    search(0, {}, ())
    return {group: tuple(code for code in usable[group] if kept.get(code) == group) for group in filled}


def _augment(group: int, usable: Sequence[Sequence[str]], owners: dict[str, int], seen: set[str]) -> bool:
    """Give a group one UE more, moving others from group to group as needed; whether that could be done."""
    for code in usable[group]:
        if code in seen or owners.get(code) == group:
            continue
        seen.add(code)
        if code not in owners or _augment(owners[code], usable, owners, seen):
            owners[code] = group
            return True
    return False
