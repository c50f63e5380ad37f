"""Hypothesis strategies for dossiers that hold together, and that seek the edges of the rules.

What they favour: the ends of months and 29 February, spells of exactly 1, 3, 12, 18 or 24 months and a day
more or less, spells that touch, overlap or leave a day between them, marks about 10, shares of full time that
have no finite decimals, the date of the decision and the days about it, everything acquired or all but one
UE, and unknown in every place that may hold it. `check` finds no fault in any of them, with the `as_of` and
the codes they were drawn for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from attrs import evolve
from dateutil.relativedelta import relativedelta
from hypothesis import strategies as st

from cnam_rules.dossier import (
    EN_COURS,
    Decision,
    Derogation,
    Dossier,
    EnCours,
    Etape,
    Experience,
    Obtention,
    Rapport,
    Stage,
    StatutActivite,
    StatutUe,
    Ue,
    normalise,
)
from cnam_rules.testing.acquis import SITUATIONS, diplomes, failures, results, situations

__all__ = [
    "AS_OF",
    "CODES",
    "CONDITIONS",
    "OTHER_CODES",
    "STEPS",
    "answers",
    "births",
    "days",
    "decision_lists",
    "derogations",
    "dossiers",
    "etapes",
    "experience_lists",
    "experiences",
    "marks",
    "quotites",
    "rapports",
    "spells",
    "stages",
    "texts",
    "ue_lists",
    "ues",
]

AS_OF: Final = date(2025, 11, 3)
"""The date of the decision that the strategies take when none is given."""

CODES: Final[tuple[str, ...]] = (
    "FPG003",
    "CCE001",
    "TET003",
    "TET007",
    "AST004",
    "TRS001",
    "AST005",
    "AST002",
    "TRS002",
    "CCE003",
    "TET010",
    "PST003",
    "UASO03",
    "UA211G",
    "UASO04",
)
"""The UE and units of activity of RNCP36625."""

OTHER_CODES: Final[tuple[str, ...]] = ("NFP121", "ENG210", "UAALOV")
"""Codes that the programme of `CODES` doesn't know."""

CONDITIONS: Final[tuple[str, ...]] = ("ue", "experience", "stage", "rapport")
"""The ids of the title's conditions, for the derogations."""

STEPS: Final[tuple[str, ...]] = ("depot", "probatoire", "étape_2", "oui")
"""Names of steps: what rules may read, and words that trip readers and writers of files."""

_FIRST: Final = date(2015, 1, 1)
_LEAP_DAYS: Final = (date(2016, 2, 29), date(2020, 2, 29), date(2024, 2, 29))
_MONTHS: Final = (1, 2, 3, 6, 12, 18, 24)


def answers() -> st.SearchStrategy[bool | None]:
    """Yes, no, unknown."""
    return st.sampled_from((True, False, None))


def texts() -> st.SearchStrategy[str]:
    """Texts that a dossier may hold: words, and what trips readers and writers of files."""
    awkward = [
        "oui",
        "null",
        "12",
        "1e3",
        "2025-01-01",
        "1/3",
        "a: b",
        "- x",
        "# y",
        '"',
        "'",
        "l'été",
        " x ",
    ]
    awkward += ["{}", "a\nb", "a\u2028b", "e\u0301"]
    free = st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.just("\n"), min_size=1, max_size=12)
    return st.sampled_from(awkward) | free.filter(str.strip)


def days(as_of: date = AS_OF, *, first: date = _FIRST) -> st.SearchStrategy[date]:
    """Days from `first` to `as_of`, both included; favouring ends of months, leap days and the last days."""

    def end_of_month(day: date) -> date:
        return min(day + relativedelta(day=31), as_of)

    anywhere = st.dates(first, as_of)
    near = st.integers(0, min(2, (as_of - first).days)).map(lambda back: as_of - timedelta(days=back))
    leaps = [day for day in _LEAP_DAYS if first <= day <= as_of]
    choices = [anywhere, anywhere.map(end_of_month), near, *([st.sampled_from(leaps)] if leaps else [])]
    return st.one_of(choices)


