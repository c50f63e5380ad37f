"""titre-casp/jury in OpenFisca-core: the conditions and the verdict, from facts counted in polars.

What is asked of OpenFisca is what it is for: variables of an entity, here the dossier, each worked out for
every dossier at once, on a day. Whether a condition is met, what follows for the report, waivers and the
verdict are formulas, three-valued by an enumeration.

What it has no words for is worked out before, by `by_hand_polars.facts`, and takes nearly all of the time: it
reads no file, and has no union of days, and no month that begins on the day of a spell. UE could be rows of a
group entity, one pass for each of the 12 codes; they are counted before too, as for the other engine. It is
given how many of the 12 UE a dossier has and may have, whether spells make the months asked for or may, which
steps of the report are done, which lists are known, and which waivers hold on that day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np
import polars as pl
from openfisca_core.entities import Entity
from openfisca_core.model_api import DAY, Enum, Variable, not_, select
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from bench.peers.by_hand_polars import (
    CODES,
    CONDITIONS,
    COUNTED,
    DISPENSED,
    KNOWN,
    REACHED,
    STEPS,
    facts,
)

Flags = Any
"""An array of numpy, of booleans; numpy stands with OpenFisca, not where types are checked."""
Members = Any
"""An array of numpy, of numbers of members of an enumeration."""
Formula = Callable[[Any, Any], Members]

DOSSIER: Final = Entity("dossier", "dossiers", "A candidate's dossier", "")
# In the order of what polars makes of false, true and null.
ANSWER: Final = Enum("Answer", ["no", "yes", "unknown"])
STATUS: Final = Enum("Status", ["met", "unmet", "unknown", "waived", "not_applicable"])
VERDICT: Final = Enum("Verdict", ["eligible", "not_eligible", "undetermined"])


def statuses(folder: Path, as_of: date, to: Path) -> float:
    """Decide every dossier of a folder of Parquet tables, and write one row for each.

    Returns:
        The seconds that the engine took, from what was counted to statuses.
    """
    counted = facts(folder, as_of).collect()
    start = perf_counter()
    told = decided(counted, as_of)
    spent = perf_counter() - start
    told.write_parquet(to)
    return spent


def decided(counted: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The part of OpenFisca: from what is counted of each dossier to its verdict and statuses."""
    rules = system()
    builder = SimulationBuilder()
    builder.create_entities(rules)
    builder.declare_person_entity(DOSSIER.key, range(counted.height))
    simulation = builder.build(rules)
    day = as_of.isoformat()
    steps = pl.col(*STEPS).cast(pl.Int8).fill_null(ANSWER["unknown"].index)
    for column in counted.drop("dossier").with_columns(steps):
        simulation.set_input(column.name, day, column.to_numpy())
    told = {
        name: pl.Series(list(members.names)).gather(simulation.calculate(name, day).view(np.ndarray))
        for name, members in (("verdict", VERDICT), *((condition, STATUS) for condition in CONDITIONS))
    }
    return pl.DataFrame({"dossier": counted["dossier"], **told})


def system() -> Any:
    """The rules: what is given of a dossier, the answers, the statuses and the verdict."""
    rules = TaxBenefitSystem([DOSSIER])
    for name in (*KNOWN, *REACHED, *DISPENSED):
        rules.add_variable(variable(name, bool))
    for name in COUNTED:
        rules.add_variable(variable(name, int))
    for name in STEPS:
        rules.add_variable(variable(name, Enum, ANSWER))
    answers = {
        "ue_acquises": acquired,
        "experience_suffit": lasting("fait", "peut", "experiences_connues"),
        "champ_suffit": lasting("champ_fait", "champ_peut", "experiences_connues"),
        "stage_suffit": lasting("stage_fait", "stage_peut", "stages_connus"),
        "rapport_valide": report,
    }
    for name, formula in answers.items():
        rules.add_variable(variable(name, Enum, ANSWER, formula))
    standing = {
        "ue": status("ue_acquises", "dispense_ue"),
        "experience": status("experience_suffit", "dispense_experience"),
        "stage": stage,
        "rapport": status("rapport_valide", "dispense_rapport"),
    }
    for name, formula in standing.items():
        rules.add_variable(variable(name, Enum, STATUS, formula))
    rules.add_variable(variable("verdict", Enum, VERDICT, verdict))
    return rules


