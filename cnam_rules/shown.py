"""Objects that show themselves in a notebook.

Whoever shows a dossier knows of pages and of words, and a dossier knows of neither. So the class says only
that it can be shown; `cnam_rules.render.notebook`, imported when a notebook asks, says how.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from typing import Final

__all__ = ["Shown"]

_HOME: Final = "cnam_rules.render.notebook"


class Shown:
    """What a notebook shows as HTML, and other programs as text.

    Nothing is imported until it is asked for. Each class has its entry in `notebook.FORMS`, by its name.
    """

    __slots__ = ()

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        """Every form that the object has, by its MIME type, as Jupyter asks for them.

        Args:
            include: the types wanted; all of them when there are none.
            exclude: the types not wanted.
        """
        forms: dict[str, str] = import_module(_HOME).bundle(self, include or (), exclude or ())
        return forms

    def _repr_html_(self) -> str:
        """The HTML alone, for what knows nothing of bundles."""
        return self._repr_mimebundle_(include=("text/html",))["text/html"]
