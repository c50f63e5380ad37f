"""Reading tables: every fault at its place, and the windows whose days the text doesn't give."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.catalogue import packaged
from cnam_rules.facts import Text
from cnam_rules.faults import Fault, QuestionError, RuleSetError
from cnam_rules.tables import Renseignements, TableAnswer, ask, decode_renseignements
from cnam_rules.tables.days import day_number, day_of, read_edge, window
from cnam_rules.tables.kind import Given

HEAD = """\
renseignements: essai/tables
programme: RNCP36625
fiche: titre-casp/programme
version: "1"
intitule: {fr: essai, en: trial}
texte: {titre: Une page, rubrique: Tarif}
"""
LABEL = "libelle: {fr: a, en: a}"
SOURCE = "source: {clause: a, extrait: b}"


def table(
    *rows: str,
    inputs: str = "{e: {libelle: {fr: a, en: a}, mots: {x: {fr: ix, en: ex}, y: {fr: igrec, en: why}}}}",
    output: str = "nature: euros",
    policy: str = "une seule ligne",
    more: str = "",
) -> str:
    written = "".join(f"      - {{{row}, {SOURCE}}}\n" for row in rows)
    return (
        f"{HEAD}tables:\n  t:\n    {LABEL}\n    methode: {policy}\n    entrees: {inputs}\n"
        f"    sorties: {{s: {{{LABEL}, {output}}}}}\n    lignes:\n{written}{more}"
    )


def read(text: str) -> Renseignements:
    return decode_renseignements(text, file="t.yaml", fiches=packaged().fiches)


def faults(text: str) -> list[Fault]:
    with pytest.raises(RuleSetError) as caught:
        read(text)
    for fault in caught.value.faults:
        assert fault.file == "t.yaml"
        assert fault.line is not None
        assert all(fault.message(lang) and fault.hint(lang) for lang in ("fr", "en"))
        assert "…" not in fault.message() or fault.code == "days-or-a-month", "a blank was left"
    return list(caught.value.faults)


def codes(text: str) -> list[str]:
    return [fault.code for fault in faults(text)]


def answer(text: str, **given: Given) -> TableAnswer:
    found = read(text)
    return ask(found.tables["t"], given, programme=found.programme, source=found.source)


ONE = "si: {e: x}, alors: {s: 12 €}"
BOTH = "si: {}, alors: {s: 12 €}"


def test_a_whole_file_is_read() -> None:
    found = read(table(ONE, "si: {e: y}, alors: {s: 1.50 €}", more="    remarque: {fr: r, en: r}\n"))
    assert (found.id, found.programme, found.version) == ("essai/tables", "RNCP36625", "1")
    assert found.source == "Une page, Tarif"
    assert found.fiche is packaged().fiches["titre-casp/programme"]
    (only,) = found.tables.values()
    assert [(row.number, row.outcome, row.line) for row in only.rows] == [(1, (1200,), 14), (2, (150,), 15)]
    assert (only.file, only.line, only.remarque) == ("t.yaml", 8, Text("r", "r"))


@pytest.mark.parametrize("policy", ["une seule ligne", "première ligne"])
def test_a_table_without_the_case_of_a_word_leaves_a_gap(policy: str) -> None:
    (fault,) = faults(table(ONE, policy=policy))
    assert (fault.code, fault.place, fault.path) == ("rows-leave-a-gap", "t.yaml:8:3", "$.tables.t")
    assert fault.args["found"] == "e: y"


def test_sinon_fills_a_gap_by_saying_that_the_text_says_nothing() -> None:
    text = table(ONE, more="    sinon: non dit\n")
    assert (answer(text, e="x").value, answer(text, e="y").value) == (1200, None)
    assert (answer(text, e="y").known, answer(text, e="y").missing) == (False, ())
    assert not answer(text, e="y").unsaid


def test_sinon_fills_a_gap_with_an_answer_that_has_a_source() -> None:
    text = table(ONE, more=f"    sinon: {{alors: {{s: 5 €}}, {SOURCE}}}\n")
    assert answer(text, e="y").value == 500
    assert answer(text, e="y").rows[0].number == 0
    assert codes(table(ONE, more="    sinon: {alors: {s: 5 €}}\n")) == ["missing-key"]


def test_two_rows_for_one_case_are_told_at_the_second_with_the_place_of_the_first() -> None:
    (fault,) = faults(table(BOTH, ONE))
    assert (fault.code, fault.place) == ("rows-overlap", "t.yaml:15:9")
    assert (fault.args["found"], fault.args["expected"]) == ("e: x", "t.yaml:14:9")


def test_the_first_row_may_be_narrower_than_the_next_but_not_the_contrary() -> None:
    assert answer(table(ONE, "si: {}, alors: {s: 1 €}", policy="première ligne"), e="x").value == 1200
    (fault,) = faults(table(BOTH, ONE, policy="première ligne"))
    assert (fault.code, fault.place) == ("row-never-hit", "t.yaml:15:9")


def test_each_gap_and_each_overlap_is_told_at_once_and_told_apart() -> None:
    """Two gaps of one table stand at the same line: neither hides the other."""
    kinds = "{n: {libelle: {fr: a, en: a}, nature: nombre}}"
    rows = [f"si: {{n: {cell}}}, alors: {{s: 1 €}}" for cell in ("5", "{au_moins: 7, au_plus: 9}", "9", "9")]
    found = faults(table(*rows, inputs=kinds))
    assert [(fault.code, fault.args["found"]) for fault in found] == [
        ("rows-overlap", "n: 9"),
        ("rows-overlap", "n: 9"),
        ("rows-overlap", "n: 9"),
        ("rows-leave-a-gap", "n: 0"),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("methode: une seule ligne", "methode: unique"), "unknown-word"),
        (("mots: {x:", "nature: euros, mots: {x:"), "one-of"),
        (("{e: {libelle: {fr: a, en: a}, mots:", "{'e 1': {libelle: {fr: a, en: a}, mots:"), "not-a-name"),
        (("mots: {x:", "mots: {inconnu:"), "reserved-in-tables"),
        (("si: {e: x}", "si: {e: z}"), "unknown-word"),
        (("si: {e: x}", "si: {e: [x, x]}"), "listed-twice"),
        (("si: {e: x}", "si: {e: []}"), "no-term"),
        (("si: {e: x}", "si: {f: x}"), "unknown-input"),
        (("alors: {s: 12 €}", "alors: {}"), "output-missing"),
        (("alors: {s: 12 €}", "alors: {s: 12}"), "not-the-quantity"),
        (("alors: {s: 12 €}", "alors: {s: 12.345 €}"), "not-the-quantity"),
        (("alors: {s: 12 €}", "alors: {s: 12 €, r: 1 €}"), "unknown-output"),
        (("nature: euros", "nature: dollars"), "unknown-word"),
        (("fiche: titre-casp/programme", "fiche: titre-casp/program"), "unknown-word"),
        (("programme: RNCP36625", "programme: RNCP1"), "other-programme"),
        (("  t:\n", "  delai:\n"), "table-name-taken"),
        (("extrait: b", "extrait: ''"), "not-a-text"),
    ],
)
def test_what_is_wrong_is_told(change: tuple[str, str], code: str) -> None:
    text = table(ONE, "si: {e: y}, alors: {s: 1 €}")
    assert change[0] in text
    assert code in codes(text.replace(*change, 1))


def test_a_table_without_rows_or_inputs_is_refused() -> None:
    assert "no-term" in codes(table().replace("lignes:\n", "lignes: []\n"))
    assert "no-term" in codes(table(BOTH, inputs="{}"))
    assert "no-term" in codes(table(BOTH, inputs=f"{{e: {{{LABEL}, mots: {{}}}}}}"))
    many = ", ".join(f"e{place}: {{{LABEL}, nature: jour}}" for place in range(13))
    assert codes(table(BOTH, inputs=f"{{{many}}}")) == ["too-many-entries"]


def test_too_many_rows_are_refused_rather_than_compared() -> None:
    assert codes(table(*[ONE] * 201)) == ["too-many-entries"]


def test_rows_that_cut_each_other_into_too_many_cases_are_refused_soon() -> None:
    """A hostile table is told to be too large: it is neither waited for nor taken for right."""
    columns = [f"c{place}" for place in range(10)]
    inputs = "{" + ", ".join(f"{name}: {{{LABEL}, nature: nombre}}" for name in columns) + "}"
    rows = []
    for row in range(120):
        cells = (f"{name}: {{au_moins: {(row * 7 + place * 3) % 40}}}" for place, name in enumerate(columns))
        rows.append(f"si: {{{', '.join(cells)}}}, alors: {{s: 1 €}}")
    assert codes(table(*rows, inputs=inputs, policy="première ligne")) == ["table-too-large"]


@pytest.mark.parametrize(
    ("nature", "written", "plain"),
    [
        ("nature: euros", "1918.5 €", 191850),
        ("nature: euros", "0 €", 0),
        ("nature: duree", "1 an 6 mois", (18, 0)),
        ("nature: nombre", "12", 12),
        ("nature: oui_non", "non", False),
        ("mots: {court: {fr: c, en: s}, long: {fr: l, en: l}}", "long", "long"),
        ("nature: texte", "{fr: un texte, en: a text}", Text("un texte", "a text")),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_kind_of_output_is_given_back_as_it_was_meant(
    nature: str, written: str, plain: object, lang: str
) -> None:
    found = answer(table(f"si: {{}}, alors: {{s: {written}}}", output=nature))
    assert found.value == plain
    assert found.known
    assert "✓ a" in found.text(lang)


@pytest.mark.parametrize(
    ("nature", "cell", "inside", "outside"),
    [
        ("nombre", "{au_moins: 3, moins_de: 5}", ("3", 4), ("2", 5)),
        ("nombre", "{plus_de: 3, au_plus: 5}", ("4", "5"), (3, 6)),
        ("euros", "{moins_de: 100 €}", ("99.99 €", 0), ("100 €", 10000)),
        ("duree", "{au_moins: 1 an}", ("12 mois", "1 an 1 jour"), ("11 mois 27 jours",)),
        ("oui_non", "oui", (True, "oui"), (False, "non")),
        ("jour", "{de: 1er mars, a: 29 février}", ("2025-03-01", "2024-02-29", date(2025, 1, 1)), ()),
        ("jour", "{de: 14 juillet, a: 14 juillet}", ("2025-07-14",), ("2025-07-13", "2025-07-15")),
        (
            "jour",
            "{de: 15 novembre, a: 28 février}",
            ("2025-11-15", "2025-02-28"),
            ("2025-11-14", "2024-02-29"),
        ),
    ],
)
def test_a_cell_accepts_what_its_bounds_say_both_ends_included(
    nature: str, cell: str, inside: tuple[Given, ...], outside: tuple[Given, ...]
) -> None:
    inputs = f"{{e: {{{LABEL}, nature: {nature}}}}}"
    text = table(
        f"si: {{e: {cell}}}, alors: {{s: 1 €}}",
        inputs=inputs,
        more=f"    sinon: {{alors: {{s: 0 €}}, {SOURCE}}}\n",
    )
    assert [answer(text, e=value).value for value in inside] == [100] * len(inside)
    assert [answer(text, e=value).value for value in outside] == [0] * len(outside)


@pytest.mark.parametrize(
    ("nature", "cell", "code"),
    [
        ("nombre", "{au_moins: 5, au_plus: 4}", "no-value-between"),
        ("nombre", "{plus_de: 4, moins_de: 5}", "no-value-between"),
        ("nombre", "{au_moins: 5, plus_de: 4}", "one-of"),
        ("nombre", "{}", "no-term"),
        ("nombre", "-1", "not-the-quantity"),
        ("euros", "6.225 €", "not-the-quantity"),
        ("duree", "18", "not-the-quantity"),
        ("duree", "{au_moins: 30 jours}", "days-or-a-month"),
        ("jour", "{de: mai}", "missing-key"),
        ("jour", "mai", "not-a-window"),
        ("jour", "{de: mai, a: mi-mars}", "not-an-edge"),
        ("jour", "{de: 30 février, a: mai}", "not-an-edge"),
        ("jour", "{de: mai, a: mai}", "window-unclear"),
        ("jour", "{de: mai, a: 31 mai}", "window-unclear"),
        ("jour", "{de: entre le 9 mars et le 8 mars, a: mai}", "window-unclear"),
        ("oui_non", "vrai", "unknown-word"),
    ],
)
def test_a_cell_that_can_not_be_read(nature: str, cell: str, code: str) -> None:
    inputs = f"{{e: {{{LABEL}, nature: {nature}}}}}"
    assert codes(table(f"si: {{e: {cell}}}, alors: {{s: 1 €}}", inputs=inputs)) == [code]


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("6.225 €", "6225 €"),
        ("6 225,50 €", "6225.50 €"),
        ("6225", "6225 €"),
        ("12,5 euros", "12.5 €"),
        ("six €", None),
    ],
)
def test_an_amount_as_texts_print_it_is_suggested_as_files_write_it(printed: str, meant: str | None) -> None:
    (fault,) = faults(table(f"si: {{}}, alors: {{s: '{printed}'}}"))
    assert (fault.code, fault.suggestion) == ("not-the-quantity", meant)


def test_words_that_are_numbers_are_words() -> None:
    """A year is a word like another: YAML reads its digits as a number."""
    inputs = f"{{e: {{{LABEL}, mots: {{2024: {{fr: a, en: a}}, 2025: {{fr: b, en: b}}}}}}}}"
    text = table("si: {e: 2024}, alors: {s: 1 €}", "si: {e: [2025]}, alors: {s: 2 €}", inputs=inputs)
    assert [answer(text, e=value).value for value in ("2024", 2024, "2025")] == [100, 100, 200]


# ------------------------------------------------------------------------------------------------- questions
def test_every_fault_of_a_question_is_told_at_once() -> None:
    with pytest.raises(QuestionError) as caught:
        answer(table(ONE, "si: {e: y}, alors: {s: 1 €}"), e="z", f="x")
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("f", "unknown-input"),
        ("e", "unknown-word"),
    ]


@pytest.mark.parametrize(
    ("nature", "value", "code", "meant"),
    [
        ("jour", "21/06/2024", "not-a-date", "2024-06-21"),
        ("jour", "2024-02-30", "impossible-date", None),
        ("jour", "hier", "not-a-date", None),
        ("jour", 3, "not-a-date", None),
        ("nombre", "-1", "not-the-quantity", None),
        ("nombre", True, "not-the-quantity", None),
        ("nombre", 10**12, "not-the-quantity", None),
        ("euros", "6.225 €", "not-the-quantity", "6225 €"),
        ("duree", "29 jours", "days-or-a-month", None),
        ("oui_non", "yes", "unknown-word", None),
    ],
)
def test_a_value_that_an_input_does_not_take(nature: str, value: Given, code: str, meant: str | None) -> None:
    text = table(BOTH, inputs=f"{{e: {{{LABEL}, nature: {nature}}}}}")
    with pytest.raises(QuestionError) as caught:
        answer(text, e=value)
    (fault,) = caught.value.faults
    assert (fault.code, fault.suggestion, fault.path) == (code, meant, "e")


def test_unknown_is_said_in_three_ways() -> None:
    text = table(ONE, "si: {e: y}, alors: {s: 1 €}")
    for found in (answer(text), answer(text, e=None), answer(text, e="inconnu")):
        assert (found.known, found.value, found.missing) == (False, None, ("e",))
        assert found.results[0].possible == (1200, 100)


def test_an_answer_tells_what_each_value_of_an_input_would_bring() -> None:
    found = answer(table(ONE, "si: {e: y}, alors: {s: 1 €}"))
    assert [(case.values.intervals, case.results[0].value) for case in found.by("e")] == [
        (((0, 0),), 1200),
        (((1, 1),), 100),
    ]
    with pytest.raises(KeyError):
        found.by("z")
    with pytest.raises(ValueError, match="e is known: x"):
        answer(table(ONE, "si: {e: y}, alors: {s: 1 €}"), e="x").by("e")


def test_rows_that_say_the_same_settle_what_is_unknown() -> None:
    found = answer(table(ONE, "si: {e: y}, alors: {s: 12 €}"))
    assert (found.known, found.value, [row.number for row in found.rows]) == (True, 1200, [1, 2])


def test_an_answer_is_neither_true_nor_false_and_names_its_outputs() -> None:
    found = answer(table(ONE, "si: {e: y}, alors: {s: 1 €}"), e="x")
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(found)
    assert found["s"] == found.value == 1200
    with pytest.raises(KeyError):
        found["z"]
    two = table("si: {}, alors: {s: 1 €, r: non dit}").replace(
        "sorties: {s:", f"sorties: {{r: {{{LABEL}, nature: duree}}, s:"
    )
    with pytest.raises(ValueError, match="r, s"):
        _ = answer(two).value
    assert (answer(two)["s"], answer(two)["r"], answer(two).known) == (100, None, False)


# -------------------------------------------------------------------------------------------------- windows
@given(st.dates(date(1999, 1, 1), date(2032, 12, 31)))
def test_a_day_has_one_number_whatever_the_year(day: date) -> None:
    number = day_number(day.month, day.day)
    assert number is not None
    assert day_of(number) == (day.month, day.day)
    following = day + timedelta(days=1)
    assert day_number(following.month, following.day) in (number + 1, number + 2, 1)


@given(st.integers(1, 366), st.integers(1, 366))
def test_a_window_whose_days_are_told_leaves_nothing_open(first: int, last: int) -> None:
    found = window((first, first), (last, last))
    assert found is not None
    assert found.sure == found.possible
    inside = {day for day in range(1, 367) if day in found.sure}
    walked, day = {last}, first
    while day != last:
        walked.add(day)
        day = day % 366 + 1
    assert inside == walked


def test_where_no_row_may_be_hit_and_the_table_says_no_more_the_answer_says_so() -> None:
    """A window whose end is left open, without `sinon`: inside the open days, perhaps nothing answers."""
    text = table(
        "si: {e: {de: 1er avril, a: 31 mars}}, alors: {s: 1 €}", inputs=f"{{e: {{{LABEL}, nature: jour}}}}"
    ).replace("{de: 1er avril, a: 31 mars}", "{de: 1er avril, a: mars}")
    found = answer(text, e="2025-03-15")
    assert (found.value, found.unsaid, [row.number for row in found.rows]) == (None, True, [1])
    assert "Le texte laisse ceci ouvert" in str(found)
    assert answer(text, e="2025-03-01").value == 100


def test_a_month_alone_is_any_of_its_days() -> None:
    assert read_edge("février") == (day_number(2, 1), day_number(2, 29))
    assert read_edge("1er mai") == (day_number(5, 1), day_number(5, 1))
    assert read_edge("1 mai") == read_edge("1er mai")
    assert read_edge("Mai") is read_edge("31 avril") is read_edge("") is None


# -------------------------------------------------------------------------------------------------- the delay
DELAY = HEAD + "delai_acces: {libelle: {fr: d, en: d}, source: {clause: a, extrait: b}, exemple: {%s}}\n"


@pytest.mark.parametrize(
    ("enrolled", "first", "delay", "right"),
    [
        ("21 juin", "21 octobre", "4 mois", True),
        ("21 juin", "20 octobre", "4 mois", False),
        ("21 juin", "22 octobre", "4 mois 1 jour", True),
        ("15 novembre", "15 février", "3 mois", True),
        ("21 juin", "21 juin", "0 jours", True),
        ("29 février", "29 mars", "1 mois", True),  # only in leap years
        ("31 janvier", "28 février", "1 mois", False),  # true of most years, false of leap ones
    ],
)
def test_the_text_s_own_example_is_counted(enrolled: str, first: str, delay: str, *, right: bool) -> None:
    text = DELAY % f"inscription: {enrolled}, premier_cours: {first}, delai: {delay}"
    if right:
        assert read(text).delai_acces is not None
    else:
        assert codes(text) == ["example-miscounted"]


def test_an_example_needs_days_not_months() -> None:
    assert codes(DELAY % "inscription: juin, premier_cours: 21 octobre, delai: 4 mois") == ["not-an-edge"]
    assert codes(DELAY % "inscription: 21 juin, premier_cours: 21 octobre") == ["missing-key"]
