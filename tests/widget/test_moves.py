"""What is moved is what `what_if` supposes, as remedies do; what can't be moved is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cnam_rules import Status, VerdictStatus, advise, load, rulesets, what_if
from cnam_rules.advice.remedies import Remedy
from cnam_rules.dossier import Dossier, Rapport, Ue
from cnam_rules.dossier.changes import Worked
from cnam_rules.speech import Speech
from cnam_rules.whatif import WhatIf
from cnam_rules.widget.controls import MOST_MONTHS, Control, groups
from cnam_rules.widget.moves import checked, suppose
from tests.cli.support import example
from tests.render.pages import DAY, EXAMPLES

FRENCH = Speech()


def begun(name: str) -> WhatIf:
    return what_if(load(example(name)), as_of=DAY)


def controls_of(what: WhatIf) -> list[Control]:
    return [control for group in groups(what, FRENCH) for control in group.controls]


def moved(what: WhatIf, **moves: Any) -> WhatIf:
    found = controls_of(what)
    named = {name.replace("_", "-") if "work" in name else name: value for name, value in moves.items()}
    return suppose(what, found, checked(found, named), FRENCH)


# What can be moved.


def test_what_can_be_moved_of_a_whole_dossier() -> None:
    found = {group.name: group for group in groups(begun("experience-mixte"), FRENCH)}
    assert list(found) == ["time", "jobs", "units", "report", "readings"]
    assert [control.name for control in found["time"].controls] == ["work-in", "work-out", "stage"]
    assert [(control.name, control.start) for control in found["jobs"].controls] == [
        ("champ:0", "non"),
        ("champ:1", "oui"),
    ]
    units = {control.name: control.start for control in found["units"].controls}
    assert units["ue:FPG003"] is True
    assert units["ue:UASO03"] is False
    assert "lecture:experience-mixte" in [control.name for control in found["readings"].controls]


def test_what_is_unknown_as_a_whole_is_said_and_not_moved() -> None:
    found = {group.name: group for group in groups(what_if(Dossier("D-1", "RNCP36625"), as_of=DAY), FRENCH)}
    assert (found["time"].controls, found["units"].controls) == ((), ())
    assert "quels emplois" in found["time"].note
    assert "quels stages" in found["time"].note
    assert "quelles UE" in found["units"].note
    assert "jobs" not in found


def test_a_report_is_moved_only_where_somebody_speaks_of_one() -> None:
    silent = next(
        each
        for each in rulesets()
        if all(measure.kind.KEY != "rapport" for measure in each.measures.values())
    )
    for report, there in ((None, False), (Rapport(redige=True), True)):
        what = what_if(Dossier("D-1", silent.programme, rapport=report), as_of=DAY, ruleset=silent)
        assert ("report" in {group.name for group in groups(what, FRENCH)}) is there


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_can_be_moved_to_every_value(name: str) -> None:
    what = begun(name)
    for control in controls_of(what):
        of_kind: dict[str, list[Any]] = {
            "months": [1, control.most],
            "check": [not control.start],
            "choice": [option for option, _ in control.options],
        }
        for value in of_kind[control.kind]:
            after = moved(what, **{control.name: value})
            assert bool(after.hypothesis) is (value != control.start), (control.name, value)
            assert after.verdict.status in VerdictStatus
            assert after.official is what.official


# What comes of it.


def whole_months(remedy: Remedy) -> dict[str, int] | None:
    """The moves that a remedy amounts to, when it asks for whole months of one thing alone."""
    (step, *others) = remedy.steps
    if others or not isinstance(step.change, Worked) or step.amount is None or step.amount % 31:
        return None
    names = {("experiences", True): "work-in", ("experiences", False): "work-out"}
    return {names.get((step.change.what, step.change.dans_le_champ), "stage"): step.amount // 31}


@pytest.mark.parametrize("name", EXAMPLES)
def test_months_do_what_remedies_promise_and_one_month_less_does_not(name: str) -> None:
    what = begun(name)
    for remedy in advise(what.dossier, as_of=DAY).remedies.found:
        if (moves := whole_months(remedy)) is None:
            continue
        enough = moved(what, **moves)
        assert (enough.verdict.status, enough.as_of) == (VerdictStatus.ELIGIBLE, remedy.day)
        ((only, months),) = moves.items()
        assert moved(what, **{only: months - 1}).verdict.status is not VerdictStatus.ELIGIBLE


def test_some_example_has_such_a_remedy() -> None:
    found = advise(load(example("experience-mixte")), as_of=DAY).remedies.found
    assert [whole_months(remedy) for remedy in found] == [{"stage": 3}, {"work-in": 8}]


def test_what_is_added_stands_alone_one_thing_after_the_other() -> None:
    after = moved(begun("emploi-en-cours"), **{"stage": 2, "work-in": 1})
    assert [each.code for each in after.hypothesis] == ["stopping", "with-experience", "with-stage", "on"]
    job, stage = (after.dossier.experiences or ())[-1], (after.dossier.stages or ())[-1]
    assert (job.debut, job.fin) == (date(2025, 11, 4), date(2025, 12, 3))
    assert (stage.debut, stage.fin, after.as_of) == (date(2025, 12, 4), date(2026, 2, 3), date(2026, 2, 3))
    assert job.intitule == "emploi supposé, dans le champ"
    assert stage.organisme == "stage supposé"


def test_units_report_field_and_readings_are_supposed_as_what_if_does() -> None:
    what = begun("experience-mixte")
    assert moved(what, **{"ue:FPG003": False}).verdict.condition("ue").status is Status.UNMET
    assert moved(what, **{"champ:0": "oui"}).verdict.status is VerdictStatus.ELIGIBLE
    assert moved(what, **{"champ:1": "inconnu"}).verdict.condition("stage").status is Status.UNMET
    assert moved(what, report="soutenu").verdict.condition("rapport").status is Status.UNMET
    assert moved(what, report="rien").dossier.rapport != what.dossier.rapport
    chosen = moved(what, **{"lecture:experience-mixte": "champ-partiel"})
    assert chosen.verdict.status is VerdictStatus.ELIGIBLE


def test_a_unit_that_is_not_validated_can_be_acquired() -> None:
    what = begun("ue-manquante")
    assert moved(what, **{"ue:AST005": True}).verdict.status is VerdictStatus.ELIGIBLE
    foreign = what_if(Dossier("D-1", "RNCP36625", ue=(Ue("XYZ001", hors_programme=True),)), as_of=DAY)
    assert not any(control.start for control in controls_of(foreign) if control.kind == "check")


# What is refused.


@pytest.mark.parametrize(
    ("moves", "told"),
    [
        ([], "a mapping of names to values, not list"),
        ({"work": 1}, "'work' can't be moved; what can: work-in, work-out, stage"),
        ({"work-in": -1}, f"work-in is -1, and a whole number from 0 to {MOST_MONTHS} is expected"),
        ({"work-in": MOST_MONTHS + 1}, "whole number"),
        ({"work-in": True}, "whole number"),
        ({"work-in": 1.5}, "whole number"),
        ({"work-in": None}, "whole number"),
        ({"ue:FPG003": 0}, "true or false"),
        ({"champ:0": True}, "oui, non, inconnu"),
        ({"champ:0": "peut-être"}, "oui, non, inconnu"),
        ({"champ:7": "oui"}, "can't be moved"),
        ({1: 1}, "can't be moved"),
        ({"x" * 1_000: 1}, "can't be moved"),
    ],
)
def test_what_no_control_takes_is_refused_with_what_is_expected(moves: object, told: str) -> None:
    with pytest.raises(ValueError, match="moves") as caught:
        checked(controls_of(begun("experience-mixte")), moves)
    assert told in str(caught.value)
    assert len(str(caught.value)) < 1_500


def test_what_is_as_in_the_dossier_is_no_move() -> None:
    found = controls_of(begun("experience-mixte"))
    assert checked(found, {"work-in": 0, "ue:FPG003": True, "champ:0": "oui"}) == {"champ:0": "oui"}


def test_the_layers_below_do_not_know_the_page() -> None:
    folder = Path(__file__).parent.parent.parent / "cnam_rules" / "widget"
    for name in ("controls", "moves", "page"):
        assert "anywidget" not in (folder / f"{name}.py").read_text(encoding="utf-8")
