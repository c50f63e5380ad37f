"""Examples that lack or leave something unsaid, and shared values that no example uses."""

from __future__ import annotations

from collections.abc import Iterator

from cnam_rules.faults import Fault
from cnam_rules.lint.subject import Subject

__all__ = ["no_examples", "unexpected_conditions", "unread_values"]


def no_examples(subject: Subject) -> Iterator[Fault]:
    """A rule set without an example: nothing shows that it decides what the text means."""
    if not subject.ruleset.examples:
        yield from subject.remark(subject.node("jeu"), "no-example", found=subject.ruleset.id)


def unexpected_conditions(subject: Subject) -> Iterator[Fault]:
    """Conditions of which no example expects anything; a file without examples has a remark of its own."""
    expected = {name for example in subject.ruleset.examples for name in example.conditions}
    if subject.ruleset.examples:
        for condition, node in subject.conditions:
            if condition.id not in expected:
                yield from subject.remark(node, "no-example-of", found=condition.id)


def unread_values(subject: Subject) -> Iterator[Fault]:
    """Keys of `dossier_type` that every example says anew."""
    base, examples = subject.node("dossier_type"), subject.node("exemples")
    if base is None or not isinstance(base.value, dict):
        return
    if examples is None or not isinstance(examples.value, tuple) or not examples.value:
        yield from subject.remark(base, "unread-value", found="dossier_type")
        return
    dossiers = [
        dossier.value if dossier is not None and isinstance(dossier.value, dict) else {}
        for index in range(len(examples.value))
        for dossier in [subject.node("exemples", index, "dossier")]
    ]
    for key, node in base.value.items():
        if all(key in dossier for dossier in dossiers):
            yield from subject.remark(node, "unread-value", found=key)
