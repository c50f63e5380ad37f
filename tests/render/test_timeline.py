"""The timeline: what it shows follows from the evidence; it is read without being seen."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

import cnam_rules
from cnam_rules import decide
from cnam_rules.dossier import EN_COURS, Dossier, Experience, Rapport, Stage
from cnam_rules.durations import measure
from cnam_rules.measures.duree_evidence import DureeEvidence
from cnam_rules.measures.rapport import EtapeEvidence
from cnam_rules.measures.spells import spells_of
from cnam_rules.render.timeline import timeline, timeline_figure
from cnam_rules.render.timeline_data import frise
from cnam_rules.render.timeline_scale import Scale, ticks
from cnam_rules.render.words import Words
from cnam_rules.speech import Speech, UnknownLanguage
from cnam_rules.testing import AS_OF, Written, dossiers, rule_files
from cnam_rules.verdict import Verdict
from tests.laws.pace import HALF
from tests.render.pages import DAY, EXAMPLES, HOSTILE, LANGUAGES, REFUSED, decided, hostile, sound_svg

SVG = "{http://www.w3.org/2000/svg}"


def about(svg: str) -> str:
    """What the picture says to who doesn't see it."""
    found = ElementTree.fromstring(svg).find(f"{SVG}desc")  # noqa: S314 - what we wrote ourselves
    assert found is not None
    return (found.text or "").replace("\u00a0", " ").replace("\u202f", " ")


def job(start: date, end: date | None, **more: object) -> Experience:
    said = {"employeur": "V", "attestee": True, "dans_le_champ": True} | more
    return Experience("A", start, EN_COURS if end is None else end, **said)  # type: ignore[arg-type]  # what a test gives


def verdict_of(*jobs: Experience, as_of: date = DAY, **more: object) -> Verdict:
    dossier = Dossier("D", "RNCP36625", experiences=jobs, **more)  # type: ignore[arg-type]  # what a test gives
    return decide(dossier, as_of=as_of, ruleset=cnam_rules.ruleset("titre-casp/jury"))


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_picture_tells_every_spell_and_every_dated_step(name: str, lang: str) -> None:
    verdict = decided(name)
    svg = timeline(verdict, lang)
    root = sound_svg(svg)
    assert root.get("lang") == lang
    said = about(svg)
    for fact in verdict.facts:
        if isinstance(fact.evidence, DureeEvidence):
            for line in fact.evidence.lines:
                assert (line.lieu or line.intitule or "") in said
        if isinstance(fact.evidence, EtapeEvidence) and fact.evidence.date is not None:
            assert Speech(lang).date(fact.evidence.date) in said


NARROW = 5.6
"""The least that a letter takes on average, in the narrowest of the usual faces."""


def geometry(root: ElementTree.Element) -> None:
    """Everything stands inside the picture, and texts that stand at one place are the only ones there."""
    _, _, width, height = map(float, (root.get("viewBox") or "").split())
    places = set()
    for text in root.iter(f"{SVG}text"):
        x, y = float(text.get("x") or 0), float(text.get("y") or 0)
        assert 0 <= y <= height
        wide = NARROW * len("".join(text.itertext()))
        left = x - wide if "droite" in (text.get("class") or "") else x
        assert 0 <= left <= left + wide <= width
        assert (x, y) not in places
        places.add((x, y))
    for rect in root.iter(f"{SVG}rect"):
        left, wide = float(rect.get("x") or 0), float(rect.get("width") or 0)
        assert 0 <= left <= left + wide <= width + 0.1
        assert float(rect.get("y") or 0) <= height


@HALF
@given(written=rule_files(), data=st.data())
def test_any_verdict_can_be_drawn(written: Written, data: st.DataObject) -> None:
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    readings = data.draw(written.readings())
    verdict = decide(dossier, as_of=AS_OF, ruleset=written.ruleset(), readings=readings)
    for lang in LANGUAGES:
        svg = timeline(verdict, lang)
        geometry(sound_svg(svg))
        assert svg == timeline(cnam_rules.from_json(verdict.to_json()), lang)


