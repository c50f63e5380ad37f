"""The dispensations that hold on a day, and what a reader should know of a dossier besides its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cnam_rules.decoding import suggest
from cnam_rules.dossier import Derogation, Dossier
from cnam_rules.faults import DossierError, Fault
from cnam_rules.language import RuleSet
from cnam_rules.language.situations import situation_faults, unread_situations
from cnam_rules.verdict.model import Remark

__all__ = ["remarks_on", "waivers_on"]


def waivers_on(dossier: Dossier, as_of: date, ruleset: RuleSet) -> dict[str, Derogation]:
    """The dispensations that hold on a day, by condition; of several, the earliest.

    Raises:
        DossierError: one dispenses from a condition that the rule set doesn't have, or the candidate's
            situation is said in a word that it doesn't have.
    """
    if not dossier.derogations and not dossier.situation:
        return {}
    known = [condition.id for condition in ruleset.conditions]
    faults = situation_faults(dossier, ruleset.situations)
    waivers: dict[str, Derogation] = {}
    for index, waiver in enumerate(dossier.derogations):
        if waiver.condition not in known:
            args = {"found": waiver.condition, "expected": ", ".join(known)}
            path = f"$.derogations[{index}].condition"
            faults.append(Fault(path, "unknown-condition", args, suggest(waiver.condition, known)))
        elif waiver.holds_on(as_of):
            earlier = waivers.get(waiver.condition)
            if earlier is None or waiver.date < earlier.date:
                waivers[waiver.condition] = waiver
    if faults:
        raise DossierError(faults)
    return waivers


def _unread_steps(dossier: Dossier, ruleset: RuleSet) -> list[Remark]:
    """The steps that no rule reads, perhaps for being misspelt.

    Nobody declares the names of steps, so none is a fault; and one that is misspelt settles nothing, since
    the step that was meant is unknown then.
    """
    if not dossier.etapes:
        return []
    read = ruleset.steps()
    given = {name for name, _ in dossier.etapes}
    found = []
    for name in sorted(given - read):
        near = suggest(name, sorted(read - given))
        args = (("name", name),) if near is None else (("name", name), ("suggestion", near))
        found.append(Remark(f"$.etapes.{name}", "step-unread" if near is None else "step-misspelt", args))
    return found


def _expired(path: str, waiver: Derogation, last: date, ruleset: RuleSet) -> Remark:
    """A dispensation that no longer holds: from what, by whom, since when and until when."""
    (label,) = [each.libelle for each in ruleset.conditions if each.id == waiver.condition]
    args = {"authority": waiver.autorite, "date": waiver.date.isoformat(), "until": last.isoformat()}
    args |= {"condition_fr": label.fr, "condition_en": label.en}
    return Remark(path, "waiver-expired", tuple(args.items()))


def remarks_on(
    dossier: Dossier, as_of: date, ruleset: RuleSet, waivers: Mapping[str, Derogation]
) -> tuple[Remark, ...]:
    """What changes no status and should be known: codes read otherwise than typed, what is out of date."""
    found = []
    for index, ue in enumerate(dossier.ue or ()):
        if ue.saisie is not None:
            args = (("typed", ue.saisie), ("code", ue.code))
            found.append(Remark(f"$.ue[{index}].code", "code-normalised", args))
    for index, waiver in enumerate(dossier.derogations):
        args = (("authority", waiver.autorite), ("date", waiver.date.isoformat()))
        if waiver.date > as_of:
            found.append(Remark(f"$.derogations[{index}].date", "waiver-to-come", args))
        elif waiver.jusqu_au is not None and waiver.jusqu_au < as_of:
            found.append(_expired(f"$.derogations[{index}].jusqu_au", waiver, waiver.jusqu_au, ruleset))
        elif waivers[waiver.condition] is not waiver:
            found.append(Remark(f"$.derogations[{index}]", "waiver-again", args))
    found += _unread_steps(dossier, ruleset)
    if dossier.situation:
        found += [Remark(*unread) for unread in unread_situations(dossier, ruleset.situations)]
    for index, decision in enumerate(dossier.decisions):
        args = (("authority", decision.autorite), ("date", decision.date.isoformat()))
        if decision.date > as_of:
            found.append(Remark(f"$.decisions[{index}].date", "decision-to-come", args))
        elif any(
            other.objet == decision.objet and decision.date < other.date <= as_of
            for other in dossier.decisions
        ):
            found.append(Remark(f"$.decisions[{index}]", "decision-replaced", args))
    entered = dossier.entree_en_formation
    if entered is not None and not ruleset.in_force.on(entered):
        found.append(Remark("$.entree_en_formation", "rules-not-in-force", (("date", entered.isoformat()),)))
    return tuple(found)
