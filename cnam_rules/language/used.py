"""What rules say of themselves in a verdict: plain data that outlives them."""

from __future__ import annotations

from attrs import frozen

from cnam_rules.facts import Text
from cnam_rules.language.constat import Constat

__all__ = ["MeasureUsed", "Origin", "ReadingUsed", "RuleSetExtended", "RuleSetUsed"]


@frozen
class Origin:
    """Where a part of a condition is written, when that is not where the condition itself is.

    Attributes:
        key: the part: `libelle`, `source`, `si` or `exige`.
        file: the rule file, relative to the folder of rules.
        line: its line in that file, from 1.
    """

    key: str
    file: str
    line: int


@frozen
class RuleSetExtended:
    """A rule set or a model that another extends (`etend`).

    Attributes:
        id: its name for itself.
        version: its version.
        file: its file, relative to the folder of rules.
        source: the text it writes down; empty when it says none.
    """

    id: str
    version: str
    file: str
    source: str


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
        etend: what it extends, nearest first; none for a file that stands alone.
        constat: what it finds, in its own words; None for the library's, which speak of the national jury.
        reconstitution: what is reconstructed from public pages and what is left unknown; None when the rules
            are not a reconstruction.
    """

    id: str
    version: str
    sha256: str
    file: str
    intitule: Text
    source: str
    etend: tuple[RuleSetExtended, ...] = ()
    constat: Constat | None = None
    reconstitution: Text | None = None


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
