"""A programme in words and as data: its units, and what else its school's page says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from cnam_rules.render.ruleset_data import text_data
from cnam_rules.render.words import WIDTH
from cnam_rules.speech import Speech
from cnam_rules.tables.told import block, table_lines
from cnam_rules.tables.words import Words

if TYPE_CHECKING:
    from cnam_rules.language import Fiche, Offre, Source
    from cnam_rules.tables import Continuation, Input, Output, Renseignements, Row, Table
    from cnam_rules.tables.kind import Kind, Match
    from cnam_rules.tables.model import Value
    from cnam_rules.tables.sets import Values

__all__ = [
    "continuations_text",
    "information_data",
    "information_text",
    "programme_data",
    "programme_text",
    "units_text",
]


def programme_text(
    fiche: Fiche, information: Renseignements | None, lang: str = "fr", *, width: int = WIDTH
) -> str:
    """A programme in words: its units, and all that is told of it.

    Raises:
        UnknownLanguage: for any other language than `fr` and `en`.
    """
    page = _Page(Speech(lang), width)
    return "\n".join([*page.head(fiche), "", *page.units(fiche), *page.information(information)]) + "\n"


def units_text(fiche: Fiche, lang: str = "fr", *, width: int = WIDTH) -> str:
    """The units of a programme in words, and when each is offered."""
    page = _Page(Speech(lang), width)
    return "\n".join([*page.head(fiche), "", *page.units(fiche)]) + "\n"


def continuations_text(
    fiche: Fiche, information: Renseignements | None, lang: str = "fr", *, width: int = WIDTH
) -> str:
    """Where a programme leads, in words."""
    page = _Page(Speech(lang), width)
    return "\n".join([*page.head(fiche), *page.continuations(information)]) + "\n"


def information_text(information: Renseignements, lang: str = "fr", *, width: int = WIDTH) -> str:
    """A file of `renseignements:` in words: tables, delay of access, where the programme leads."""
    page = _Page(Speech(lang), width)
    return "\n".join([*page.file(information), *page.information(information)]) + "\n"


class _Page:
    def __init__(self, speech: Speech, width: int) -> None:
        self.speech = speech
        self.width = width

    def say(self, name: str, **args: str | int) -> str:
        return self.speech.say(f"programme.{name}", **args)

    def block(self, text: str, indent: int) -> Iterator[str]:
        return block(text, indent, self.width)

    def head(self, fiche: Fiche) -> Iterator[str]:
        """What the programme is, and where that comes from."""
        said = fiche.intitule.said(self.speech.lang)
        yield from self.block(self.say("title", code=fiche.programme, title=said), 0)
        yield from self.block(self.say("source", source=fiche.source), 0)

    def file(self, information: Renseignements) -> Iterator[str]:
        """What a file of `renseignements:` is."""
        read = information
        title = read.intitule.said(self.speech.lang)
        yield from self.block(self.say("file-title", id=read.id, version=read.version), 0)
        yield from self.block(f"{title} ({read.programme})", 0)
        yield from self.block(self.say("source", source=read.source), 0)
        yield from self.block(self.say("file", file=read.file, sha256=read.sha256), 0)

    def units(self, fiche: Fiche) -> Iterator[str]:
        """The units, each with its credits, its hours and when it is offered."""
        yield self.say("units")
        number = self.speech.number
        for unit in fiche.unites:
            parts = [unit.code]
            if unit.ects is not None:
                parts.append(self.say("ects", n=number(unit.ects)))
            if unit.heures is not None:
                parts.append(self.say("hours", n=unit.heures))
            yield from self.block(f"{', '.join(parts)} — {unit.intitule}", 2)
            offers = [
                self.say("offer", year=year, when=self.offer(offer)) for year, offer in unit.offre.items()
            ]
            if offers:
                yield from self.block(self.speech.series(offers), 4)
        for remark in fiche.remarques:
            yield from self.block(self.speech.say("tables.remark", remark=remark.said(self.speech.lang)), 2)

    def offer(self, offer: Offre) -> str:
        """When a unit is offered; a doubt of the source is told, and so is a cell that can't be read."""
        if offer.session is None:
            return self.speech.say("annotated.offer-unknown")
        session = self.speech.say(f"annotated.session-{offer.session.value.replace(' ', '-')}")
        return session if offer.certaine else self.speech.say("annotated.offer-doubtful", session=session)

    def information(self, information: Renseignements | None) -> Iterator[str]:
        """Tables, delay of access, where the programme leads; or that no file tells."""
        if information is None:
            yield from ("", *self.block(self.say("nothing-told"), 0))
            return
        if information.tables:
            yield from ("", self.say("tables"))
        for place, table in enumerate(information.tables.values()):
            yield from ("",) if place else ()
            yield from table_lines(table, self.speech, self.width)
        if (delay := information.delai_acces) is not None:
            yield from ("", self.say("delay"))
            yield from self.block(delay.libelle.said(self.speech.lang), 2)
            yield from self.evidence(delay.source, delay.file, delay.line)
        yield from self.continuations(information)

    def continuations(self, information: Renseignements | None) -> Iterator[str]:
        """The titles that one may go on to, and those that there is a bridge to."""
        if information is None or not (information.poursuites or information.passerelles):
            yield from ("", *self.block(self.say("nowhere-told"), 0))
            return
        yield from self.leads("continuations", information.poursuites)
        yield from self.leads("bridges", information.passerelles)

    def leads(self, heading: str, found: Iterable[Continuation]) -> Iterator[str]:
        listed = [*found]
        if listed:
            yield from ("", self.say(heading))
        for lead in listed:
            title = lead.intitule.said(self.speech.lang)
            yield from self.block(self.say("lead", level=lead.niveau, title=title, code=lead.code), 2)
            yield from self.evidence(lead.source, lead.file, lead.line)

    def evidence(self, source: Source, file: str, line: int | None) -> Iterator[str]:
        """The words of the source, and where they stand."""
        say = self.speech.say
        yield from self.block(say("tables.clause", clause=source.clause, extract=source.extrait), 4)
        yield from self.block(say("tables.place", file=file, line=str(line)), 4)


