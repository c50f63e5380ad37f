"""A verdict: whether a dossier may go before the jury, and everything that explains it, as plain data.

What only an explanation needs (what lacks, the missing pieces, what other readings would say) is worked out
when
it is first asked for, from the inputs of the decision; storing, comparing or printing a verdict asks for all
of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias

from attrs import field, frozen

from cnam_rules.deferred import Deferred
from cnam_rules.engines.reference import Trace
from cnam_rules.facts import AnswerValue, Fact, Piece, Shortfall, Text
from cnam_rules.kernel import Status, VerdictStatus, comparisons
from cnam_rules.language import MeasureUsed, Origin, ReadingUsed, RuleSetUsed, Source
from cnam_rules.measures import Conventions
from cnam_rules.shown import Shown

if TYPE_CHECKING:
    from cnam_rules.render.terminal import TerminalPage

if TYPE_CHECKING:
    from cnam_rules.verdict.hypothesis import Supposed

__all__ = [
    "FORMAT",
    "Alternative",
    "ConditionVerdict",
    "EngineUsed",
    "MissingPiece",
    "Outcome",
    "Remark",
    "Verdict",
    "Waiver",
]

FORMAT: Final = 1
"""The version of the stored form of a verdict."""


Day: TypeAlias = date
"""A date, under a name that an attribute called `date` doesn't hide."""


@frozen
class EngineUsed:
    """What decided.

    Attributes:
        decided_by: the engine that decided, with its version.
        checked_by: the engine that derived the same statuses again; None when one engine served alone.
        library: the version of cnam_rules.
    """

    decided_by: str
    checked_by: str | None
    library: str


@frozen
class Waiver:
    """A dispensation that was applied.

    Attributes:
        motif: why.
        autorite: who decided it.
        date: the day of that decision, its first day.
        jusqu_au: its last day, that day included; None when it has no end.
    """

    motif: str
    autorite: str
    date: Day
    jusqu_au: Day | None = None

    def holds_on(self, day: Day) -> bool:
        """Whether it dispenses on a day."""
        return self.date <= day and (self.jusqu_au is None or day <= self.jusqu_au)


@frozen
class Remark:
    """Something about the dossier that a reader should know and that changes no status.

    Attributes:
        path: where in the dossier.
        code: what it is, a key of the message catalogue (`remarks.<code>`).
        args: the values that the sentence names.
    """

    path: str
    code: str
    args: tuple[tuple[str, str], ...] = ()


@frozen
class Outcome:
    """What one answer to a missing piece leads to.

    Attributes:
        answer: the answer.
        status: the verdict it leads to.
        conditions: the statuses it leads to, of the conditions that are unknown without it.
    """

    answer: AnswerValue
    status: VerdictStatus
    conditions: tuple[tuple[str, Status], ...]


@frozen
class MissingPiece:
    """A piece that is missing to tell, and what each of its answers would lead to.

    Attributes:
        piece: what is missing, and where it belongs.
        conditions: the conditions that are unknown without it.
        outcomes: one for each answer the piece can have and the rest of the dossier doesn't contradict; none
            when the answer is a date or an amount.
    """

    piece: Piece
    conditions: tuple[str, ...]
    outcomes: tuple[Outcome, ...]


@frozen
class Alternative:
    """What another choice of one reading would change, every other reading staying as it is.

    Attributes:
        reading: the reading's name.
        choice: the other choice.
        libelle: the answer it gives to the reading's question.
        status: the verdict under it.
        conditions: the statuses that differ, by condition.
    """

    reading: str
    choice: str
    libelle: Text
    status: VerdictStatus
    conditions: tuple[tuple[str, Status], ...]


@frozen
class ConditionVerdict:
    """What one condition came to.

    Attributes:
        id: its name in the rule set.
        status: what it came to.
        unwaived: what it would have come to without a dispensation; the same as `status` when there is none.
        libelle: what it asks.
        source: the clause it comes from.
        file: the rule file, relative to the folder of rules; that of another rule set when the condition is
            inherited (see `RuleSetUsed.etend`).
        line: its line in that file, from 1.
        origins: the parts of it that are written elsewhere than in that file; none unless it overrides
            another in part.
        applies: what its `si` came to, part by part.
        requires: what its `exige` came to, part by part.
        readings: the readings that its status can depend on.
        waiver: the dispensation that was applied, if any.
    """

    id: str
    status: Status
    unwaived: Status
    libelle: Text
    source: Source
    file: str
    line: int
    origins: tuple[Origin, ...]
    applies: Trace
    requires: Trace
    readings: tuple[str, ...]
    waiver: Waiver | None
    _shortfalls: Deferred[tuple[Shortfall, ...]] = field(repr=False)
    _exemptions: Deferred[tuple[Shortfall, ...]] = field(repr=False)

    @property
    def shortfalls(self) -> tuple[Shortfall, ...]:
        """What lacks for the condition to be met, counting only what is sure; none when it is met."""
        return self._shortfalls.get()

    @property
    def exemptions(self) -> tuple[Shortfall, ...]:
        """What lacks for an unmet condition not to apply at all; each is a way of its own."""
        return self._exemptions.get()

    @property
    def facts(self) -> tuple[str, ...]:
        """The measures that the condition reads, in order."""
        compared = (c.measure for trace in (self.applies, self.requires) for c in comparisons(trace.expr))
        return tuple(dict.fromkeys(compared))


