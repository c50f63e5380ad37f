"""Objects that show themselves: in a notebook, in a terminal, and as pages.

Whoever shows a dossier knows of pages and of words, and a dossier knows of neither. So the class says only
that it can be shown; `cnam_rules.render.notebook`, imported when a notebook asks, says how. What is said
sentence by sentence gives its outline alone, and every page is laid out from that.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import ConsoleRenderable

    from cnam_rules.render.lines import Outline

__all__ = ["Shown", "Told"]

_HOME: Final = "cnam_rules.render"


class Shown:
    """What a notebook shows as HTML, and other programs as text.

    Nothing is imported until it is asked for. Each class, or one that it is made from, has its entry in
    `notebook.FORMS`, by its name.
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
        forms: dict[str, str] = import_module(f"{_HOME}.notebook").bundle(self, include or (), exclude or ())
        return forms

    def _repr_html_(self) -> str:
        """The HTML alone, for what knows nothing of bundles."""
        return self._repr_mimebundle_(include=("text/html",))["text/html"]


class Told(Shown, ABC):
    """What is said in sentences: one outline, and the pages that lay it out.

    `str()` is the text in French. A notebook shows the HTML, rich prints the text as wide as the terminal.
    """

    __slots__ = ()

    @abstractmethod
    def outline(self, lang: str = "fr") -> Outline:
        """What is said, sentence by sentence, in `fr` or `en`.

        Raises:
            UnknownLanguage: for any other language.
        """

    def text(self, lang: str = "fr", *, width: int = 96) -> str:
        """The same as text without colour, in `fr` or `en`, at most `width` columns wide."""
        said: str = import_module(f"{_HOME}.text").outline_text(self.outline(lang), width=width)
        return said

    def html(self, lang: str = "fr") -> str:
        """The same as one HTML file that stands alone, in `fr` or `en`."""
        page: str = import_module(f"{_HOME}.html").outline_html(self.outline(lang), lang)
        return page

    def markdown(self, lang: str = "fr") -> str:
        """The same as Markdown, in `fr` or `en`."""
        page: str = import_module(f"{_HOME}.markdown").outline_markdown(self.outline(lang))
        return page

    def pdf(self, lang: str = "fr") -> bytes:
        """The same as a tagged PDF (PDF/UA-1) of A4 pages, in `fr` or `en`; always the same bytes.

        Raises:
            PdfUnavailable: typst isn't installed (it comes with the extra `pdf`).
        """
        made: bytes = import_module(f"{_HOME}.pdf").outline_pdf(self.outline(lang), lang)
        return made

    def __str__(self) -> str:
        return self.text()

    def __rich__(self) -> ConsoleRenderable:
        page: ConsoleRenderable = import_module(f"{_HOME}.terminal").TerminalPage(self)
        return page
