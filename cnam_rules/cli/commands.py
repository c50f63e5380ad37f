"""The commands and their options, as the help, the parser and the checks read them.

Of `decide`, only the options that say in what form it answers; the others are in `cnam_rules.cli.parser`.

A new command is a row here, a module of `cnam_rules.cli.rules` (or of `cnam_rules.cli`) and its sentences in
`cnam_rules/messages/` (`short-rules-…`, `about-rules-…`, `names-rules-…`, `statuses-…`, and `help-…` for each
option; without `rules-` for those beside `rules`). Whatever writes files says where with `--out`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

__all__ = [
    "COMMANDS",
    "DECIDE_FORMATS",
    "DECIDE_OPTIONS",
    "DIALECTS",
    "EXPORTS",
    "FILES",
    "FORMATS",
    "NAMED",
    "NOTICE_FORMATS",
    "RULES_COMMANDS",
    "TABLE_FORMATS",
    "TOP_COMMANDS",
    "Option",
    "RulesCommand",
]

EXPORTS: Final = ("jsonlogic", "certlogic")
"""The languages that rules can be exported to: those of `cnam_rules.export`, which help need not import."""

FILES: Final = ("jeu", "fiche", "renseignements", "dossier")
"""The kinds of file that there is a schema of: those of `cnam_rules.schema`, which help need not import."""


TABLE_FORMATS: Final = ("parquet", "csv")
"""The forms of tables: those of `cnam_rules.cohorts`, which help need not import."""

FORMATS: Final = ("text", "html", "mermaid")
"""The forms that `rules show` can give; the first is the default."""


@frozen
class Option:
    """An option of a command.

    Attributes:
        name: as it is typed: `--junit`.
        value: what stands for its value in the help: a word of `NAMED` is said in the language asked for,
            anything else as it is. None for an option that takes no value.
        words: the values that it can have; any value when there are none.
        said: the end of the key of its sentence in the help; by default, its name.
        repeats: whether it may be given several times, with different values.
        form: whether it says the form of the answer, so that it doesn't go with `--json`.
    """

    name: str
    value: str | None = None
    words: tuple[str, ...] = ()
    said: str = ""
    repeats: bool = False
    form: bool = False

    @property
    def key(self) -> str:
        """The key of its sentence in the help: `help-junit`."""
        return f"help-{self.said or self.name.removeprefix('--')}"


NAMED: Final = frozenset(
    (
        "file",
        "folder",
        "date",
        "name-choice",
        "text",
        "codes",
        "code",
        "question",
        "earlier",
        "later",
        "verdict",
        "dossier",
        "receipt",
        "share",
        "page",
        "column",
    )
)
"""The kinds of values and names that have a word in either language."""


@frozen
class RulesCommand:
    """A command of `cnam-rules rules`, or one of `TOP_COMMANDS`.

    Attributes:
        name: its name.
        names: what the names that it takes are: `file`, `folder`, `id`, or several of them; empty if it takes
            none. Of those in `TOP_COMMANDS`, what each of the two is, in order.
        fewest: how many names it needs.
        most: how many names it takes; None for any number.
        options: the options that it has beside those of every command.
        misnamed: the fault of a command that was given more or fewer names than it takes; by default, what
            the kind of its names says.
    """

    name: str
    names: tuple[str, ...] = ()
    fewest: int = 0
    most: int | None = None
    options: tuple[Option, ...] = ()
    misnamed: str = ""


DIALECTS: Final = ("duckdb", "postgres", "spark", "sqlite")
"""The databases that a statement can be said for: those of `cnam_rules.sql`, which help need not import."""

DECIDE_FORMATS: Final = ("text", "html", "markdown", "timeline", "json")
"""The forms that `decide` can give; the first is the default."""

NOTICE_FORMATS: Final = ("text", "html", "pdf")
"""The forms that `notice` can give; the first is the default."""

DECIDE_OPTIONS: Final = (
    Option("--format", "|".join(DECIDE_FORMATS), DECIDE_FORMATS, said="format-decide", form=True),
    Option("--out", "file"),
)
"""The options of `decide` that say in what form, and where, it answers."""

RULES_COMMANDS: Final[Mapping[str, RulesCommand]] = {
    command.name: command
    for command in (
        RulesCommand("list", most=0),
        RulesCommand(
            "show",
            ("id",),
            fewest=1,
            most=1,
            options=(Option("--format", "|".join(FORMATS), FORMATS, form=True), Option("--out", "file")),
        ),
        RulesCommand("check", ("file",), options=(Option("--strict"),)),
        RulesCommand(
            "test",
            ("file", "id"),
            options=(Option("--junit", "file"), Option("--coverage"), Option("--suggest")),
        ),
        RulesCommand(
            "prove",
            ("file", "id"),
            options=(
                Option("--versus", "file|id"),
                Option("--out", "folder", said="folder"),
                Option("--strict", said="strict-prove"),
            ),
        ),
        RulesCommand(
            "export",
            ("id",),
            fewest=1,
            most=1,
            options=(
                Option("--to", "|".join(EXPORTS), EXPORTS),
                Option("--reading", "name-choice", repeats=True),
                Option("--out", "file"),
            ),
        ),
        RulesCommand(
            "schema",
            most=0,
            options=(Option("--of", "|".join(FILES), FILES, said="schema-of"), Option("--out", "file")),
        ),
        RulesCommand(
            "new",
            ("folder",),
            fewest=1,
            most=1,
            options=(
                Option("--programme", "RNCP…", said="new-programme"),
                Option("--intitule", "text", said="new-intitule"),
                Option("--intitule-en", "text", said="new-intitule-en"),
                Option("--texte", "text", said="new-texte"),
                Option("--du", "date", said="new-du"),
                Option("--ue", "codes", said="new-ue"),
            ),
        ),
    )
}
"""Every command of `cnam-rules rules`, in the order of the help."""

_RULESET: Final = Option("--ruleset", "id|file", said="ruleset-again")

TOP_COMMANDS: Final[Mapping[str, RulesCommand]] = {
    command.name: command
    for command in (
        RulesCommand("programme", ("code", "question")),
        RulesCommand(
            "screen",
            ("folder",),
            most=1,
            options=(
                Option("--as-of", "date", said="as-of-screen"),
                Option("--ruleset", "id|file", said="ruleset-screen"),
                Option("--reading", "name-choice", repeats=True),
                Option("--readings", said="readings-too"),
                Option("--statuses-only"),
                Option("--to", "file", said="screen-to"),
                Option("--rejects", "file"),
                Option("--charts", "page"),
                Option("--by", "column"),
                Option("--memory", "2GB"),
                Option("--backend", "duckdb|spark|postgres://…"),
                Option("--sql", "|".join(DIALECTS), DIALECTS),
            ),
        ),
        RulesCommand(
            "cohort",
            ("make", "N"),
            fewest=2,
            most=2,
            options=(
                Option("--seed", "N", said="cohort-seed"),
                Option("--to", "folder", said="cohort-to"),
                Option("--format", "|".join(TABLE_FORMATS), TABLE_FORMATS, said="cohort-format"),
                Option("--faulty", "share", said="cohort-faulty"),
                Option("--as-of", "date", said="cohort-as-of"),
            ),
            misnamed="usage-cohort",
        ),
        RulesCommand("diff", ("earlier", "later"), fewest=2, most=2),
        RulesCommand(
            "notice",
            ("verdict",),
            fewest=1,
            most=1,
            options=(
                Option("--format", "|".join(NOTICE_FORMATS), NOTICE_FORMATS, said="format-notice", form=True),
                Option("--out", "file"),
            ),
        ),
        RulesCommand(
            "receipt", ("verdict", "dossier"), fewest=2, most=2, options=(_RULESET, Option("--out", "file"))
        ),
        RulesCommand(
            "verify",
            ("receipt", "dossier"),
            fewest=2,
            most=2,
            options=(Option("--verdict", "file"), _RULESET),
        ),
        RulesCommand("explain", ("code",)),
    )
}
"""The commands that stand beside `decide` and `rules`, in the order of the help; some take two files."""

COMMANDS: Final[Mapping[str, RulesCommand]] = {**TOP_COMMANDS, **RULES_COMMANDS}
"""Every command but `decide`, by its name; no two have one."""