@frozen
class Verdict(Shown):
    """Whether a dossier may go before the jury on a day, and why.

    `str(verdict)` is a text for the file, in French; `verdict.text("en")` is the same in English. There is no
    truth value: say which status you mean (`verdict.status is VerdictStatus.ELIGIBLE`).

    Attributes:
        dossier: the dossier's reference.
        programme: the title's RNCP code.
        status: the verdict.
        as_of: the day it was decided for; nothing after it counts.
        conditions: what each condition came to, in the rule set's order.
        facts: what the dossier measured to, each once.
        measures: the measures' names for people.
        readings: the readings applied.
        conventions: how durations were counted.
        ruleset: the rule set applied.
        engine: what decided.
        remarks: what a reader should know of the dossier besides.
    """

    dossier: str
    programme: str
    status: VerdictStatus
    as_of: date
    conditions: tuple[ConditionVerdict, ...]
    facts: tuple[Fact, ...]
    measures: tuple[MeasureUsed, ...]
    readings: tuple[ReadingUsed, ...]
    conventions: Conventions
    ruleset: RuleSetUsed
    engine: EngineUsed
    remarks: tuple[Remark, ...]
    _pieces: Deferred[tuple[MissingPiece, ...]] = field(repr=False)
    _alternatives: Deferred[tuple[Alternative, ...]] = field(repr=False)

    @property
    def pieces(self) -> tuple[MissingPiece, ...]:
        """The pieces that are missing to tell, with what each answer would lead to."""
        return self._pieces.get()

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The other choices of one reading that would change the status of a condition, or the verdict."""
        return self._alternatives.get()

    @property
    def hypothesis(self) -> tuple[Supposed, ...] | None:
        """None: this was decided. A `HypotheticalVerdict` says here what it supposes."""
        return None

    @property
    def depends_on_a_reading(self) -> bool:
        """Whether another choice of a single reading would change the verdict itself."""
        return any(alternative.status is not self.status for alternative in self.alternatives)

    @property
    def statuses(self) -> Mapping[str, Status]:
        """The status of every condition, by id."""
        return {condition.id: condition.status for condition in self.conditions}

    def condition(self, name: str) -> ConditionVerdict:
        """The condition of that id.

        Raises:
            KeyError: the rule set has no such condition.
        """
        for condition in self.conditions:
            if condition.id == name:
                return condition
        raise KeyError(name)

    def fact(self, measure: str) -> Fact:
        """The fact of that measure.

        Raises:
            KeyError: the rule set reads no such measure.
        """
        for fact in self.facts:
            if fact.measure == measure:
                return fact
        raise KeyError(measure)

    def text(self, lang: str = "fr", *, width: int = 96) -> str:
        """The verdict as a text to file, in `fr` or `en`, at most `width` columns wide."""
        from cnam_rules.render.text import text

        return text(self, lang, width=width)

    def html(self, lang: str = "fr") -> str:
        """The verdict as one HTML file that stands alone, in `fr` or `en`."""
        from cnam_rules.render.html import verdict_html

        return verdict_html(self, lang)

    def markdown(self, lang: str = "fr") -> str:
        """The verdict as Markdown, in `fr` or `en`."""
        from cnam_rules.render.markdown import verdict_markdown

        return verdict_markdown(self, lang)

    def timeline(self, lang: str = "fr") -> str:
        """The spells, the totals and the dates that the verdict rests on, drawn as an SVG file."""
        from cnam_rules.render.timeline import timeline

        return timeline(self, lang)

    def to_json(self) -> str:
        """The verdict as JSON: lossless, the same bytes for the same verdict; see `cnam_rules.from_json`."""
        from cnam_rules.verdict.stored import to_json

        return to_json(self)

    def __str__(self) -> str:
        return self.text()

    def __rich__(self) -> TerminalPage:
        from cnam_rules.render.terminal import TerminalPage

        return TerminalPage(self)

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a verdict is neither true nor false: compare verdict.status with "
            "VerdictStatus.ELIGIBLE, NOT_ELIGIBLE or UNDETERMINED"
        )
