"""Replaying a receipt: is the same verdict given again, and if not, what differs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from attrs import evolve, frozen

from cnam_rules.dossier import Dossier
from cnam_rules.facade import decide
from cnam_rules.faults import Fault, VerdictError
from cnam_rules.language import RuleSet
from cnam_rules.receipts.model import Receipt, fingerprint, receipt, versions
from cnam_rules.render.difference import parts
from cnam_rules.render.lines import Line, tame
from cnam_rules.render.text import laid_out, parts_laid_out
from cnam_rules.render.words import WIDTH
from cnam_rules.speech import Speech
from cnam_rules.verdict import Verdict
from cnam_rules.verdict.difference import Difference, difference
from cnam_rules.verdict.stored import from_json

__all__ = ["Verification", "verify"]

_SHOWN = 12
"""The characters of a hash that are shown."""


@frozen
class Verification:
    """What came of replaying a receipt.

    Attributes:
        receipt: the receipt.
        again: the receipt of the verdict that is given now.
        verdict: that verdict.
        but_for_engine: whether it is the verdict of the receipt but for the versions of what decided.
        difference: what differs from the stored verdict, when it was given; None when it wasn't.
        versions: the versions that differ, by name: before, and now; None where there is none.
    """

    receipt: Receipt
    again: Receipt
    verdict: Verdict
    but_for_engine: bool
    difference: Difference | None
    versions: tuple[tuple[str, str | None, str | None], ...]

    @property
    def same_dossier(self) -> bool:
        """Whether it is the dossier of the receipt."""
        return self.receipt.dossier == self.again.dossier

    @property
    def same_rules(self) -> bool:
        """Whether they are the rules of the receipt."""
        return self.receipt.ruleset.sha256 == self.again.ruleset.sha256

    @property
    def identical(self) -> bool:
        """Whether everything is the same, to the last byte."""
        return self.same_dossier and self.same_rules and self.receipt.verdict == self.again.verdict

    @property
    def confirmed(self) -> bool:
        """Whether the same dossier gives the same verdict by the same rules, versions of programs aside."""
        stored = self.difference is not None and (not self.difference or self.difference.only_engine)
        same = self.receipt.verdict == self.again.verdict or self.but_for_engine or stored
        return self.same_dossier and self.same_rules and same

    def as_data(self) -> dict[str, Any]:
        """What came of it as plain dicts, lists, texts and booleans."""
        return {
            "confirmed": self.confirmed,
            "identical": self.identical,
            "dossier": self.same_dossier,
            "ruleset": self.same_rules,
            "verdict": self.receipt.verdict == self.again.verdict,
            "verdict_but_for_engine": self.but_for_engine,
            "versions": {name: {"before": one, "after": two} for name, one, two in self.versions},
            "difference": None if self.difference is None else self.difference.as_data(),
        }

    def to_json(self) -> str:
        """The same as JSON, on one line."""
        return json.dumps(self.as_data(), ensure_ascii=False, separators=(",", ":"))

    def text(self, lang: str = "fr", *, width: int = WIDTH) -> str:
        """What came of it, for people, in `fr` or `en`."""
        lines = [line for each in self._lines(lang) for line in laid_out(each, 0, width)]
        if self.difference:
            finding, found = parts(self.difference, lang)
            lines += ["", *laid_out(finding, 0, width), *parts_laid_out(found, width)]
        return "\n".join(lines) + "\n"

    def __str__(self) -> str:
        return self.text()

    def _lines(self, lang: str) -> Iterator[Line]:
        speech = Speech(lang)

        def say(key: str, **args: str) -> str:
            return tame(speech.say(f"receipt.{key}", **args))

        key = "identical" if self.identical else "confirmed" if self.confirmed else "differs"
        marks = {True: "✓", False: "✗"}
        said = say(key)
        under = [Line(say(f"dossier-{self.same_dossier}".lower()), mark=marks[self.same_dossier])]
        rules = self.again.ruleset
        prints = {
            "before": self.receipt.ruleset.sha256[:_SHOWN],
            "after": rules.sha256[:_SHOWN],
            "name": f"{rules.id}@{rules.version}",
        }
        under.append(Line(say(f"rules-{self.same_rules}".lower(), **prints), mark=marks[self.same_rules]))
        under.append(self._verdict(say))
        for name, before, after in self.versions:
            moved = f"{before or '—'} → {after or '—'}"
            under.append(Line(say("version", name=name, said=moved), mark="–"))
        yield Line(said, mark=marks[self.confirmed], under=tuple(under))

    def _verdict(self, say: Callable[[str], str]) -> Line:
        if self.receipt.verdict == self.again.verdict:
            return Line(say("verdict-same"), mark="✓")
        if self.but_for_engine:
            return Line(say("verdict-engine"), mark="✓")
        if self.difference is None:
            return Line(say("verdict-unknown"), mark="✗")
        same = not self.difference or self.difference.only_engine
        return Line(say("verdict-form" if same else "verdict-differs"), mark="✓" if same else "✗")


def verify(
    made: Receipt,
    dossier: Dossier,
    *,
    ruleset: RuleSet | str | None = None,
    stored: str | None = None,
) -> Verification:
    """Decide a dossier again as a receipt says, and compare.

    Args:
        made: the receipt.
        dossier: the dossier that it is of, perhaps changed since.
        ruleset: the rules, when they don't come with the library; by default those of the name and version in
            the receipt.
        stored: the stored verdict that the receipt is of, as `Verdict.to_json` wrote it: with it, what
            differs can be told.

    Raises:
        TypeError: an argument is of another type than it says.
        DossierError: the dossier has faults.
        RuleSetError: the rules are no longer there, or no longer have a reading of the receipt.
        VerdictError: the stored verdict is none, or not the one of the receipt.
        EnginesDisagree: two engines gave different statuses.

    >>> from datetime import date
    >>> from cnam_rules import loads
    >>> dossier = loads("{dossier: D-1, programme: RNCP36625, ue: []}")
    >>> made = receipt(decide(dossier, as_of=date(2025, 11, 3)), dossier)
    >>> verify(made, dossier).identical
    True
    >>> changed = loads("{dossier: D-1, programme: RNCP36625, ue: [], stages: []}")
    >>> verify(made, changed).same_dossier
    False
    """
    if not isinstance(made, Receipt):
        raise TypeError(f"a Receipt is expected, not {type(made).__name__}: see cnam_rules.read_receipt")
    before = None if stored is None else _of_the_receipt(made, stored)
    verdict = decide(
        dossier,
        as_of=made.as_of,
        ruleset=ruleset or f"{made.ruleset.id}@{made.ruleset.version}",
        readings=dict(made.readings),
    )
    again = receipt(verdict, dossier)
    once, now = dict(made.versions), versions()
    moved = [(name, once.get(name), now.get(name)) for name in sorted({*once, *now})]
    return Verification(
        receipt=made,
        again=again,
        verdict=verdict,
        but_for_engine=fingerprint(evolve(verdict, engine=made.engine).to_json()) == made.verdict,
        difference=None if before is None else difference(before, verdict),
        versions=tuple(each for each in moved if each[1] != each[2]),
    )


def _of_the_receipt(made: Receipt, stored: str) -> Verdict:
    """A stored verdict, which must be the one that the receipt is of.

    Raises:
        VerdictError: it is another, or none.
    """
    verdict = from_json(stored)
    found = fingerprint(stored.strip())
    # Its own bytes, which another version may have written; or those of what it says, however it is laid out.
    if made.verdict not in (found, fingerprint(verdict.to_json())):
        raise VerdictError([Fault("$", "other-verdict", {"found": found, "expected": made.verdict})])
    return verdict
