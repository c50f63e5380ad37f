"""What a rule set finds, in its own words: the thesis may be defended, the request be sent, or not.

In a rule file::

    constat:
      oui: {fr: le mémoire peut être soutenu, en: the thesis may be defended}
      non: {fr: le mémoire ne peut pas être soutenu, en: the thesis may not be defended}
      indetermine: {fr: "on ne peut pas encore conclure", en: "it can't be told yet"}

A rule file without it speaks of the national jury, as the messages of the library do.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node
from cnam_rules.facts import Text
from cnam_rules.kernel import VerdictStatus
from cnam_rules.language.texts import text_pair

__all__ = ["CONSTAT_KEYS", "Constat", "read_constat"]

CONSTAT_KEYS: Final = ("oui", "non", "indetermine")
"""The keys of `constat`, all of them required."""


@frozen
class Constat:
    """The sentence that a verdict begins with, for each status it can have.

    Attributes:
        oui: every condition is met, without object, or waived.
        non: one is not met.
        indetermine: pieces are missing to tell.

    >>> thesis = Constat(Text("admis", "allowed"), Text("refusé", "refused"), Text("à voir", "open"))
    >>> thesis.of(VerdictStatus.NOT_ELIGIBLE).fr
    'refusé'
    """

    oui: Text
    non: Text
    indetermine: Text

    def of(self, status: VerdictStatus) -> Text:
        """The sentence for a verdict of that status."""
        match status:
            case VerdictStatus.ELIGIBLE:
                return self.oui
            case VerdictStatus.NOT_ELIGIBLE:
                return self.non
            case VerdictStatus.UNDETERMINED:
                return self.indetermine


def read_constat(decoder: Decoder, node: Node | None) -> Constat | None:
    """Read `constat`: all three sentences, in both languages; None when there is none.

    Args:
        decoder: collects the faults: a sentence that lacks, a language that lacks.
        node: the value of the key.
    """
    if node is None:
        return None
    entries = decoder.mapping(node, CONSTAT_KEYS, required=CONSTAT_KEYS)
    oui, non, indetermine = (
        text_pair(decoder, entries[key]) if key in entries else Text("", "") for key in CONSTAT_KEYS
    )
    return Constat(oui, non, indetermine)
