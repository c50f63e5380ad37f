"""From what a person moved to what is supposed: `what_if`, step after step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from attrs import evolve
from dateutil.relativedelta import relativedelta

from cnam_rules.dossier import Dossier, Experience, Stage
from cnam_rules.dossier.changes import Worked

if TYPE_CHECKING:
    from cnam_rules.speech import Speech
    from cnam_rules.whatif import WhatIf
    from cnam_rules.widget.controls import Control, Value

__all__ = ["checked", "suppose"]

_ADDED: Final = {
    "work-in": ("experiences", True),
    "work-out": ("experiences", False),
    "stage": ("stages", True),
}
"""What the months of each control add: to which list, and whether in the field."""


def checked(controls: Iterable[Control], moves: object) -> dict[str, Value]:
    """Moves as a mapping of names to values that their controls take; those that move nothing are left out.

    Args:
        controls: the controls there are.
        moves: what came from the page, or from a program.

    Raises:
        ValueError: a name that isn't one, or a value that its control doesn't take.
    """
    if not isinstance(moves, Mapping):
        raise ValueError(f"moves are a mapping of names to values, not {type(moves).__name__}")  # noqa: TRY004 - traitlets and callers expect one kind of error for whatever was sent
    known = {control.name: control for control in controls}
    for name, value in moves.items():
        if name not in known:
            raise ValueError(f"moves: {name!r:.60} can't be moved; what can: {', '.join(known)}")
        if not known[name].takes(value):
            expected = known[name].expected()
            raise ValueError(f"moves: {name} is {value!r:.60}, and {expected} is expected")
    return {name: moves[name] for name in known if name in moves and moves[name] != known[name].start}


def suppose(what: WhatIf, controls: Iterable[Control], moves: Mapping[str, Value], speech: Speech) -> WhatIf:
    """What is supposed when these moves are made.

    What takes time is done one thing after the other from the day after the decision on, and the day of the
    decision is then the last of it; what is in progress ends before that, so that what is added stands alone.
    Remedies are found in the same way.

    Args:
        what: the dossier, of which nothing is supposed yet.
        controls: the controls there are, in the order in which they are supposed.
        moves: the moves, as `checked` gives them.
        speech: the language that what is added is named in.

    Raises:
        DossierError: the dossier can't be so.
    """
    for control in controls:
        if control.name in moves:
            what = control.suppose(what, moves[control.name])
    added = [(name, int(moves[name])) for name in _ADDED if name in moves]
    if not added:
        return what
    what, day = what.stopping(), what.as_of
    for name, months in added:
        kind, in_field = _ADDED[name]
        last = _last_of(day, months)
        worked = Worked(kind, (last - day).days, in_field)
        what = _with_spell(what, worked, day, speech.say(f"widget.added-{name}"))
        day = last
    return what.on(day)


def _last_of(day: date, months: int) -> date:
    """The last of so many months that begin on the day after, from day number to day number (art. 641).

    >>> _last_of(date(2025, 11, 3), 3).isoformat(), _last_of(date(2025, 1, 30), 1).isoformat()
    ('2026-02-03', '2025-02-27')
    """
    return day + timedelta(days=1) + relativedelta(months=months) - timedelta(days=1)


def _with_spell(what: WhatIf, worked: Worked, day: date, name: str) -> WhatIf:
    """A job or a stage more, as remedies add them, under a name that says what it is."""
    made, _ = worked.made(Dossier(what.dossier.dossier, what.dossier.programme), day)
    spells: tuple[Experience | Stage, ...] = (*(made.experiences or ()), *(made.stages or ()))
    (spell,) = spells
    if isinstance(spell, Stage):
        return what.with_stage(evolve(spell, organisme=name))
    return what.with_experience(evolve(spell, intitule=name))