def variable(name: str, kind: Any, members: Any = None, formula: Formula | None = None) -> Any:
    """A variable of dossiers on a day: the class that OpenFisca asks for, whose name is the variable's.

    An enumeration must have a default, which is never taken: each value is given or worked out.
    """
    attributes: dict[str, Any] = {"value_type": kind, "entity": DOSSIER, "definition_period": DAY}
    if members is not None:
        attributes |= {"possible_values": members, "default_value": list(members)[-1]}
    if formula is not None:
        attributes["formula"] = formula
    return type(name, (Variable,), attributes)


def chosen(cases: Sequence[tuple[Flags, Any]], otherwise: Any) -> Members:
    """The member of the first case that holds, by its number, which is what OpenFisca encodes fastest."""
    flags, members = zip(*cases, strict=True)
    found: Members = select(flags, [np.int8(member.index) for member in members], np.int8(otherwise.index))
    return found


def acquired(dossier: Any, period: Any) -> Members:
    """Whether every UE is acquired."""
    possible = (dossier("possibles", period) == len(CODES)) | not_(dossier("ue_connues", period))
    return chosen(
        [(dossier("acquises", period) == len(CODES), ANSWER.yes), (possible, ANSWER.unknown)], ANSWER.no
    )


def lasting(done: str, possible: str, known: str) -> Formula:
    """Whether spells last long enough: unknown when they may, or when not all of them are known."""

    def formula(dossier: Any, period: Any) -> Members:
        may = dossier(possible, period) | not_(dossier(known, period))
        return chosen([(dossier(done, period), ANSWER.yes), (may, ANSWER.unknown)], ANSWER.no)

    return formula


def report(dossier: Any, period: Any) -> Members:
    """Whether the report is written, defended and validated: what is validated was written and defended."""
    missed = np.any([dossier(step, period) == ANSWER.no for step in STEPS], axis=0)
    return chosen(
        [(missed, ANSWER.no), (dossier(STEPS[-1], period) == ANSWER.yes, ANSWER.yes)], ANSWER.unknown
    )


def status(answer: str, waiver: str) -> Formula:
    """The status of a condition that always applies."""

    def formula(dossier: Any, period: Any) -> Members:
        answered = dossier(answer, period)
        return chosen(
            [
                (dossier(waiver, period), STATUS.waived),
                (answered == ANSWER.yes, STATUS.met),
                (answered == ANSWER.no, STATUS.unmet),
            ],
            STATUS.unknown,
        )

    return formula


def stage(dossier: Any, period: Any) -> Members:
    """The status of the stage, which isn't asked of those who have experience in the field."""
    in_field, done = dossier("champ_suffit", period), dossier("stage_suffit", period)
    return chosen(
        [
            (dossier("dispense_stage", period), STATUS.waived),
            (in_field == ANSWER.yes, STATUS.not_applicable),
            (done == ANSWER.yes, STATUS.met),
            ((in_field == ANSWER.no) & (done == ANSWER.no), STATUS.unmet),
        ],
        STATUS.unknown,
    )


def verdict(dossier: Any, period: Any) -> Members:
    """Not eligible when a condition is unmet; undetermined when one is unknown; else eligible."""
    standing = [dossier(name, period) for name in CONDITIONS]
    unmet, unknown = (
        np.any([each == member for each in standing], axis=0) for member in (STATUS.unmet, STATUS.unknown)
    )
    return chosen([(unmet, VERDICT.not_eligible), (unknown, VERDICT.undetermined)], VERDICT.eligible)
