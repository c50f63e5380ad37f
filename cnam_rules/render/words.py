"""How quantities, facts and comparisons are said: shared by every renderer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from cnam_rules.facts import Fact, quantity
from cnam_rules.kernel import Answer, Compare, Status, VerdictStatus
from cnam_rules.measures import SeuilEvidence
from cnam_rules.speech import LANGUAGES, Speech, french_spaces
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.facts import AnswerValue, Piece, Shortfall
    from cnam_rules.language import Constat, InForce
    from cnam_rules.verdict import Remark, Verdict
    from cnam_rules.verdict.hypothesis import Supposed

__all__ = [
    "ANSWER_MARKS",
    "STATUS_MARKS",
    "VERDICT_MARKS",
    "WIDTH",
    "Words",
    "bound",
    "fact_said",
    "finding",
    "period_said",
    "quantity",
]

WIDTH: Final = 96
"""Columns of a text: what an A4 page holds in a fixed-width face."""

STATUS_MARKS: Final[Mapping[Status, str]] = {
    Status.MET: "✓",
    Status.UNMET: "✗",
    Status.UNKNOWN: "?",
    Status.NOT_APPLICABLE: "–",
    Status.WAIVED: "○",
}
"""A mark that goes with the word of a status, and never stands for it alone."""

VERDICT_MARKS: Final[Mapping[VerdictStatus, str]] = {
    VerdictStatus.ELIGIBLE: "✓",
    VerdictStatus.NOT_ELIGIBLE: "✗",
    VerdictStatus.UNDETERMINED: "?",
}
"""A mark that goes with the word of a verdict."""

ANSWER_MARKS: Final[Mapping[Answer, str]] = {Answer.YES: "✓", Answer.NO: "✗", Answer.UNKNOWN: "?"}
"""A mark for the answer of a part of a condition."""


def period_said(speech: Speech, table: str, period: InForce) -> str:
    """The days that a rule set governs, as the sentences of a table of messages say it.

    >>> from cnam_rules.language import InForce
    >>> period_said(Speech("en"), "ruleset", InForce(None))
    'Since when it has been in force is not known.'
    """
    days = {name: day for name, day in (("du", period.du), ("au", period.au)) if day is not None}
    return speech.say(f"{table}.in-force-{'-'.join(days) or 'unknown'}", **days)


def bound(speech: Speech, compare: Compare, unit: Unit) -> str:
    """What a comparison asks for.

    >>> from cnam_rules.kernel import Op
    >>> bound(Speech("fr"), Compare("stage", Op.AT_LEAST, 93), Unit.DUREE)
    'au moins 3 mois'
    """
    if unit is Unit.OUI_NON:
        return speech.say(f"answers.{'non' if compare.threshold[1] else 'oui'}")
    return speech.say(f"operators.{compare.op.value}", bound=quantity(speech, unit, compare.bound))


def finding(speech: Speech, constat: Constat | None, status: VerdictStatus) -> str:
    """The sentence of a verdict: the rule set's own, or the library's, which speaks of the national jury.

    >>> finding(Speech("fr"), None, VerdictStatus.ELIGIBLE)
    'la demande peut être transmise au jury national.'
    """
    if constat is None:
        return speech.say(f"page.{status.value}")
    said = constat.of(status).said(speech.lang)
    return said if said.endswith(_STOPS) else f"{said}."


def fact_said(speech: Speech, fact: Fact) -> str:
    """A fact: its value, or its two ends; of a comparison with a value, those of what is compared.

    >>> from cnam_rules.deferred import Deferred
    >>> fact_said(Speech("en"), Fact("experience", Unit.DUREE, 372, 558, Deferred(lambda: NotImplemented)))
    'from 12 months to 18 months'
    """
    if isinstance(fact.evidence, SeuilEvidence):
        return fact_said(speech, fact.evidence.fact)
    least = quantity(speech, fact.unit, fact.least)
    if fact.known:
        return least
    if fact.unit is Unit.OUI_NON:
        return speech.say("answers.inconnu")
    if fact.most is None:
        return speech.say("facts.unbounded" if fact.least else "facts.unknown", least=least)
    return speech.say("facts.between", least=least, most=quantity(speech, fact.unit, fact.most))


class Words:
    """One language, and the names that a verdict's rule set gives its measures.

    Args:
        verdict: the verdict that is spoken of.
        lang: `fr` or `en`.
    """

    def __init__(self, verdict: Verdict, lang: str) -> None:
        self.speech = Speech(lang)
        self._constat = verdict.ruleset.constat
        self._evidence = {fact.measure: fact.evidence for fact in verdict.facts}
        self._names = {measure.name: measure.libelle.said(lang) for measure in verdict.measures}
        self._valeurs: dict[str, str] = {}
        for fact in verdict.facts:
            if isinstance(evidence := fact.evidence, SeuilEvidence):
                # What lacks is told of the measure that is compared, and what to ask of the value.
                self._names.setdefault(evidence.fact.measure, self._names[fact.measure])
                self._evidence.setdefault(evidence.fact.measure, evidence.fact.evidence)
                self._valeurs[evidence.held.name] = evidence.held.libelle.said(lang)

    def name(self, measure: str) -> str:
        """A measure's name for people."""
        return self._names[measure]

    def finding(self, status: VerdictStatus) -> str:
        """What a verdict of that status finds, as a sentence."""
        return finding(self.speech, self._constat, status)

    def verdict(self, status: VerdictStatus) -> str:
        """A verdict in a word or two, for where a sentence is too long."""
        return self.speech.say(f"verdicts.{'' if self._constat is None else 'own-'}{status.value}")

    def fact(self, fact: Fact) -> str:
        """A fact: its value, or its two ends; see `fact_said`."""
        return fact_said(self.speech, fact)

    def asked(self, fact: Fact, compare: Compare) -> str:
        """What a comparison asks of a fact: `au moins 3 mois`."""
        if not isinstance(evidence := fact.evidence, SeuilEvidence):
            return bound(self.speech, compare, fact.unit)
        op = evidence.comparison(compare).op
        said = evidence.held.said(self.speech, evidence.fact.unit)
        return self.speech.say(f"operators.{op.value}", bound=said)

    def engine(self, name: str) -> str:
        """An engine's name; one with a name of its own, like `durable-rules 2.0.28`, keeps it."""
        return self.speech.say(f"engines.{name}") if self.speech.has(f"engines.{name}") else name

    def shortfall(self, lacks: Shortfall, *, inside: bool = False) -> str:
        """What is to be done to reach a bound, as a sentence or, `inside` one, as a part of it."""
        name = self.name(lacks.measure)
        if lacks.amount is None:
            said = self.speech.say("todo.too-much", name=name)
        else:
            said = self._evidence[lacks.measure].remedy(lacks, name, self.speech)
        return said[:1].lower() + said[1:] if inside else said

    def piece(self, piece: Piece) -> str:
        """The question that a missing piece leaves open."""
        args = _values(piece.args, self.speech.lang)
        if piece.key in ("decision", "entree-parametre"):
            args = {name: self._valeurs.get(str(value), value) for name, value in args.items()}
        return self.speech.say(f"pieces.{piece.key}", **args)

    def remark(self, remark: Remark) -> str:
        """What a reader should know besides."""
        return self.speech.say(f"remarks.{remark.code}", **_values(remark.args, self.speech.lang))

    def supposed(self, supposed: Supposed) -> str:
        """What a hypothesis supposes: days are said as days, and True, False and None as answers."""
        words = {True: "oui", False: "non", None: "inconnu"}
        said = {
            name: value if isinstance(value, (str, date)) else self.speech.say(f"answers.{words[value]}")
            for name, value in supposed.args
        }
        return self.speech.say(f"hypothesis.{supposed.code}", **said)

    def answer(self, answer: AnswerValue, piece: Piece) -> str:
        """An answer to a missing piece; a word of the rule set's own is said as it is to be written."""
        word = answer if isinstance(answer, str) else "oui" if answer else "non"
        label = _values(piece.args, self.speech.lang).get(f"answer:{word}")
        if label == word:
            return word
        if label is not None:
            return self.speech.say("answers-common.own-word", word=word, label=label)
        return self.speech.say(f"answers.{word}") if self.speech.has(f"answers.{word}") else word


def _values(args: tuple[tuple[str, str], ...], lang: str) -> dict[str, str | date]:
    """Named values for a sentence: dates, by their name, as dates; of two languages (`…_fr`), one."""
    values: dict[str, str | date] = {}
    for name, value in args:
        said, _, other = name.rpartition("_")
        if said and other in LANGUAGES:
            if other == lang:
                values[said] = french_spaces(value) if lang == "fr" else value
        else:
            values[name] = date.fromisoformat(value) if name in _DATES else value
    return values


_STOPS: Final = (".", "!", "?", "…")
_DATES = ("debut", "date", "as_of", "until")