@st.composite
def spells(draw: st.DrawFn, as_of: date = AS_OF, *, debut: date | None = None) -> tuple[date, date | EnCours]:
    """The two ends of a spell, both included; it has begun at `as_of`, and may end after it or go on.

    Args:
        draw: given by hypothesis.
        as_of: the date of the decision.
        debut: the first day; drawn when it isn't given.
    """
    start = draw(days(as_of)) if debut is None else debut
    months = st.sampled_from(_MONTHS).map(lambda count: start + relativedelta(months=count, days=-1))
    around = st.tuples(months, st.integers(-1, 1)).map(lambda pair: pair[0] + timedelta(days=pair[1]))
    length = st.integers(0, 800).map(lambda count: start + timedelta(days=count))
    fin = draw(st.one_of(around, length, st.just(as_of), st.just(EN_COURS)))
    return start, fin if isinstance(fin, EnCours) else max(fin, start)


def marks() -> st.SearchStrategy[Fraction]:
    """Marks over 20, to the hundredth; 10 and its neighbours come up often."""
    hundredths = st.sampled_from((0, 999, 1000, 1001, 1200, 2000)) | st.integers(0, 2000)
    return hundredths.map(lambda mark: Fraction(mark, 100))


def quotites() -> st.SearchStrategy[Fraction]:
    """Shares of full time, above 0 and at most 1."""
    usual = st.sampled_from((Fraction(1), Fraction(1, 2), Fraction(4, 5), Fraction(1, 3), Fraction(1, 1000)))
    return usual | st.fractions(0, 1, max_denominator=50).filter(bool)


@st.composite
def ues(draw: st.DrawFn, code: str, as_of: date = AS_OF) -> Ue:
    """A UE of that code: validated in some way, or not, or unknown; its date may be just after `as_of`."""
    around = st.integers(0, 1).map(lambda ahead: as_of + timedelta(days=ahead))
    spaced, hyphened = f" {code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}"
    typed = draw(st.sampled_from((None, None, None, code.lower(), spaced, hyphened)))
    return Ue(
        code=code,
        obtention=draw(st.none() | st.sampled_from(Obtention)),
        note=draw(st.none() | marks()),
        date=draw(st.none() | days(as_of) | around),
        statut=draw(st.just(StatutUe.VALIDEE) | st.sampled_from(StatutUe)),
        saisie=typed if typed is not None and typed != code and normalise(typed) == code else None,
        echec=draw(st.none() | failures(as_of)),
    )


@st.composite
def ue_lists(
    draw: st.DrawFn,
    codes: Sequence[str] = CODES,
    as_of: date = AS_OF,
    *,
    others: Sequence[str] = OTHER_CODES,
) -> tuple[Ue, ...] | None:
    """The UE of a dossier: unknown, none, all of `codes`, all but one, or some; in any order.

    Some are of another programme (`others`, marked `hors_programme`), and now and then one stands twice.
    """
    kind = draw(st.sampled_from(("all", "all", "all but one", "some", "some", "none", "unknown")))
    if kind == "unknown":
        return None
    if kind == "all":
        return tuple(Ue(code) for code in draw(st.permutations(list(codes))))
    if kind == "all but one":
        missing = draw(st.sampled_from(list(codes) or [""]))
        return tuple(Ue(code) for code in codes if code != missing)
    chosen = [] if kind == "none" else draw(st.lists(st.sampled_from(list(codes) or [""]), unique=True))
    found = [draw(ues(code, as_of)) for code in chosen if code]
    foreign = draw(st.lists(st.sampled_from(list(others)), unique=True, max_size=2)) if others else []
    found += [evolve(draw(ues(code, as_of)), hors_programme=True) for code in foreign]
    if found and draw(st.integers(0, 9)) == 0:
        found.append(draw(st.sampled_from(found)))
    return tuple(draw(st.permutations(found)))


