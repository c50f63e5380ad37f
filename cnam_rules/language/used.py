"""What rules say of themselves in a verdict: plain data that outlives them."""

from __future__ import annotations

from attrs import frozen

from cnam_rules.facts import Text

__all__ = ["MeasureUsed", "ReadingUsed", "RuleSetUsed"]


@frozen
class RuleSetUsed:
    """The rule set that was applied.

    Attributes:
        id: its name for itself.
        version: its version.
        sha256: the hash of its canonical form, the programme's data included.
        file: its file, relative to the folder of rules.
        intitule: what it decides.
        source: the text it encodes.
    """

    id: str
    version: str
    sha256: str
    file: str
    intitule: Text
    source: str


@frozen
class ReadingUsed:
    """A reading of the text that was applied.

    Attributes:
        name: the reading's name.
        choice: the choice that was applied.
        retained: whether it is the one that the rule set retains.
        question: what the text leaves open.
        libelle: the answer that the choice gives.
        raison: why the rule set retains its choice.
    """

    name: str
    choice: str
    retained: bool
    question: Text
    libelle: Text
    raison: Text


@frozen
class MeasureUsed:
    """A measure's name for people.

    Attributes:
        name: its name in the rule set.
        libelle: what it is.
    """

    name: str
    libelle: Text