@HALF
@given(dossier=dossiers())
def test_totals_rise_to_the_fact_and_cross_the_threshold_on_the_day(dossier: Dossier) -> None:
    verdict = decide(dossier, as_of=AS_OF)
    shown = frise(verdict, Words(verdict, "fr"))
    compared = [verdict.fact(name) for name in ("experience", "experience_champ", "stage")]
    drawn = {rise.said.partition("\u00a0:")[0]: rise for rise in shown.rises}
    for fact in compared:
        rise = drawn.get(Words(verdict, "fr").name(fact.measure))
        if rise is None:  # the condition doesn't apply, so nothing is asked of it
            continue
        evidence = fact.evidence
        assert isinstance(evidence, DureeEvidence)
        totals = [total for _, total in rise.sure]
        assert totals == sorted(totals)
        assert (rise.sure[-1][0], totals[-1]) == (AS_OF.toordinal(), fact.least)
        assert not rise.possible or rise.possible[-1][1] == fact.most
        spells = spells_of([line for line in evidence.lines if line.counts], evidence.counting, most=False)
        assert (rise.reached is not None) is (fact.least >= rise.bound)
        if rise.reached is not None:
            assert measure(spells, rise.reached, evidence.counting) >= rise.bound
            assert measure(spells, rise.reached - 1, evidence.counting) < rise.bound
            assert rise.planned is None
        for day, total in rise.sure:
            assert measure(spells, day, evidence.counting) == total


@example(spells=[(0, 200), (500, 300)], single=True)
@example(spells=[(0, 200), (500, 300)], single=False)
@HALF
@given(
    spells=st.lists(st.tuples(st.integers(0, 900), st.integers(0, 400)), min_size=1, max_size=5),
    single=st.booleans(),
)
def test_the_curve_is_the_total_on_every_day(spells: list[tuple[int, int]], single: bool) -> None:
    """Between two of its points a curve is straight, and no further from the total than months differ."""
    first = date(2023, 1, 1)
    stages = tuple(
        Stage("A", first + timedelta(days=start), first + timedelta(days=start + days), atteste=True)
        for start, days in spells
    )
    rules = {"stage-fractionne": "un-seul-tenant"} if single else {}
    dossier = Dossier("D", "RNCP36625", experiences=(), stages=stages)
    verdict = decide(dossier, as_of=date(2026, 12, 31), readings=rules)
    evidence = verdict.fact("stage").evidence
    assert isinstance(evidence, DureeEvidence)
    (rise,) = [one for one in frise(verdict, Words(verdict, "fr")).rises if "stage" in one.said]
    counted = spells_of(evidence.lines, evidence.counting, most=False)
    for (start, before), (end, after) in pairwise(rise.sure):
        for day in range(start, end, 7):
            drawn = before + (after - before) * (day - start) / (end - start)
            assert abs(drawn - measure(counted, day, evidence.counting)) <= DIFFER


DIFFER = 5
"""By how many days a straight line differs from months of 28 to 31 days, each of which is worth 31."""


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_breaks_out_of_the_picture(name: str) -> None:
    plain = [element.tag for element in sound_svg(timeline(hostile("A"))).iter()]
    for lang in LANGUAGES:
        root = sound_svg(timeline(hostile(name), lang))
        geometry(root)
        assert [element.tag for element in root.iter()] == plain
        for text in root.iter(f"{SVG}text"):
            assert len("".join(text.itertext())) < 100  # what is longer is cut, and told in full elsewhere
    if name not in REFUSED and name.isprintable():
        assert name.replace("✓", "v") in about(timeline(hostile(name)))


def test_names_written_from_right_to_left_keep_their_places() -> None:
    place = "\u0634\u0631\u0643\u0629 \u0627\u0644\u0646\u0648\u0631"
    svg = timeline(verdict_of(job(date(2024, 1, 1), date(2024, 3, 31), employeur=place)))
    assert f'<tspan class="fort">\u2068{place}\u2069</tspan>  A</text>' in svg


def test_bars_are_as_long_as_their_days() -> None:
    svg = timeline(
        verdict_of(job(date(2024, 1, 1), date(2024, 3, 31)), job(date(2025, 1, 1), date(2025, 1, 31)))
    )
    wide = [
        float(found)
        for found in re.findall(
            r'<rect class="plein bord" x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="11"', svg
        )
    ]
    assert wide[0] / wide[1] == pytest.approx(91 / 31, rel=0.02)


