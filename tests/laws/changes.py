"""Changes to a dossier: those that only tell what was unknown, and those that only add to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from attrs import evolve
from hypothesis import assume, reject
from hypothesis import strategies as st

from cnam_rules.dossier import (
    EN_COURS,
    Cecrl,
    Diplome,
    Dossier,
    Experience,
    Obtention,
    Rapport,
    ResultatDeTest,
    Stage,
    StatutActivite,
    StatutUe,
    Ue,
    check,
)
from cnam_rules.testing import (
    AS_OF,
    CODES,
    SITUATIONS,
    STEPS,
    births,
    days,
    diplomes,
    dossiers,
    experience_lists,
    experiences,
    failures,
    marks,
    quotites,
    rapports,
    results,
    stages,
    texts,
    ue_lists,
)

YES_NO = st.booleans()


@st.composite
def told_more(draw: st.DrawFn, dossier: Dossier, *, often: int = 2) -> Dossier:
    """The same dossier with some of what was unknown filled in: one unknown in `often`, or so."""

    def told(value: Any, answers: st.SearchStrategy[Any]) -> Any:
        return draw(answers) if value is None and draw(st.integers(1, often)) == 1 else value

    seen: dict[Ue, Ue] = {}

    def ue(entry: Ue) -> Ue:
        if entry not in seen:  # a UE that stands twice is told the same twice, or it would contradict itself
            known = None if entry.statut is StatutUe.INCONNU else entry.statut
            statut = told(known, st.sampled_from([s for s in StatutUe if s is not StatutUe.INCONNU]))
            obtention = told(entry.obtention, st.sampled_from(Obtention))
            day = told(entry.date, days())  # a UE of which no day is told was obtained by the decision's
            after = evolve(
                entry,
                statut=statut or StatutUe.INCONNU,
                obtention=obtention,
                date=day,
                echec=told(entry.echec, failures(AS_OF)),
            )
            if entry.echec is True:  # failed on a day unknown: the day may be told
                after = evolve(after, echec=draw(st.just(True) | days()))
            may_be_marked = after.statut is not StatutUe.EN_COURS and obtention in (None, Obtention.EXAMEN)
            seen[entry] = evolve(after, note=told(entry.note, marks())) if may_be_marked else after
        return seen[entry]

    def experience(entry: Experience) -> Experience:
        return evolve(
            entry,
            dans_le_champ=told(entry.dans_le_champ, YES_NO),
            attestee=told(entry.attestee, YES_NO),
            quotite=told(entry.quotite, quotites()),
            statut=told(entry.statut, st.sampled_from(StatutActivite)),
            responsabilite=told(entry.responsabilite, YES_NO),
        )

    def stage(entry: Stage) -> Stage:
        length = 1 if entry.fin is EN_COURS else (entry.fin - entry.debut).days + 1
        return evolve(
            entry,
            dans_le_champ=told(entry.dans_le_champ, YES_NO),
            atteste=told(entry.atteste, YES_NO),
            heures=told(entry.heures, st.integers(0, 24 * length).map(Fraction)),
            jours=told(entry.jours, st.integers(0, length).map(Fraction)),
        )

    report = dossier.rapport
    if report is None:
        report = told(None, rapports())
    else:
        steps = st.booleans() | st.just(AS_OF)
        names = ("redige", "soutenu", "valide")
        report = evolve(report, **{name: told(getattr(report, name), steps) for name in names})
    lists: dict[str, Any] = {
        "ue": told(dossier.ue, ue_lists()),
        "experiences": told(dossier.experiences, experience_lists()),
        "stages": told(dossier.stages, st.lists(stages(), max_size=2).map(tuple)),
    }
    lists |= what_is_held(draw, dossier, told)
    if dossier.ue is not None:
        lists["ue"] = tuple(map(ue, dossier.ue))
    if dossier.experiences is not None:
        lists["experiences"] = tuple(map(experience, dossier.experiences))
    if dossier.stages is not None:
        lists["stages"] = tuple(map(stage, dossier.stages))
    entry = told(dossier.entree_en_formation, st.dates(date(2023, 9, 1), AS_OF))
    named = {name: told(dossier.etape(name), st.booleans() | days()) for name in STEPS}
    dated = {name: draw(st.just(True) | days()) if step is True else step for name, step in named.items()}
    born = told(dossier.naissance, births())
    after = evolve(dossier, rapport=report, entree_en_formation=entry, naissance=born, etapes=dated, **lists)
    assume(not check(after))  # what was told may contradict the rest: a report defended and never written
    return after


def what_is_held(draw: st.DrawFn, dossier: Dossier, told: Callable[..., Any]) -> dict[str, Any]:
    """The situation, the diplomas and the results of tests, with some of what was unknown filled in."""

    def diplome(entry: Diplome) -> Diplome:
        return evolve(
            entry,
            niveau=told(entry.niveau, st.integers(3, 8)),
            code=told(entry.code, st.sampled_from(("RNCP36625", "RNCP2", "aucun"))),
            domaine=told(entry.domaine, YES_NO),
        )

    def result(entry: ResultatDeTest) -> ResultatDeTest:
        return evolve(
            entry,
            niveau=told(entry.niveau, st.sampled_from(Cecrl)),
            points=told(entry.points, st.integers(0, 990).map(Fraction)),
        )

    unsaid = [name for name in SITUATIONS if name not in dossier.situation]
    said = {name: told(None, st.sampled_from(SITUATIONS[name])) for name in unsaid}
    held: dict[str, Any] = {
        "situation": {**dossier.situation, **{name: word for name, word in said.items() if word}},
        "diplomes": told(dossier.diplomes, st.lists(diplomes(texts(), AS_OF), max_size=2).map(tuple)),
        "tests": told(dossier.tests, st.lists(results(AS_OF), max_size=2).map(tuple)),
    }
    if dossier.diplomes is not None:
        held["diplomes"] = tuple(map(diplome, dossier.diplomes))
    if dossier.tests is not None:
        held["tests"] = tuple(map(result, dossier.tests))
    return held


def one_more_unit(draw: st.DrawFn, dossier: Dossier) -> Dossier:
    codes = [code for code in CODES if not any(ue.code == code for ue in dossier.ue or ())]
    assume(dossier.ue is not None and codes)
    added = Ue(draw(st.sampled_from(codes)), draw(st.none() | st.sampled_from(Obtention)))
    return evolve(dossier, ue=(*(dossier.ue or ()), added))


def one_unit_validated(draw: st.DrawFn, dossier: Dossier) -> Dossier:
    assume(dossier.ue)
    code = draw(st.sampled_from([ue.code for ue in dossier.ue or ()]))
    after = (evolve(ue, statut=StatutUe.VALIDEE) if ue.code == code else ue for ue in dossier.ue or ())
    return evolve(dossier, ue=tuple(after))


def one_more_spell(draw: st.DrawFn, dossier: Dossier) -> Dossier:
    assume(dossier.experiences is not None)
    return evolve(dossier, experiences=(*(dossier.experiences or ()), draw(experiences())))


def one_more_stage(draw: st.DrawFn, dossier: Dossier) -> Dossier:
    assume(dossier.stages is not None)
    return evolve(dossier, stages=(draw(stages()), *(dossier.stages or ())))


def one_more_day(draw: st.DrawFn, dossier: Dossier) -> Dossier:
    """A spell or a stage that is over lasts a day longer, or begins a day earlier."""

    def longer(spell: Experience | Stage) -> Experience | Stage:
        if draw(st.booleans()):
            return evolve(spell, debut=spell.debut - timedelta(days=1))
        return evolve(spell, fin=spell.fin if spell.fin is EN_COURS else spell.fin + timedelta(days=1))

    return _one_spell(draw, dossier, longer)


def one_more_attestation(draw: st.DrawFn, dossier: Dossier) -> Dossier:
    def proven(spell: Experience | Stage) -> Experience | Stage:
        if isinstance(spell, Experience):
            return evolve(spell, attestee=True)
        return evolve(spell, atteste=True)

    return _one_spell(draw, dossier, proven)


def more_presence(draw: st.DrawFn, dossier: Dossier) -> Dossier:
    def fuller(spell: Experience | Stage) -> Experience | Stage:
        if isinstance(spell, Experience):
            return evolve(spell, quotite=Fraction(1))
        assume(spell.heures is not None and spell.jours is not None)
        zero = Fraction(0)
        return evolve(spell, heures=(spell.heures or zero) + 1, jours=(spell.jours or zero) + 1)

    return _one_spell(draw, dossier, fuller)


def _one_spell(
    draw: st.DrawFn, dossier: Dossier, change: Callable[[Experience | Stage], Experience | Stage]
) -> Dossier:
    places = [("experiences", i) for i in range(len(dossier.experiences or ()))]
    places += [("stages", i) for i in range(len(dossier.stages or ()))]
    assume(places)
    name, index = draw(st.sampled_from(places))
    spells = list(getattr(dossier, name))
    fin = spells[index].fin
    assume(fin is EN_COURS or fin < AS_OF)
    spells[index] = change(spells[index])
    after: dict[str, Any] = {name: tuple(spells)}
    return evolve(dossier, **after)


def one_more_step(draw: st.DrawFn, dossier: Dossier) -> Dossier:
    report = dossier.rapport or Rapport()
    for name in ("redige", "soutenu", "valide"):
        if getattr(report, name) in (None, False):
            step: dict[str, Any] = {name: draw(st.sampled_from((True, AS_OF)))}
            return evolve(dossier, rapport=evolve(report, **step))
    return reject()


def one_more_diploma(draw: st.DrawFn, dossier: Dossier) -> Dossier:
    assume(dossier.diplomes is not None)
    return evolve(dossier, diplomes=(*(dossier.diplomes or ()), draw(diplomes(texts(), AS_OF))))


def one_more_result(draw: st.DrawFn, dossier: Dossier) -> Dossier:
    assume(dossier.tests is not None)
    return evolve(dossier, tests=(draw(results(AS_OF)), *(dossier.tests or ())))


ADDITIONS = (
    one_more_unit,
    one_unit_validated,
    one_more_spell,
    one_more_stage,
    one_more_day,
    one_more_attestation,
    more_presence,
    one_more_step,
    one_more_diploma,
    one_more_result,
)


@st.composite
def additions(draw: st.DrawFn, dossier: Dossier) -> Dossier:
    """The same dossier with one thing more."""
    after = draw(st.sampled_from(ADDITIONS))(draw, dossier)
    assume(not check(after))
    return after


@st.composite
def nearly_complete(draw: st.DrawFn) -> Dossier:
    """Dossiers in which little is missing, so that one thing more matters."""
    kind = draw(st.sampled_from(("any", "any", "units", "report", "both")))
    dossier = draw(dossiers())
    if kind in ("units", "both"):
        dossier = evolve(dossier, ue=tuple(Ue(code) for code in CODES))
    if kind in ("report", "both"):
        dossier = evolve(dossier, rapport=Rapport(True, True, True))
    return dossier
