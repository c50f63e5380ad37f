"""The charts of a screening draw what a loop over its rows counts, and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cnam_rules
from cnam_rules.cohorts import make_cohort
from cnam_rules.dossier import Dossier, Experience, Rapport, Stage
from cnam_rules.faults import ChartsUnavailable
from cnam_rules.screening import screen
from cnam_rules.screening.captions import amount_said
from cnam_rules.screening.charts import (
    counts_of,
    funnel_chart,
    lacking_charts,
    moved_chart,
    screening_charts,
    waiting_chart,
)
from cnam_rules.screening.lacking import MOST_BARS, Lacking, lacking, width_of
from cnam_rules.screening.looks import Look, colours, load_vega
from cnam_rules.screening.waiting import MOST_GROUPS, Waiting, waiting
from cnam_rules.speech import LANGUAGES, Speech
from cnam_rules.units import Unit
from tests.language.build import LABEL, read, rule_file
from tests.screening.examples import DAY, EXAMPLES, TITLE
from tests.wording import defects

MISSING = ("unmet", "unknown")
DATA_ROWS = 600
"""How many rows the data of a chart may have, words included, whatever the cohort."""

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module", params=["sound", "spoiled"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> cnam_rules.Screening:
    folder = tmp_path_factory.mktemp("cohort")
    make_cohort(1500, folder, seed=1, faulty=Fraction(request.param == "spoiled", 50))
    return screen(folder, TITLE, as_of=DAY)


@pytest.fixture(scope="module")
def empty() -> cnam_rules.Screening:
    return screen([], TITLE, as_of=DAY)


def rows_of(screened: cnam_rules.Screening) -> Rows:
    return screened.polars().rows(named=True)


# ------------------------------------------------------------------------------------- the same as a loop
def in_bars(found: Lacking, screened: cnam_rules.Screening, rows: Rows) -> None:
    """Each bar of what lacks counts the rows that a loop finds, and every row is counted once."""
    [lack] = (
        each
        for each in screened.statement.lacks
        if (each.condition, each.measure) == (found.condition, found.measure)
    )
    bars: Counter[tuple[int, str]] = Counter()
    others: Counter[str] = Counter()
    for row in rows:
        status = row[screened.statement.statuses[found.condition]]
        if row["rejets"]:
            others["rejected"] += 1
        elif status not in MISSING:
            others["nothing"] += 1
        else:
            amount = amount_of(row, lack.column, found.unit)
            if amount is None:
                others["otherwise"] += 1
            else:
                bars[-int(-amount // found.width) or 1, status] += 1
    assert {(n, word): k for (n, word), k in bars.items()} == {
        (int(bar.most / found.width), word): k
        for bar in found.bars
        for word, k in (("unmet", bar.unmet), ("unknown", bar.unknown))
        if k
    }
    assert (found.nothing, found.otherwise, found.rejected) == (
        others["nothing"],
        others["otherwise"],
        others["rejected"],
    )
    assert [bar.most for bar in found.bars] == [n * found.width for n in range(1, len(found.bars) + 1)]
    assert len(found.bars) <= MOST_BARS


def amount_of(row: Mapping[str, Any], column: str, unit: Unit) -> Fraction | None:
    if unit is Unit.DUREE:
        months, days = row[f"{column}_mois"], row[f"{column}_jours"]
        return None if months is None else months + Fraction(days, 31)
    return None if row[column] is None else Fraction(row[column])


def in_groups(found: Waiting, rows: Rows, years: Mapping[str, str | None]) -> None:
    """The groups of those who lack nothing but months are those that a loop finds."""
    groups: dict[str | None, list[Fraction]] = {}
    for row in rows:
        statuses = [row[f"statut_{each.id}"] for each in TITLE.conditions]
        if row["verdict"] != "not_eligible" or "unknown" in statuses:
            continue
        if "unmet" in (row["statut_ue"], row["statut_rapport"]):
            continue
        amounts = [
            amount
            for condition in ("experience", "stage")
            if row[f"statut_{condition}"] == "unmet"
            and (amount := amount_of(row, f"manque_{condition}_{condition}", Unit.DUREE)) is not None
        ]
        groups.setdefault(years[row["dossier"]], []).append(max(amounts))
    assert {group.name: group.dossiers for group in found.groups} == {
        name: len(amounts) for name, amounts in groups.items()
    }
    for group in found.groups:
        amounts = sorted(groups[group.name])
        bars = Counter(found.width * -int(-amount // found.width) for amount in amounts)
        assert group.bars == bars
        months, days = group.median
        assert months + Fraction(days, 31) == amounts[(len(amounts) - 1) // 2]
    eligible = sum(row["verdict"] == "eligible" for row in rows)
    rejected = sum(row["rejets"] > 0 for row in rows)
    assert (found.eligible, found.rejected) == (eligible, rejected)
    assert found.dossiers + found.eligible + found.otherwise + found.rejected == len(rows)


def years_of(screened: cnam_rules.Screening) -> dict[str, str | None]:
    dossiers = screened._connection.table(screened.statement.sources["dossiers"].relation)
    year = "cast(year(try_cast(entree_en_formation as date)) as text)"
    return dict(dossiers.project(f"dossier, {year}").fetchall())


def test_what_lacks_is_what_a_loop_counts(made: cnam_rules.Screening) -> None:
    rows = rows_of(made)
    for found in lacking(made):
        in_bars(found, made, rows)


def test_the_months_that_lack_are_those_that_a_loop_counts(made: cnam_rules.Screening) -> None:
    found = waiting(made)
    assert found is not None
    assert [group.name for group in found.groups] == ["2023", "2024", "2025", None]
    in_groups(found, rows_of(made), years_of(made))


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(EXAMPLES), unique_by=lambda dossier: dossier.dossier, max_size=8))
def test_the_same_holds_of_any_small_cohort(dossiers: list[Dossier]) -> None:
    screened = screen(dossiers, TITLE, as_of=DAY)
    rows = rows_of(screened)
    for each in lacking(screened):
        in_bars(each, screened, rows)
    found = waiting(screened)
    assert found is not None
    in_groups(found, rows, years_of(screened))
    falls = screened.funnel("en")
    drawn = Counter[str]()
    for said, n in counts_of(funnel_chart(screened, "en")):
        drawn[said.partition(";")[0]] += n
    assert drawn == Counter({fall.libelle: fall.first + fall.left for fall in falls})
    for fall in falls:
        assert 0 <= fall.unmet <= fall.first
    if (chart := moved_chart(screened, "en")) is not None:
        assert [n for _, n in counts_of(chart)] == [move.dossiers for move in screened.moved()]
    else:
        assert screened.moved() == []


def test_who_falls_is_split_by_what_stops_them(made: cnam_rules.Screening) -> None:
    rows = [row for row in rows_of(made) if not row["rejets"]]
    for fall in made.funnel():
        status = made.statement.statuses[fall.condition]
        stopped = [row[status] for row in rows if row[status] in MISSING]
        assert (fall.unmet, fall.first) == (stopped.count("unmet"), len(stopped))
        rows = [row for row in rows if row[status] not in MISSING]


# ------------------------------------------------------------------------------------- edges of cohorts
def test_an_empty_cohort_has_one_chart_with_nothing_in_it(empty: cnam_rules.Screening) -> None:
    charts = empty.charts("en")
    assert list(charts) == ["funnel"]
    assert counts_of(charts["funnel"]) == []
    assert "Nobody lacks any of it" in empty.charts_html("en")
    assert "No other reading, taken alone, would change a finding." in empty.charts_html("en")


def test_where_everyone_is_eligible_nothing_lacks() -> None:
    eligible = screen(EXAMPLES, TITLE, as_of=DAY).filter(verdict="eligible").fetchall()
    kept = [dossier for dossier in EXAMPLES if dossier.dossier in {row[0] for row in eligible}]
    screened = screen(kept, TITLE, as_of=DAY, other_readings=False)
    assert list(screened.charts()) == ["funnel"]
    assert {n for said, n in counts_of(screened.charts()["funnel"])} == {len(kept)}
    page = screened.charts_html("en")
    assert "No dossier lacks nothing but months." in page
    assert "What another reading" not in page
    assert f"{len(kept)} dossiers may be sent already." in page


def test_where_everyone_is_rejected_that_is_said_of_every_chart(tmp_path: Path) -> None:
    (tmp_path / "dossiers.csv").write_text("dossier,programme,entree_en_formation\nA,RNCP36625,hier\n")
    screened = screen(tmp_path, TITLE, as_of=DAY)
    assert list(screened.charts()) == ["funnel"]
    assert (
        "1 dossier without a finding is not in it."
        in screened.charts("en")["funnel"].to_dict()["description"]
    )
    assert screened.charts_html("en").count("1 dossier without a finding is not in it.") >= 5
    assert [each.rejected for each in lacking(screened)] == [1] * 6


def test_rules_that_ask_for_no_months_have_no_chart_of_them() -> None:
    rules = cnam_rules.ruleset("licence-pro-cereales/jury")
    dossier = Dossier("A", rules.programme, ue=(), entree_en_formation=rules.in_force.du)
    screened = screen([dossier], rules, as_of=DAY)
    assert waiting(screened) is None
    assert "waiting" not in screened.charts()
    assert screened.charts()


@pytest.mark.parametrize(
    ("exige", "worked", "done", "expected"),
    [
        ("tous: [{0}, {1}]", 10, 1, 2),  # two months of each: one span may do for both
        ("tous: [{0}, {1}]", 12, 1, 2),
        ("tous: [{0}, {1}]", 4, 3, 8),
        ("un_au_moins: [{0}, {1}]", 4, 1, 2),
        ("un_au_moins: [{0}, {1}]", 11, 1, 1),
        ("tous: [{0}, {2}]", 4, 1, None),  # something else lacks too
        ("un_au_moins: [{0}, {2}]", 4, 1, None),
        ("tous: [{0}, {2}]", 12, 1, None),
        ("mesure: experience, au_moins: {{parametre: p}}", 4, 1, 5),
        ("tous: [{{mesure: experience, au_moins: {{parametre: p}}}}, {1}]", 9, 0, 3),
    ],
)
def test_what_lacks_of_several_lengths_is_the_most_or_of_alternatives_the_least(
    exige: str, worked: int, done: int, expected: int | None
) -> None:
    terms = (
        "{mesure: experience, au_moins: 12 mois}",
        "{mesure: stage, au_moins: 3 mois}",
        "{mesure: valide, est: oui}",
    )
    source = "source: {clause: 1/, extrait: x}"
    value = f"{{du: 2015-01-01, valeur: 9 mois, {source}}}"
    more = f"parametres:\n  p: {{{LABEL}, selon: jour, valeurs: [{value}]}}\n" if "parametre" in exige else ""
    rules = read(rule_file(f"{{{exige.format(*terms)}}}", more=more))
    first = date(2024, 1, 1)
    jobs = (Experience("a", first, last_of(worked), attestee=True),)
    stages = (Stage("b", first, last_of(done)),) if done else ()
    report = Rapport(valide=False)
    dossier = Dossier("A", rules.programme, experiences=jobs, stages=stages, rapport=report, ue=())
    found = waiting(screen([dossier], rules, as_of=DAY, other_readings=False))
    if expected is None:
        assert found is None or found.groups == ()
    else:
        assert found is not None
        [group] = found.groups
        months, days = group.median
        assert abs(months + days / 31 - expected) < 0.2  # months are of 28 to 31 days


def last_of(months: int) -> date:
    """The last day of so many months from 1 January 2024."""
    year, month = divmod(months, 12)
    return date(2024 + year, month + 1, 1) - timedelta(days=1)


def test_what_lacks_otherwise_is_counted_apart() -> None:
    exige = "{tous: [{mesure: experience, au_moins: 12 mois}, {mesure: valide, est: oui}]}"
    rules = read(rule_file(exige))
    job = (Experience("a", date(2024, 1, 1), last_of(12), attestee=True),)
    dossier = Dossier("A", rules.programme, experiences=job, stages=(), rapport=Rapport(valide=False), ue=())
    young = attrs.evolve(dossier, dossier="B", experiences=())
    screened = screen([dossier, young], rules, as_of=DAY, other_readings=False)
    months, answer = lacking(screened, "en")
    assert (months.otherwise, [bar.unmet for bar in months.bars][-1]) == (1, 1)
    assert answer.otherwise == 0
    assert "For 1 dossier something else lacks" in screened.charts_html("en")


# ---------------------------------------------------------------------------------------------- groups
def waiting_at(folder: Path, centres: Sequence[str]) -> Path:
    """Tables of dossiers that lack nothing but months, one at each of these centres."""
    lines = [f"D{number},RNCP36625,{centre}" for number, centre in enumerate(centres)]
    (folder / "dossiers.csv").write_text("dossier,programme,centre\n" + "\n".join(lines) + "\n")
    own = [line.partition(",")[0] for line in lines]
    complete = next(dossier for dossier in EXAMPLES if dossier.ue is not None and len(dossier.ue) >= 12)
    ue = [f"{name},{unit.code},examen" for name in own for unit in complete.ue or ()]
    (folder / "ue.csv").write_text("dossier,code,obtention\n" + "\n".join(ue) + "\n")
    reports = [f"{name},2025-01-02,2025-02-03,2025-02-03" for name in own]
    (folder / "rapports.csv").write_text("dossier,redige,soutenu,valide\n" + "\n".join(reports) + "\n")
    (folder / "experiences.csv").write_text("dossier,intitule,employeur,debut,fin,dans_le_champ,attestee\n")
    (folder / "stages.csv").write_text("dossier,organisme,debut,fin,atteste\n")
    return folder


def test_any_column_of_the_dossiers_makes_groups_and_the_smallest_go_together(tmp_path: Path) -> None:
    centres = [f"Centre {number:02d}" for number in range(20) for _ in range(20 - number)]
    waiting_at(tmp_path, [*centres, "", ""])
    found = waiting(screen(tmp_path, TITLE, as_of=DAY), "centre")
    assert found is not None
    assert [group.name for group in found.groups[:MOST_GROUPS]] == [
        f"Centre {number:02d}" for number in range(MOST_GROUPS)
    ]
    merged, unsaid = found.groups[MOST_GROUPS:]
    assert (merged.name, merged.merged, merged.dossiers) == (None, 4, 4 + 3 + 2 + 1)
    assert (unsaid.name, unsaid.merged, unsaid.dossiers) == (None, 0, 2)
    assert {group.median for group in found.groups} == {(18, 0)}
    screened = screen(tmp_path, TITLE, as_of=DAY)
    said = json.dumps(screened.charts("en", by="centre")["waiting"].to_dict())
    assert "4 other values" in said
    assert "Not said" in said
    assert "Months that still lack, by “centre”" in screened.charts_html("en", by="centre")


def test_a_column_that_is_not_there_is_named_with_what_was_meant(made: cnam_rules.Screening) -> None:
    for column, told in (
        ("naissanse", "did you mean naissance"),
        ("dossier", "columns: "),
        ("zzz", "columns: "),
    ):
        with pytest.raises(KeyError, match=told):
            waiting_chart(made, by=column)


# ------------------------------------------------------------------------------------- what is drawn
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark", "page"])
def test_charts_are_said_well_and_hold_counts_only(made: cnam_rules.Screening, lang: str, theme: Any) -> None:
    charts = screening_charts(made, lang, theme=theme)
    assert list(charts)[-2:] == ["waiting", "moved"]
    references = {row["dossier"] for row in rows_of(made)}
    for name, chart in charts.items():
        found = chart.to_dict()
        rows = [row for data in found["datasets"].values() for row in data]
        assert len(rows) < DATA_ROWS, name
        said = [found["description"], *(row.get("text", row.get("said")) for row in rows)]
        unmarked = [re.sub(r"(?<!\w)[✓✗?→]", "x", text) for text in said]
        assert [defect for text in unmarked for defect in defects(text, lang)] == [], name
        text = json.dumps(found, ensure_ascii=False)
        assert not any(each in text for each in references)
        assert {row["fill"] for row in rows if "fill" in row} <= set(colours(theme).values())


def test_the_colours_are_those_of_verdicts_in_each_theme() -> None:
    css = Path("cnam_rules/render/verdict.css").read_text(encoding="utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark)")[:2]
    for theme, own in (("light", light), ("dark", dark.partition("}")[0])):
        for name, colour in colours("dark" if theme == "dark" else "light").items():
            assert re.search(rf"--{name}: {colour}\b", own), (theme, name)
    assert set(colours("light")) == set(colours("dark"))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) > 4 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        *(("encre", "fond", 4.5), ("pale", "fond", 4.5), ("fond", "oui", 4.5), ("fond", "non", 4.5)),
        *(("inconnu", "inconnu-fond", 4.5), ("inconnu", "fond", 3), ("neutre", "fond", 3)),
    ],
)
def test_words_and_bars_stand_out_from_what_they_are_drawn_on(
    theme: Any, ink: str, ground: str, least: float
) -> None:
    dark, light = sorted(luminance(colours(theme)[name]) for name in (ink, ground))
    assert (light + 0.05) / (dark + 0.05) >= least


def test_what_is_unknown_is_told_without_its_colour(made: cnam_rules.Screening) -> None:
    found = funnel_chart(made, "en").to_dict()
    kinds = {row["kind"]: row for data in found["datasets"].values() for row in data if "kind" in row}
    assert kinds["inconnu"]["fill"] != kinds["inconnu"]["stroke"]
    words = " ".join(row["text"] for data in found["datasets"].values() for row in data if "text" in row)
    assert all(mark in words for mark in ("✓", "✗", "?"))


def test_yes_and_no_go_in_one_chart_below_their_condition(made: cnam_rules.Screening) -> None:
    chart = lacking_charts(made, "en")["lacking"]
    assert {said.partition(";")[0] for said, _ in counts_of(chart)} == {
        "report written",
        "report defended",
        "report validated",
    }


# ------------------------------------------------------------------------------------------- amounts
@pytest.mark.parametrize(
    ("unit", "most", "width", "fr", "en"),
    [
        (Unit.DUREE, 1, 1, "au plus 1 mois", "1 month at most"),
        (Unit.AGE, 24, 12, "plus de 12 mois, au plus 24 mois", "more than 12 months, 24 months at most"),
        (Unit.UE, 3, 1, "3 UE", "3 units"),
        (Unit.GROUPE, 4, 2, "de 3 à 4 groupes", "from 3 to 4 groups"),
        (Unit.CECRL, 2, 1, "2 niveaux", "2 levels"),
        (Unit.ECTS, 12, 6, "plus de 6 ECTS, au plus 12 ECTS", "more than 6 ECTS, 12 ECTS at most"),
        (Unit.NOTE, "1/2", "1/2", "au plus 0,5 point sur 20", "0.5 marks out of 20 at most"),
        (Unit.PART, 5, 5, "au plus 5 points de pourcentage", "5 percentage points at most"),
        (
            Unit.HEURES,
            1000,
            500,
            "plus de 500 heures, au plus 1 000 heures",
            "more than 500 hours, 1,000 hours at most",
        ),
        (Unit.POINTS, 10, 5, "plus de 5 points, au plus 10 points", "more than 5 points, 10 points at most"),
    ],
)
def test_how_much_a_bar_stands_for_is_said_in_its_unit(
    unit: Unit, most: int | str, width: int | str, fr: str, en: str
) -> None:
    said = (amount_said(Speech(lang), unit, Fraction(most), Fraction(width)) for lang in ("fr", "en"))
    assert [re.sub(r"[\u00a0\u202f]", " ", each) for each in said] == [fr, en]


@given(st.sampled_from(Unit), st.integers(0, 10**7))
def test_bars_are_never_too_many_nor_wider_than_they_must_be(unit: Unit, most: int) -> None:
    width = width_of(unit, most)
    finest = width_of(unit, 0)
    assert most * finest <= MOST_BARS * width
    assert width == finest or most * finest * 6 > MOST_BARS * width


# ------------------------------------------------------------------------------------------ the page
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_stands_alone_and_has_each_number_as_a_table(made: cnam_rules.Screening, lang: str) -> None:
    page = made.charts_html(lang)
    assert len(page) < 1_300_000
    assert "connect-src" not in page
    assert re.search(
        r"""<meta http-equiv="Content-Security-Policy" content="default-src &#x27;none&#x27;;""", page
    )
    ours = page.replace(load_vega(), "")
    assert re.findall(r"""<(?:script|link|img|iframe)[^>]*\b(?:src|href)=""", ours) == []
    found = re.search(r'<script type="application/json" id="graphiques">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    charts = json.loads(found[1])
    assert list(charts) == list(made.charts(lang))
    assert all(f'id="{name}"' in page for name in charts)
    assert page.count("<details>") == len(charts) == page.count("<noscript>")
    parts = page.split("<section>")[1:]
    for name, chart in made.charts(lang).items():
        [part] = [part for part in parts if f'id="{name}"' in part]
        cells = set(re.findall(r"<td[^>]*>([^<]*)</td>", part))
        assert {Speech(lang).number(n) for _, n in counts_of(chart)} <= cells, name


def test_what_ends_a_script_cannot_come_from_a_name(tmp_path: Path) -> None:
    screened = screen(waiting_at(tmp_path, ["</script><b>x"]), TITLE, as_of=DAY)
    page = screened.charts_html("en", by="centre")
    assert "</script><b>" not in page
    assert "\\u003c/script>\\u003cb>x" in page
    assert "&lt;/script&gt;&lt;b&gt;x" in page


def test_dossiers_whose_entry_no_table_tells_are_one_group(tmp_path: Path) -> None:
    screened = screen(waiting_at(tmp_path, ["Lyon", "Metz"]), TITLE, as_of=DAY)
    found = waiting(screened)
    assert found is not None
    assert [(group.name, group.merged, group.dossiers) for group in found.groups] == [(None, 0, 2)]
    assert "Not said" in screened.charts_html("en")


def test_nothing_of_the_connection_is_lost_to_a_group(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table noms as select 1 as mien")
        screened = screen(waiting_at(tmp_path, ["Lyon"]), TITLE, as_of=DAY, connection=connection)
        assert waiting(screened, "centre") is not None
        assert connection.table("noms").columns == ["mien"]


def test_an_unknown_ground_is_refused(made: cnam_rules.Screening) -> None:
    sombre: Any = "sombre"
    with pytest.raises(ValueError, match="theme"):
        made.charts(theme=sombre)


def test_without_altair_the_extra_is_named_and_screening_goes_on(
    empty: cnam_rules.Screening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    for ask in (empty.charts, empty.charts_html):
        with pytest.raises(ChartsUnavailable, match=r"pip install 'cnam-rules\[charts\]'"):
            ask()
    monkeypatch.delitem(sys.modules, "cnam_rules.screening.looks")
    monkeypatch.delitem(sys.modules, "cnam_rules.screening.charts")
    with pytest.raises(ChartsUnavailable):
        empty.charts()
    assert empty.text("en")


def test_a_language_that_is_not_spoken_is_refused(empty: cnam_rules.Screening) -> None:
    with pytest.raises(ValueError, match="unknown language"):
        empty.charts("de")
    assert [Look("en", theme).on_page for theme in ("light", "dark", "page")] == [False, False, True]


def test_screening_itself_does_not_import_what_draws() -> None:
    program = "import sys, cnam_rules.screening, cnam_rules.screening.waiting; print('altair' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