@pytest.mark.parametrize(
    ("spell", "standing", "reason"),
    [
        (job(date(2024, 1, 1), date(2024, 3, 31)), "counts", ""),
        (
            job(date(2024, 1, 1), date(2024, 3, 31), dans_le_champ=False),
            "partly",
            "pas dans le champ demandé",
        ),
        (job(date(2024, 1, 1), date(2024, 3, 31), attestee=False), "left-out", "sans attestation"),
        (job(date(2024, 1, 1), date(2024, 3, 31), attestee=None), "uncertain", "attestation non précisée"),
        (job(date(2024, 1, 1), date(2024, 3, 31), dans_le_champ=None), "uncertain", "champ non précisé"),
    ],
)
def test_what_becomes_of_a_spell_has_a_pattern_and_words(
    spell: Experience, standing: str, reason: str
) -> None:
    verdict = verdict_of(spell)
    (bar,) = frise(verdict, Words(verdict, "fr")).bars
    assert (bar.standing, ", ".join(bar.reasons)) == (standing, reason)
    svg = timeline(verdict)
    texts = "\n".join("".join(text.itertext()) for text in sound_svg(svg).iter(f"{SVG}text"))
    assert Speech().say(f"timeline.{standing}") in texts
    assert reason in texts
    shape = {"counts": 'class="plein bord"', "left-out": 'class="vide bord ecarte"'}
    assert shape.get(standing, f"-{standing})") in svg


def test_spells_of_one_employer_stand_together() -> None:
    verdict = verdict_of(
        job(date(2022, 1, 1), date(2022, 3, 31), employeur="B"),
        job(date(2023, 1, 1), date(2023, 3, 31), employeur="A"),
        job(date(2024, 1, 1), date(2024, 3, 31), employeur="B"),
    )
    assert [bar.place for bar in frise(verdict, Words(verdict, "fr")).bars] == ["B", "B", "A"]


def test_days_in_two_spells_are_marked() -> None:
    verdict = verdict_of(job(date(2024, 1, 1), date(2024, 6, 30)), job(date(2024, 4, 1), date(2024, 9, 30)))
    shown = frise(verdict, Words(verdict, "fr")).rises[0]
    assert shown.overlaps == ((date(2024, 4, 1).toordinal(), date(2024, 6, 30).toordinal()),)
    assert "comptés une fois" in timeline(verdict)
    assert "comptés une fois" not in timeline(verdict_of(job(date(2024, 1, 1), date(2024, 6, 30))))


def test_the_day_to_come_is_told_when_a_spell_in_progress_leads_to_it() -> None:
    verdict = verdict_of(job(date(2024, 6, 3), None))
    assert "Seuil atteint le 2 décembre 2025 si la période en cours continue" in about(timeline(verdict))
    lacks = verdict.condition("experience").shortfalls
    assert [one.reached_on for one in lacks] == [date(2025, 12, 2)]
    assert "si la période en cours continue" not in about(
        timeline(verdict_of(job(date(2024, 6, 3), date(2025, 11, 3))))
    )


@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_the_day_of_the_threshold_itself(offset: int) -> None:
    """18 months from 3 May 2024 end on 2 November 2025: the day before, the day, the day after."""
    end = date(2025, 11, 2) + timedelta(days=offset)
    said = about(timeline(verdict_of(job(date(2024, 5, 3), end))))
    assert ("Seuil atteint le 2 novembre 2025" in said) is (offset >= 0)


def test_a_step_to_come_is_told_as_planned() -> None:
    verdict = verdict_of(rapport=Rapport(DAY, DAY + timedelta(days=1), None))
    said = about(timeline(verdict))
    assert "Rapport rédigé le 3 novembre 2025." in said
    assert "Soutenance du rapport prévue le 4 novembre 2025." in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_stay_on_the_picture_wherever_their_day_is(lang: str) -> None:
    """A day in the middle leaves the longest sentences no room before it, nor after it."""
    for months in range(24):
        day = DAY + timedelta(days=30 * months)
        report = Rapport(day, day + timedelta(days=1), day + timedelta(days=2))
        spells = (job(date(2024, 10, 1), None), job(date(2023, 6, 1), date(2023, 6, 30)))
        svg = timeline(verdict_of(*spells, rapport=report), lang)
        root = sound_svg(svg)
        geometry(root)
        texts = [text for text in root.iter(f"{SVG}text") if "".join(text.itertext()).startswith(BEGIN)]
        assert len(texts) >= 3
        for text in texts:  # as wide as they may be, they are whole
            wide, x = 7.0 * len("".join(text.itertext())), float(text.get("x") or 0)
            assert (x - wide if "droite" in (text.get("class") or "") else 640 - x - wide) >= 0


