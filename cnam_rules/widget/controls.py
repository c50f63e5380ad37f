"""What can be moved: each thing that a person may suppose, its values, and how it is supposed.

A control knows nothing of pages: it is a name, a label, the values it takes and the step of `what_if` that it
stands for. The page draws whatever it is given, so a new control is written here alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, TypeAlias

from attrs import field, frozen

from cnam_rules.catalogue import packaged
from cnam_rules.dossier import Dossier, Experience, StatutUe
from cnam_rules.language import RuleSet
from cnam_rules.render.lines import tame
from cnam_rules.speech import Speech
from cnam_rules.whatif import WhatIf

__all__ = ["MOST_MONTHS", "MOST_STAGE", "Control", "Group", "Value", "groups"]

Value: TypeAlias = int | bool | str
"""What a control holds: months, whether it is so, or the name of one of its options."""

MOST_MONTHS: Final = 36
"""The most months of work that can be added, in the field or outside."""
MOST_STAGE: Final = 12
"""The most months of *stage* that can be added."""

_ANSWERS: Final = {"oui": True, "non": False, "inconnu": None}
_STEPS: Final = ("redige", "soutenu", "valide")


def _as_it_is(what: WhatIf, _: Any) -> WhatIf:
    """Months are supposed together, one thing after the other: see `moves.suppose`."""
    return what


@frozen
class Control:
    """One thing that can be supposed otherwise.

    Attributes:
        name: its name among the moves (`work-in`, `ue:FPG003`).
        kind: `months`, from 0 to `most`; `check`, yes or no; `choice`, one of `options`.
        label: what it is, for people.
        start: what the dossier says, with which nothing is supposed.
        most: the most months.
        options: the choices: their names, and what people read.
        suppose: the step that supposes a value.
    """

    name: str
    kind: Literal["months", "check", "choice"]
    label: str
    start: Value
    most: int = 0
    options: tuple[tuple[str, str], ...] = ()
    suppose: Callable[[WhatIf, Any], WhatIf] = field(default=_as_it_is, eq=False, repr=False)

    def takes(self, value: object) -> bool:
        """Whether it can hold a value.

        >>> stage = Control("stage", "months", "Stage", 0, most=12)
        >>> [stage.takes(value) for value in (0, 12, 13, True, "3")]
        [True, True, False, False, False]
        """
        if self.kind == "months":
            return type(value) is int and 0 <= value <= self.most
        if self.kind == "check":
            return type(value) is bool
        return type(value) is str and value in dict(self.options)

    def expected(self) -> str:
        """The values it can hold, for an error."""
        if self.kind == "months":
            return f"a whole number from 0 to {self.most}"
        return "true or false" if self.kind == "check" else ", ".join(dict(self.options))

    def data(self, speech: Speech) -> dict[str, Any]:
        """What the page needs to draw it, every word included."""
        data: dict[str, Any] = {"name": self.name, "kind": self.kind, "label": self.label}
        data["start"] = self.start
        if self.kind == "months":
            data["most"] = self.most
            data["said"] = [speech.say("widget.months", n=n) for n in range(self.most + 1)]
        data["options"] = [{"name": name, "label": label} for name, label in self.options]
        return data


@frozen
class Group:
    """Controls that belong together.

    Attributes:
        name: which group.
        title: its title.
        note: what to know before moving anything in it; empty when there is nothing to say.
        controls: the controls, in order; none where the dossier leaves a whole list unknown.
        open: whether it is open at first.
    """

    name: str
    title: str
    note: str
    controls: tuple[Control, ...]
    open: bool = True

    def data(self, speech: Speech) -> dict[str, Any]:
        """What the page needs to draw it."""
        controls = [control.data(speech) for control in self.controls]
        return {"title": self.title, "note": self.note, "open": self.open, "controls": controls}


def groups(what: WhatIf, speech: Speech) -> tuple[Group, ...]:
    """All that can be supposed of a dossier, group by group; a group with nothing to say isn't there.

    Args:
        what: the dossier, of which nothing is supposed yet.
        speech: the language.
    """
    rules = _rules(what)
    found = (
        _time(what.dossier, speech),
        _jobs(what.dossier, speech),
        _units(what.dossier, rules, speech),
        _report(what.dossier, rules, speech),
        _readings(what, rules, speech),
    )
    return tuple(group for group in found if group.controls or group.note)


def _rules(what: WhatIf) -> RuleSet:
    if isinstance(what.ruleset, RuleSet):
        return what.ruleset
    used = what.official.ruleset
    return packaged().ruleset(f"{used.id}@{used.version}")


def _time(dossier: Dossier, speech: Speech) -> Group:
    """Months that would be worked from the day after the decision on."""
    lists = {"work-in": "experiences", "work-out": "experiences", "stage": "stages"}
    unknown = [name for name in ("experiences", "stages") if getattr(dossier, name) is None]
    controls = [
        Control(
            name,
            "months",
            speech.say(f"widget.{name}"),
            0,
            most=MOST_STAGE if name == "stage" else MOST_MONTHS,
        )
        for name, held in lists.items()
        if held not in unknown
    ]
    notes = [speech.say("widget.time-note")] if controls else []
    notes += [speech.say(f"widget.unknown-{name}") for name in unknown]
    return Group("time", speech.say("widget.time"), " ".join(notes), tuple(controls))


def _jobs(dossier: Dossier, speech: Speech) -> Group:
    """Whether each job of the dossier lies in the field."""
    options = tuple((word, speech.say(f"answers.{word}")) for word in _ANSWERS)
    words = {answer: word for word, answer in _ANSWERS.items()}
    controls = [
        Control(
            f"champ:{index}",
            "choice",
            _job_said(job, speech),
            words[job.dans_le_champ],
            options=options,
            suppose=_in_field(index),
        )
        for index, job in enumerate(dossier.experiences or ())
    ]
    return Group("jobs", speech.say("widget.jobs"), "", tuple(controls))


def _job_said(job: Experience, speech: Speech) -> str:
    name = job.intitule if job.employeur is None else f"{job.intitule}, {job.employeur}"
    return tame(speech.say("widget.job", name=name, debut=job.debut))


def _in_field(index: int) -> Callable[[WhatIf, str], WhatIf]:
    path = f"$.experiences[{index}].dans_le_champ"
    return lambda what, word: what.answering(path, _ANSWERS[word])


def _units(dossier: Dossier, rules: RuleSet, speech: Speech) -> Group:
    """Whether each UE of the programme is acquired."""
    title = speech.say("widget.units")
    if dossier.ue is None:
        return Group("units", title, speech.say("widget.unknown-units"), ())
    held = {ue.code for ue in dossier.ue if ue.statut is StatutUe.VALIDEE and not ue.hors_programme}
    controls = [
        Control(
            f"ue:{unit.code}",
            "check",
            tame(speech.say("widget.unit", code=unit.code, title=unit.intitule)),
            unit.code in held,
            suppose=_acquired(unit.code),
        )
        for unit in rules.fiche.unites
    ]
    return Group("units", title, "", tuple(controls), open=False)


def _acquired(code: str) -> Callable[[WhatIf, bool], WhatIf]:
    return lambda what, acquired: what.with_ue(code) if acquired else what.without_ue(code)


def _report(dossier: Dossier, rules: RuleSet, speech: Speech) -> Group:
    """How far the report is; only where the rules or the dossier speak of one."""
    title = speech.say("widget.report")
    asked = any(measure.kind.KEY == "rapport" for measure in rules.measures.values())
    if not asked and dossier.rapport is None:
        return Group("report", title, "", ())
    names = ("dossier", "rien", *_STEPS)
    options = tuple((name, speech.say(f"widget.report-{name}")) for name in names)
    control = Control(
        "report", "choice", speech.say("widget.report-label"), names[0], options=options, suppose=_reported
    )
    return Group("report", title, "", (control,))


def _reported(what: WhatIf, last: str) -> WhatIf:
    """The steps up to the last one that would be taken, and none after it."""
    taken = _STEPS.index(last) + 1 if last in _STEPS else 0
    redige, soutenu, valide = (place < taken for place in range(len(_STEPS)))
    return what.with_report(redige=redige, soutenu=soutenu, valide=valide)


def _readings(what: WhatIf, rules: RuleSet, speech: Speech) -> Group:
    """How the text is understood, where it can be in more than one way."""
    controls = [
        Control(
            f"lecture:{used.name}",
            "choice",
            tame(reading.question.said(speech.lang)),
            used.choice,
            options=tuple((choice.name, tame(choice.libelle.said(speech.lang))) for choice in reading.choix),
            suppose=_read_as(used.name),
        )
        for used in what.official.readings
        for reading in (rules.readings[used.name],)
    ]
    return Group("readings", speech.say("widget.readings"), "", tuple(controls), open=False)


def _read_as(name: str) -> Callable[[WhatIf, str], WhatIf]:
    return lambda what, choice: what.under({name: choice})
