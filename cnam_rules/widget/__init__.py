"""A what-if to play with, in JupyterLab and in marimo: time, units, the report, and what would be decided.

Everything is decided in Python, by `what_if`; the page only shows it. It needs the extra `widget`, and
nothing is imported before it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from cnam_rules.faults import WidgetUnavailable

if TYPE_CHECKING:
    from cnam_rules.dossier import Dossier
    from cnam_rules.language import RuleSet
    from cnam_rules.widget.view import WhatIfWidget

__all__ = ["explore"]


def explore(
    dossier: Dossier,
    *,
    as_of: date,
    ruleset: RuleSet | str | None = None,
    readings: Mapping[str, str] | None = None,
    engine: str | None = None,
    lang: str = "fr",
) -> WhatIfWidget:
    """A widget that supposes the dossier otherwise, and shows what would be decided and what would differ.

    It is the last line of a cell in JupyterLab, and goes into `marimo.ui.anywidget` in marimo. The verdict
    that was given stands above and never moves; what is supposed says so.

    Args:
        dossier: what the school knows of the candidate.
        as_of: the day of the decision, that day included.
        ruleset: the rules to apply; see `decide`.
        readings: the choice to make for some readings; see `decide`.
        engine: the engine that decides; see `decide`.
        lang: `fr` or `en`.

    Raises:
        WidgetUnavailable: anywidget isn't installed.
        UnknownLanguage: for any other language.
        TypeError, DossierError, RuleSetError, EngineUnavailable, EnginesDisagree: as `decide` does.

    >>> from cnam_rules import load
    >>> short = load("examples/dossiers/dix-sept-mois-vingt-neuf-jours.yaml")
    >>> widget = explore(short, as_of=date(2025, 11, 3), lang="en")
    >>> widget.moves = {"work-in": 1}
    >>> widget.what.official.status.value, widget.what.verdict.status.value
    ('not_eligible', 'eligible')
    """
    try:
        from cnam_rules.widget.view import WhatIfWidget
    except ImportError as error:
        if error.name is None or error.name.startswith("cnam_rules"):
            raise
        raise WidgetUnavailable from None
    from cnam_rules.whatif import what_if

    what = what_if(dossier, as_of=as_of, ruleset=ruleset, readings=readings, engine=engine)
    return WhatIfWidget(what, lang)