@st.composite
def experiences(draw: st.DrawFn, as_of: date = AS_OF, *, debut: date | None = None) -> Experience:
    """An experience that has begun at `as_of`."""
    start, fin = draw(spells(as_of, debut=debut))
    return Experience(
        intitule=draw(texts()),
        employeur=draw(st.none() | texts()),
        debut=start,
        fin=fin,
        dans_le_champ=draw(answers()),
        attestee=draw(st.just(True) | answers()),
        quotite=draw(st.none() | quotites()),
        statut=draw(st.none() | st.sampled_from(StatutActivite)),
        responsabilite=draw(answers()),
    )


@st.composite
def experience_lists(draw: st.DrawFn, as_of: date = AS_OF, *, most: int = 6) -> tuple[Experience, ...] | None:
    """The experiences of a dossier: unknown, none, or up to `most`, many of which touch or overlap."""
    count = draw(st.integers(-1, most))
    if count < 0:
        return None
    found: list[Experience] = []
    for _ in range(count):
        after = found[-1].fin if found else EN_COURS
        gap = draw(st.none() | st.integers(-2, 2))
        follows = None if gap is None or isinstance(after, EnCours) else after + timedelta(days=gap)
        debut = follows if follows is not None and _FIRST <= follows <= as_of else None
        found.append(draw(experiences(as_of, debut=debut)))
    return tuple(found)


@st.composite
def stages(draw: st.DrawFn, as_of: date = AS_OF) -> Stage:
    """A stage that has begun at `as_of`, with no more days or hours than it can hold."""
    start, fin = draw(spells(as_of))
    length = 200 if isinstance(fin, EnCours) else (fin - start).days + 1
    jours = st.integers(0, length) | st.sampled_from([n for n in (22, 65, 66) if n <= length] or [0])
    heures = st.integers(0, 24 * length) | st.sampled_from([n for n in (461, 462) if n <= 24 * length] or [0])
    parts = st.sampled_from((Fraction(0), Fraction(1, 2), Fraction(1, 3)))

    def quantity(whole: st.SearchStrategy[int], most: int) -> st.SearchStrategy[Fraction]:
        return st.builds(lambda units, part: min(Fraction(most), units + part), whole, parts)

    return Stage(
        organisme=draw(texts()),
        debut=start,
        fin=fin,
        dans_le_champ=draw(answers()),
        atteste=draw(st.just(True) | answers()),
        heures=draw(st.none() | quantity(heures, 24 * length)),
        jours=draw(st.none() | quantity(jours, length)),
    )


@st.composite
def rapports(draw: st.DrawFn, as_of: date = AS_OF) -> Rapport:
    """A report: each step taken on a day in order, taken on a day unknown, not taken, or unknown."""
    reached = draw(st.integers(0, 3))
    dated = sorted(draw(st.lists(days(as_of + timedelta(days=1)), min_size=reached, max_size=reached)))
    steps: list[Etape] = [draw(st.sampled_from((day, day, True, None))) for day in dated]
    steps += [draw(st.sampled_from((False, None))) for _ in range(3 - reached)]
    if reached == 3 and draw(st.booleans()):
        steps = [*dated]
    return Rapport(*steps)


def births() -> st.SearchStrategy[date]:
    """Days of birth, before anything that a dossier holds; a 29 February comes up often."""
    leap_days = st.sampled_from((date(1996, 2, 29), date(2000, 2, 29)))
    return leap_days | st.dates(date(1950, 1, 1), date(2007, 12, 31))


def etapes(as_of: date = AS_OF) -> st.SearchStrategy[dict[str, Etape]]:
    """Named steps: taken on a day or on a day unknown, not taken, planned for the day after, or unknown."""
    step = st.sampled_from((True, False, None, as_of)) | days(as_of + timedelta(days=1))
    return st.dictionaries(st.sampled_from(STEPS), step)