# ----------------------------------------------------------------------------------------------------- data
def programme_data(fiche: Fiche, information: Renseignements | None) -> dict[str, Any]:
    """A programme as plain data, under the keys of its files."""
    return {
        "programme": fiche.programme,
        "intitule": text_data(fiche.intitule),
        "fiche": fiche.id,
        "version": fiche.version,
        "texte": fiche.source,
        "sha256": fiche.sha256,
        "file": fiche.file,
        "unites": [
            {
                "code": unit.code,
                "groupe": unit.groupe,
                "intitule": unit.intitule,
                "ects": None if unit.ects is None else str(unit.ects),
                "heures": unit.heures,
                "offre": {
                    year: {
                        "session": None if offer.session is None else offer.session.value,
                        "certaine": offer.certaine,
                    }
                    for year, offer in unit.offre.items()
                },
            }
            for unit in fiche.unites
        ],
        "remarques": [text_data(remark) for remark in fiche.remarques],
        "renseignements": None if information is None else information_data(information),
    }


def information_data(information: Renseignements) -> dict[str, Any]:
    """A file of `renseignements:` as plain data, under its own keys; amounts are in cents."""
    delay = information.delai_acces
    return {
        "renseignements": information.id,
        "programme": information.programme,
        "fiche": information.fiche.id,
        "version": information.version,
        "intitule": text_data(information.intitule),
        "texte": information.source,
        "sha256": information.sha256,
        "file": information.file,
        "tables": {name: _table(table) for name, table in information.tables.items()},
        "delai_acces": None
        if delay is None
        else {"libelle": text_data(delay.libelle), "source": _source(delay.source), "line": delay.line},
        "poursuites": [_lead(lead) for lead in information.poursuites],
        "passerelles": [_lead(lead) for lead in information.passerelles],
    }


def _lead(lead: Continuation) -> dict[str, Any]:
    return {
        "code": lead.code,
        "niveau": lead.niveau,
        "intitule": text_data(lead.intitule),
        "source": _source(lead.source),
        "line": lead.line,
    }


def _source(source: Source | None) -> dict[str, str] | None:
    return None if source is None else {"clause": source.clause, "extrait": source.extrait}


def _table(table: Table) -> dict[str, Any]:
    return {
        "libelle": text_data(table.libelle),
        "methode": table.policy.value,
        "entrees": {known.name: _column(known) for known in table.inputs},
        "sorties": {known.name: _column(known) for known in table.outputs},
        "lignes": [{"si": _case(table, row), **_row(table, row)} for row in table.rows],
        "sinon": None if table.otherwise is None else _row(table, table.otherwise),
        "remarque": text_data(table.remarque),
        "line": table.line,
    }


def _column(column: Input | Output) -> dict[str, Any]:
    data: dict[str, Any] = {"libelle": text_data(column.libelle)}
    if isinstance(column.kind, Words):
        return {**data, "mots": {word: text_data(label) for word, label in column.kind.words.items()}}
    return {**data, "nature": "texte" if column.kind is None else column.kind.name}


def _row(table: Table, row: Row) -> dict[str, Any]:
    return {
        "alors": {
            known.name: _value(known.kind, value)
            for known, value in zip(table.outputs, row.outcome, strict=True)
        },
        "source": _source(row.source),
        "line": row.line,
    }


def _value(kind: Kind | None, value: Value | None) -> object:
    if value is None:
        return None
    if not isinstance(value, int):
        return text_data(value)
    plain = value if kind is None else kind.plain(value)
    return {"months": plain[0], "days": plain[1]} if isinstance(plain, tuple) else plain


def _case(table: Table, row: Row) -> dict[str, Any]:
    """What a row accepts of each input that matters to it, by intervals: surely, and at the widest."""
    return {
        known.name: _match(known.kind, match)
        for known, match in zip(table.inputs, row.matches, strict=True)
        if match.sure != known.kind.domain
    }


def _match(kind: Kind, match: Match) -> dict[str, Any]:
    def written(values: Values) -> list[list[str]]:
        return [[kind.written(first), kind.written(last)] for first, last in values.intervals]

    if isinstance(kind, Words):
        return {"mots": [word for place, word in enumerate(kind.words) if place in match.sure]}
    return {"sure": written(match.sure), "possible": written(match.possible)}
