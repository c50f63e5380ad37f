"""Hypothesis strategies for the dossiers of a given rule set: its units, words, steps and decisions."""

from __future__ import annotations

from datetime import date

from attrs import evolve
from hypothesis import strategies as st

from cnam_rules.dossier import Dossier, Etape
from cnam_rules.language import RuleSet
from cnam_rules.testing.dossiers import AS_OF, OTHER_CODES, days, dossiers

__all__ = ["dossiers_of"]


@st.composite
def dossiers_of(draw: st.DrawFn, ruleset: RuleSet, as_of: date = AS_OF) -> Dossier:
    """A dossier that a rule set can decide.

    Args:
        draw: given by hypothesis.
        ruleset: the rule set.
        as_of: the day of the decision: no experience, stage or entry begins after it.

    >>> from hypothesis import find
    >>> from cnam_rules import ruleset
    >>> find(dossiers_of(ruleset("titre-casp/jury")), lambda dossier: dossier.ue is not None).programme
    'RNCP36625'
    """
    codes = ruleset.fiche.codes
    decided = {
        name: [
            value.unit.written(end) for end in sorted({value.bas, (value.bas + value.haut) // 2, value.haut})
        ]
        for name, value in ruleset.decisions.items()
    }
    dossier = draw(
        dossiers(
            codes,
            as_of,
            programme=ruleset.programme,
            others=[code for code in OTHER_CODES if code not in codes],
            conditions=[condition.id for condition in ruleset.conditions],
            words={name: [word for word, _ in known.words] for name, known in ruleset.situations.items()},
            decisions=decided,
        )
    )
    step: st.SearchStrategy[Etape] = st.sampled_from((True, False, None)) | days(as_of)
    return evolve(dossier, etapes={name: draw(step) for name in sorted(ruleset.steps())})
