"""What is proved of conditions that each have a `si`: that one of them always applies, or whom none is for.

Where every condition has its `si`, and they aren't all the same, each is meant for some dossiers. One that
none is meant for is eligible with nothing asked of it, which the text seldom means.
"""

from __future__ import annotations

from cnam_rules.kernel import Answer
from cnam_rules.prove.asking import Prover, never
from cnam_rules.prove.goals import SiIs
from cnam_rules.prove.report import Finding, Unsettled, witness_of
from cnam_rules.prove.witness import show, unshowable

__all__ = ["look_at_family"]

_CODE = "nothing-applies"


def look_at_family(prover: Prover) -> None:
    """Ask whether a dossier escapes every `si`, as the readings are retained; a remark, with the dossier."""
    conditions = prover.ruleset.conditions
    written = [condition.si for condition in conditions if condition.si is not None]
    if len(written) < len(conditions) or all(si == written[0] for si in written):
        return
    rules = prover.under({})
    subject = prover.subject({}, conditions)
    question = subject.question(tuple(SiIs(0, place, Answer.NO) for place in range(len(conditions))))
    impossible = never(question)
    first = conditions[0]
    about = (first.file, first.line, first.id)
    if impossible is None:
        prover.unsettled.append(Unsettled(_CODE, *about, "solver"))
    elif impossible:
        prover.counts["settled"] += 1
    elif prover.dossiers:
        shown = show(subject, question, (rules,), prover.begin, smallest=True)
        if shown is None:
            prover.unsettled.append(Unsettled(_CODE, *about, "no-dossier", unshowable(subject)))
            return
        prover.counts["settled"] += 1
        witness = witness_of("escapes", subject, (rules,), shown)
        names = (("names", ", ".join(condition.id for condition in conditions)),)
        prover.findings.append(Finding(_CODE, False, *about, names, witnesses=(witness,)))
