"""Hypothesis strategies to test with, for those who embed the library (they need `cnam-rules[testing]`).

* `dossiers` draws dossiers that hold together; its parts (`experiences`, `stages`, …) are there too;
* `rule_files` writes rule files, each with what it means; `split_files` writes one as several that extend
  each other;
* `written_tables` writes files that hold a decision table, each with what its rows accept;
* `programs`, `expressions`, `facts_for` and `refinements` draw what engines are given.

>>> from hypothesis import find
>>> find(dossiers(), lambda dossier: dossier.ue == ()).programme
'RNCP36625'
"""

from cnam_rules.testing.acquis import SITUATIONS, diplomes, failures, results, situations
from cnam_rules.testing.dossiers import (
    AS_OF,
    CODES,
    CONDITIONS,
    OTHER_CODES,
    STEPS,
    answers,
    births,
    days,
    derogations,
    dossiers,
    etapes,
    experience_lists,
    experiences,
    marks,
    quotites,
    rapports,
    spells,
    stages,
    texts,
    ue_lists,
    ues,
)
from cnam_rules.testing.extending import Split, split_files
from cnam_rules.testing.kernel import expressions, facts_for, intervals_near, programs, refinements
from cnam_rules.testing.rulesets import Written, rule_files
from cnam_rules.testing.tables import WrittenTable, written_tables
from cnam_rules.testing.titles import dossiers_of

__all__ = [
    "AS_OF",
    "CODES",
    "CONDITIONS",
    "OTHER_CODES",
    "SITUATIONS",
    "STEPS",
    "Split",
    "Written",
    "WrittenTable",
    "answers",
    "births",
    "days",
    "derogations",
    "diplomes",
    "dossiers",
    "dossiers_of",
    "etapes",
    "experience_lists",
    "experiences",
    "expressions",
    "facts_for",
    "failures",
    "intervals_near",
    "marks",
    "programs",
    "quotites",
    "rapports",
    "refinements",
    "results",
    "rule_files",
    "situations",
    "spells",
    "split_files",
    "stages",
    "texts",
    "ue_lists",
    "ues",
    "written_tables",
]
