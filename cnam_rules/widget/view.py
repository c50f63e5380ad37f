"""The widget itself: what is moved comes from the page, what would be decided goes back to it."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import anywidget
import traitlets

from cnam_rules.faults import CnamRulesError
from cnam_rules.speech import Speech
from cnam_rules.widget.controls import groups
from cnam_rules.widget.moves import checked, suppose
from cnam_rules.widget.page import official_html, refused_html, said_in_short, styles, supposed_html

if TYPE_CHECKING:
    from cnam_rules.whatif import WhatIf

__all__ = ["WhatIfWidget"]

_FOLDER: Final = files("cnam_rules").joinpath("widget")
_WORDS: Final = ("title", "about", "official", "supposed", "reset")


class WhatIfWidget(anywidget.AnyWidget):
    """A hypothesis that follows what a person moves; made by `cnam_rules.widget.explore`.

    Attributes:
        moves: what is moved, by the name of its control; what the dossier says is left out. A program can
            set it too, and the page follows.
        what: the hypothesis, as `what_if` has it; the last one that could be made.

    >>> from datetime import date
    >>> from cnam_rules import load
    >>> from cnam_rules.widget import explore
    >>> widget = explore(load("examples/dossiers/complet.yaml"), as_of=date(2025, 11, 3), lang="en")
    >>> widget.moves = {"ue:FPG003": False}
    >>> [condition.id for condition in widget.what.difference.conditions]
    ['ue']
    >>> widget.moves = {"ue:FPG3": False}
    Traceback (most recent call last):
    ...
    traitlets.traitlets.TraitError: moves: 'ue:FPG3' can't be moved; what can: work-in, ...
    """

    _esm = _FOLDER.joinpath("whatif.js").read_text(encoding="utf-8")
    _css = _FOLDER.joinpath("whatif.css").read_text(encoding="utf-8")

    spec = traitlets.Dict().tag(sync=True)
    moves = traitlets.Dict().tag(sync=True)
    official = traitlets.Unicode().tag(sync=True)
    shown = traitlets.Unicode().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)

    def __init__(self, what: WhatIf, lang: str = "fr") -> None:
        self._speech = Speech(lang)
        self._first = self.what = what
        found = groups(what, self._speech)
        self._controls = tuple(control for group in found for control in group.controls)
        words = {word: self._speech.say(f"widget.{word}") for word in _WORDS}
        drawn = [group.data(self._speech) for group in found]
        super().__init__(
            spec={"lang": lang, "words": words, "styles": styles(), "groups": drawn},
            official=official_html(what.official, self._speech),
            shown=supposed_html(what, self._speech),
            said=said_in_short(what, self._speech),
        )

    @traitlets.validate("moves")
    def _checked(self, proposal: Any) -> dict[str, Any]:  # a proposal of traitlets, which has no types
        try:
            return checked(self._controls, proposal["value"])
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from None

    @traitlets.observe("moves")
    def _follow(self, _: object) -> None:
        """Decide again. What can't be supposed is told on the page, and the last hypothesis stays."""
        try:
            what = suppose(self._first, self._controls, self.moves, self._speech)
            shown, said = supposed_html(what, self._speech), said_in_short(what, self._speech)
        except CnamRulesError as error:
            self.shown, self.said = refused_html(error, self._speech), self._speech.say("widget.refused")
            return
        self.what = what
        self.shown, self.said = shown, said
