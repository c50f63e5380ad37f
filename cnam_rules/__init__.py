"""Decides whether a candidate's file (dossier) may go before the Cnam's national jury, and explains why.

>>> import cnam_rules
>>> from datetime import date
>>> dossier = cnam_rules.loads("{dossier: D-1, programme: RNCP36625, ue: [], stages: []}")
>>> verdict = cnam_rules.decide(dossier, as_of=date(2025, 11, 3))
>>> verdict.status
<VerdictStatus.NOT_ELIGIBLE: 'not_eligible'>

Names are imported when they are first used, so importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnam_rules.catalogue import read_ruleset
    from cnam_rules.dossier import dump
    from cnam_rules.dossier.acquis import Cecrl, Diplome, ResultatDeTest, Situation
    from cnam_rules.dossier.model import (
        EN_COURS,
        Derogation,
        Dossier,
        Experience,
        Obtention,
        Rapport,
        Stage,
        StatutActivite,
        StatutUe,
        Ue,
    )
    from cnam_rules.engines import EngineFailed, EngineUnavailable, ProgramTooLarge
    from cnam_rules.export import export_rules, facts_document
    from cnam_rules.facade import advise, decide, load, loads, ruleset, rulesets
    from cnam_rules.faults import (
        ChartsUnavailable,
        CnamRulesError,
        CohortError,
        DossierError,
        EnginesDisagree,
        Fault,
        InputError,
        PdfUnavailable,
        ProverUnavailable,
        QuestionError,
        ReceiptError,
        RuleSetError,
        SqlUnavailable,
        VerdictError,
        WidgetUnavailable,
    )
    from cnam_rules.kernel import Answer, Status, VerdictStatus
    from cnam_rules.language import RuleSet
    from cnam_rules.plans import Plan, plan
    from cnam_rules.programmes import Programme, programme, read_programme
    from cnam_rules.receipts import Receipt, Verification, read_receipt, receipt, verify
    from cnam_rules.screening import Screening, screen
    from cnam_rules.tables import TableAnswer
    from cnam_rules.verdict import Verdict
    from cnam_rules.verdict.cohort import Cohort
    from cnam_rules.verdict.difference import Difference, difference
    from cnam_rules.verdict.hypothesis import HypotheticalVerdict
    from cnam_rules.verdict.notice import Notice, notice
    from cnam_rules.verdict.stored import from_json
    from cnam_rules.whatif import WhatIf, what_if

_HOMES = {
    "cnam_rules.catalogue": ("read_ruleset",),
    "cnam_rules.dossier": ("dump",),
    "cnam_rules.dossier.acquis": ("Cecrl", "Diplome", "ResultatDeTest", "Situation"),
    "cnam_rules.dossier.model": (
        "EN_COURS",
        "Derogation",
        "Dossier",
        "Experience",
        "Obtention",
        "Rapport",
        "Stage",
        "StatutActivite",
        "StatutUe",
        "Ue",
    ),
    "cnam_rules.engines": ("EngineFailed", "EngineUnavailable", "ProgramTooLarge"),
    "cnam_rules.export": ("export_rules", "facts_document"),
    "cnam_rules.facade": ("advise", "decide", "load", "loads", "ruleset", "rulesets"),
    "cnam_rules.faults": (
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
    ),
    "cnam_rules.kernel": ("Answer", "Status", "VerdictStatus"),
    "cnam_rules.language": ("RuleSet",),
    "cnam_rules.plans": ("Plan", "plan"),
    "cnam_rules.programmes": ("Programme", "programme", "read_programme"),
    "cnam_rules.receipts": ("Receipt", "Verification", "read_receipt", "receipt", "verify"),
    "cnam_rules.screening": ("Screening", "screen"),
    "cnam_rules.tables": ("TableAnswer",),
    "cnam_rules.verdict": ("Verdict",),
    "cnam_rules.verdict.cohort": ("Cohort",),
    "cnam_rules.verdict.difference": ("Difference", "difference"),
    "cnam_rules.verdict.hypothesis": ("HypotheticalVerdict",),
    "cnam_rules.verdict.notice": ("Notice", "notice"),
    "cnam_rules.verdict.stored": ("from_json",),
    "cnam_rules.whatif": ("WhatIf", "what_if"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "EN_COURS",
    "Answer",
    "Cecrl",
    "ChartsUnavailable",
    "CnamRulesError",
    "Cohort",
    "CohortError",
    "Derogation",
    "Difference",
    "Diplome",
    "Dossier",
    "DossierError",
    "EngineFailed",
    "EngineUnavailable",
    "EnginesDisagree",
    "Experience",
    "Fault",
    "HypotheticalVerdict",
    "InputError",
    "Notice",
    "Obtention",
    "PdfUnavailable",
    "Plan",
    "ProgramTooLarge",
    "Programme",
    "ProverUnavailable",
    "QuestionError",
    "Rapport",
    "Receipt",
    "ReceiptError",
    "ResultatDeTest",
    "RuleSet",
    "RuleSetError",
    "Screening",
    "Situation",
    "SqlUnavailable",
    "Stage",
    "Status",
    "StatutActivite",
    "StatutUe",
    "TableAnswer",
    "Ue",
    "Verdict",
    "VerdictError",
    "VerdictStatus",
    "Verification",
    "WhatIf",
    "WidgetUnavailable",
    "advise",
    "decide",
    "difference",
    "dump",
    "export_rules",
    "facts_document",
    "from_json",
    "load",
    "loads",
    "notice",
    "plan",
    "programme",
    "read_programme",
    "read_receipt",
    "read_ruleset",
    "receipt",
    "ruleset",
    "rulesets",
    "screen",
    "verify",
    "what_if",
]


def __getattr__(name: str) -> Any:  # whatever the name stands for
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
