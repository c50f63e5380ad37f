"""Pages as PDF: tagged, in the language they are in, and held to PDF/UA-1 (ISO 14289-1) when they are made.

Typst lays them out, which the extra `pdf` installs. The same page gives the same bytes.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from cnam_rules.faults import PdfUnavailable

if TYPE_CHECKING:
    from cnam_rules.render.lines import Outline

__all__ = ["outline_pdf"]

_REGIONS: Final = {"fr": "FR", "en": "GB"}


def outline_pdf(said: Outline, lang: str) -> bytes:
    """What is said, as a PDF of A4 pages.

    Args:
        said: what is said.
        lang: `fr` or `en`: the language it is said in.

    Raises:
        PdfUnavailable: typst isn't installed.
    """
    try:
        import typst
    except ImportError:
        raise PdfUnavailable from None
    template = files("cnam_rules").joinpath("render", "page.typ").read_bytes()
    data = said.data() | {"lang": lang, "region": _REGIONS[lang]}
    made: bytes = typst.compile(
        template,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"said": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
    )
    return made