@st.composite
def derogations(draw: st.DrawFn, conditions: Sequence[str] = CONDITIONS, as_of: date = AS_OF) -> Derogation:
    """A dispensation from one of the conditions, dated up to the day after `as_of`.

    It has no end, or ends on any day from its own on; the day before `as_of`, that day and the next one come
    up often.
    """
    granted = draw(days(as_of + timedelta(days=1)))
    around = st.integers(-1, 1).map(lambda ahead: as_of + timedelta(days=ahead))
    later = st.integers(0, 800).map(lambda ahead: granted + timedelta(days=ahead))
    last = draw(st.none() | around | later)
    return Derogation(
        condition=draw(st.sampled_from(list(conditions))),
        motif=draw(texts()),
        autorite=draw(texts()),
        date=granted,
        jusqu_au=None if last is None else max(last, granted),
    )


def decision_lists(
    values: Mapping[str, Sequence[str]], as_of: date = AS_OF
) -> st.SearchStrategy[list[Decision]]:
    """Decisions up to the day after `as_of`; of one day and about one thing there is a single one.

    Args:
        values: what may have been decided, each with the values it may have.
        as_of: the day of the decision on the dossier.
    """
    one = st.sampled_from([(name, value) for name, texts in values.items() for value in texts])
    whole = st.builds(
        lambda decided, authority, motive, day: Decision(decided[0], decided[1], authority, motive, day),
        one,
        texts(),
        texts(),
        days(as_of + timedelta(days=1)),
    )
    return st.lists(whole, max_size=3, unique_by=lambda decision: (decision.objet, decision.date))


@st.composite
def dossiers(
    draw: st.DrawFn,
    codes: Sequence[str] = CODES,
    as_of: date = AS_OF,
    *,
    programme: str = "RNCP36625",
    others: Sequence[str] = OTHER_CODES,
    conditions: Sequence[str] = CONDITIONS,
    first_entry: date = date(2023, 9, 1),
    words: Mapping[str, Sequence[str]] = SITUATIONS,
    decisions: Mapping[str, Sequence[str]] | None = None,
) -> Dossier:
    """A dossier of a programme.

    Args:
        draw: given by hypothesis.
        codes: the codes that the programme knows.
        as_of: the date of the decision: no experience, stage or entry begins after it.
        programme: the programme's code.
        others: codes that the programme doesn't know, for the UE marked `hors_programme`; none when empty.
        conditions: what the derogations may be about; without any there is no derogation.
        first_entry: the earliest entry into training, when the dossier states one.
        words: the words that a rule file has for the candidate's situation, by name.
        decisions: what may have been decided, each with the values it may have; None for nothing.

    >>> from hypothesis import find
    >>> find(dossiers(), lambda dossier: dossier.stages is None).programme
    'RNCP36625'
    """
    entry = st.dates(first_entry, as_of) if first_entry <= as_of else st.nothing()
    waivers = st.lists(derogations(conditions, as_of), max_size=2) if conditions else st.just([])
    return Dossier(
        dossier=draw(texts()),
        programme=programme,
        entree_en_formation=draw(st.none() | entry),
        naissance=draw(st.none() | births()),
        ue=draw(ue_lists(codes, as_of, others=others)),
        experiences=draw(experience_lists(as_of)),
        stages=draw(st.none() | st.lists(stages(as_of), max_size=3).map(tuple)),
        rapport=draw(st.none() | rapports(as_of)),
        etapes=draw(st.just({}) | etapes(as_of)),
        derogations=tuple(draw(st.just([]) | waivers)),
        situation=draw(situations(words)),
        diplomes=draw(st.none() | st.lists(diplomes(texts(), as_of), max_size=3).map(tuple)),
        tests=draw(st.none() | st.lists(results(as_of), max_size=3).map(tuple)),
        decisions=tuple(draw(decision_lists(decisions, as_of))) if decisions else (),
    )
