"""Faults: what is wrong with an input, where, and what to do next.

Whatever reads an input collects every fault before it raises, so that a file is mended in one go. A fault is
data (`path`, `code`, `found`, `expected`, `hint`, place in the file); its sentences come from the message
catalogue, in French or in English, when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import Factory, frozen

__all__ = [
    "ChartsUnavailable",
    "CnamRulesError",
    "CohortError",
    "DossierError",
    "EnginesDisagree",
    "Fault",
    "InputError",
    "PdfUnavailable",
    "ProverUnavailable",
    "QuestionError",
    "ReceiptError",
    "RuleSetError",
    "SqlUnavailable",
    "VerdictError",
    "WidgetUnavailable",
]


@frozen
class Fault:
    """One thing wrong with an input.

    Attributes:
        path: where in the data, as `$.ue[3].code`; `$` is the whole document.
        code: what is wrong, one of the codes of the message catalogue (`faults.<code>`), e.g. `unknown-key`.
        args: the values that the sentence names (`found`, `expected`, …), already written as text.
        suggestion: what was probably meant, or None.
        file: the file's name as it was given, or None for data that came from no file.
        line: line in the file, from 1; None when there is none to tell.
        column: column in that line, from 1; None when there is none to tell.
        chain: for a rule file that another extends, by which way it was come to (`a@1 → b@1`); else None.

    >>> Fault("$.ue[0].code", "unknown-ue", {"found": "FPGO03"}, suggestion="FPG003", line=4, column=12).place
    '4:12'
    """

    path: str
    code: str
    args: Mapping[str, str] = Factory(dict)
    suggestion: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    chain: str | None = None

    @property
    def place(self) -> str:
        """`file:line:column`, as much of it as is known; the path when nothing is."""
        known = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return ":".join(known) if known else self.path

    def message(self, lang: str = "fr") -> str:
        """What was found and what was expected, as a sentence."""
        from cnam_rules.speech import Speech

        return Speech(lang).fault(self)

    def hint(self, lang: str = "fr") -> str:
        """What to do next, as a sentence; with the suggestion when there is one."""
        from cnam_rules.speech import Speech

        return Speech(lang).hint(self)

    def as_dict(self, lang: str = "fr") -> dict[str, object]:
        """The fault as JSON data: `path`, `code`, `message`, `hint`; the place and the chain when known."""
        data: dict[str, object] = {
            "path": self.path,
            "code": self.code,
            "message": self.message(lang),
            "hint": self.hint(lang),
        }
        data.update(
            (key, value)
            for key in ("file", "line", "column", "chain")
            if (value := getattr(self, key)) is not None
        )
        return data

    def __str__(self) -> str:
        place = self.place if self.line is not None or self.file is None else f"{self.file}: {self.path}"
        return f"{place}: {self.message()} {self.hint()}".rstrip()


class CnamRulesError(Exception):
    """Everything this library raises on purpose."""


class InputError(CnamRulesError):
    """An input that can't be used. `faults` has every one of its faults, never only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class DossierError(InputError):
    """A dossier that can't be read, or whose facts contradict each other."""


class RuleSetError(InputError):
    """A rule set that can't be read or applied, or no single one that governs the dossier."""


class QuestionError(InputError):
    """A question about a programme that can't be asked: a name or a value that its tables don't know."""


class VerdictError(InputError):
    """A text that isn't the stored form of a verdict, or whose values were altered."""


class ReceiptError(InputError):
    """A text that isn't a receipt of a verdict."""


class ProverUnavailable(CnamRulesError):
    """z3, which makes the proofs, isn't installed: it comes with the extra `prove`."""

    def __str__(self) -> str:
        return "z3 is not installed: pip install 'cnam-rules[prove]'"


class EnginesDisagree(CnamRulesError):
    """Two engines gave different statuses: no verdict is given, and this is a defect of the library.

    Attributes:
        statuses: for each engine's name, the status of every condition by id.
    """

    def __init__(self, statuses: Mapping[str, Mapping[str, object]]) -> None:
        self.statuses = statuses
        super().__init__(statuses)

    def __str__(self) -> str:
        names = list(self.statuses)
        ids = [
            cond
            for cond in self.statuses[names[0]]
            if len({self.statuses[name].get(cond) for name in names}) > 1
        ]
        return (
            f"{' and '.join(names)} disagree on {', '.join(ids)}; no verdict is given. "
            "Please report it with the rule set and the facts."
        )


class CohortError(InputError):
    """Tables that can't be screened: one that must be there isn't, or a measure can't be said over them."""


class PdfUnavailable(CnamRulesError):
    """Typst, which lays PDFs out, isn't installed: it comes with the extra `pdf`."""

    def __str__(self) -> str:
        return "typst is not installed: pip install 'cnam-rules[pdf]'"


class WidgetUnavailable(CnamRulesError):
    """Anywidget, which shows the what-if in notebooks, isn't installed: it comes with the extra `widget`."""

    def __str__(self) -> str:
        return "anywidget is not installed: pip install 'cnam-rules[widget]'"


class SqlUnavailable(CnamRulesError):
    """DuckDB or sqlglot, which make and screen cohorts, isn't installed: they come with the extra `sql`."""

    def __str__(self) -> str:
        return "duckdb and sqlglot are not both installed: pip install 'cnam-rules[sql]'"


class ChartsUnavailable(CnamRulesError):
    """Altair, or vl-convert, which charts are made with, isn't installed: both come with `charts`."""

    def __str__(self) -> str:
        return "altair and vl-convert-python are not both installed: pip install 'cnam-rules[charts]'"