BEGIN = ("rédaction", "soutenance", "validation", "rapport", "report", "seuil atteint", "threshold reached")


def test_a_threshold_told_in_many_words_stays_on_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that is a decision, which its rule set calls by a long name."""
    verdict = decided("experience-mixte")
    shown = frise(verdict, Words(verdict, "fr"))
    long = evolve(shown, rises=tuple(evolve(rise, asked="durée " * 50) for rise in shown.rises))
    monkeypatch.setattr("cnam_rules.render.timeline.frise", lambda *_: long)
    svg = timeline(verdict)
    geometry(sound_svg(svg))
    assert "durée " * 50 in about(svg)


def test_nothing_to_show_is_said() -> None:
    verdict = verdict_of(stages=())
    assert "Ni période ni date à montrer." in about(timeline(verdict))
    geometry(sound_svg(timeline(verdict)))
    assert timeline_figure(verdict) is None


@pytest.mark.parametrize(
    "as_of", [date.min, date(1900, 1, 1), date(2024, 2, 29), date(2199, 12, 31), date.max]
)
def test_any_day_has_a_picture(as_of: date) -> None:
    first, last = date(1900, 1, 1), date(2199, 12, 31)
    jobs = (job(first, first), job(last, last), job(first, None), job(last, None))
    verdict = verdict_of(*jobs, as_of=as_of, rapport=Rapport(last, None, None))
    for lang in LANGUAGES:
        geometry(sound_svg(timeline(verdict, lang)))


def test_what_is_long_after_stands_at_the_edge_with_its_date() -> None:
    verdict = verdict_of(
        job(date(2024, 1, 1), date(2024, 6, 30)), rapport=Rapport(date(2190, 1, 1), None, None)
    )
    svg = timeline(verdict)
    assert "1er janvier 2190 →" in svg
    assert (
        len(re.findall(r">20\d\d<|>\w+\.? 20\d\d<", svg)) > 3
    )  # the years of the spells are still told apart


@given(first=st.dates(), days=st.integers(min_value=0, max_value=40_000), lang=st.sampled_from(LANGUAGES))
def test_ticks_are_few_in_order_and_where_they_say(first: date, days: int, lang: str) -> None:
    start = first.toordinal()
    scale = Scale.of(min(start + days, date.max.toordinal()), [start], left=0.0, right=1000.0)
    found = [*ticks(scale, Speech(lang))]
    assert 1 <= len(found) <= 9
    assert [x for x, _ in found] == sorted({x for x, _ in found})
    assert len({name for _, name in found}) == len(found)


def test_the_stage_is_told_from_the_job() -> None:
    verdict = verdict_of(
        job(date(2024, 1, 1), date(2024, 3, 31)),
        stages=(Stage("CIDFF", date(2025, 1, 6), date(2025, 4, 5), atteste=True),),
    )
    svg = timeline(verdict)
    assert '<g class="stage">' in svg
    assert "CIDFF, stage, 06/01/2025 – 05/04/2025 : compte." in about(svg)


def test_pictures_of_one_page_share_no_name() -> None:
    one, other = decided("complet"), decided("emploi-en-cours")
    names = [
        set(re.findall(r'id="(.*?)"', timeline(verdict, lang)))
        for verdict in (one, other)
        for lang in LANGUAGES
    ]
    assert len(set().union(*names)) == sum(map(len, names))
    assert timeline(one) == timeline(evolve(one))


def test_presence_rises_when_a_stage_ends() -> None:
    """Under hours of presence nothing is counted of a stage before its end, and the curve goes up at once."""
    written = cnam_rules.loads(
        "{dossier: D, programme: RNCP36625, ue: [], experiences: [], rapport: {redige: non},"
        " stages: [{organisme: A, debut: 2025-01-06, fin: 2025-04-05, atteste: oui, heures: 500}]}",
        format="yaml",
    )
    verdict = decide(written, as_of=DAY, readings={"decompte-du-stage": "heures"})
    (rise,) = [one for one in frise(verdict, Words(verdict, "fr")).rises if one.steps]
    assert rise.sure[0][1] == 0
    assert rise.sure[-1][1] == verdict.fact("stage").least > 0
    assert re.search(r'class="monte" d="M[\d. ]+(?:H[\d.]+V[\d.]+)+"', timeline(verdict))


def test_another_language_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        timeline(decided("complet"), "de")
