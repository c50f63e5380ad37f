"""Writes a page for each rule set and model of the library, before Sphinx reads the pages."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from cnam_rules.catalogue import Catalogue, packaged
from cnam_rules.render.annotated import article_style, modele_article, ruleset_article

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FOLDER = Path("fr", "reglements")
"""Where the pages go, below the manual's folder; nothing else is kept there."""


def page(title: str, article: str) -> str:
    """A page of reStructuredText: a title, and an article of HTML as it is."""
    said = re.sub(r"([\\*`|_<>])", r"\\\1", title)
    line = "=" * sum(2 if east_asian_width(c) in "WF" else 1 for c in said)
    return f"{said}\n{line}\n\n.. raw:: html\n\n{indent(article_style() + article, '   ')}\n"


def pages(catalogue: Catalogue) -> dict[str, str]:
    """A page for each rule set and each model, by its file's name.

    Raises:
        RuleSetError: the rule files have faults; then there is no manual.
    """
    found: dict[str, str] = {}
    several = {r.id for r in catalogue.rulesets if len(catalogue.versions(r.id)) > 1}
    for ruleset in catalogue.rulesets:
        version = f" (version {ruleset.version})" if ruleset.id in several else ""
        title = f"{ruleset.intitule.fr}{version}"
        found[name(ruleset.id, ruleset.version)] = page(
            title,
            ruleset_article(ruleset, "fr", title=False, information=catalogue.information_of(ruleset.fiche)),
        )
    for model in catalogue.models:
        heirs = [
            r
            for r in catalogue.rulesets
            if any((other.id, other.version) == (model.id, model.version) for other in r.etend)
        ]
        title = f"Modèle {model.id}, version {model.version}"
        found[name(model.id, model.version)] = page(title, modele_article(model, heirs, "fr"))
    return found


def name(ruleset: str, version: str) -> str:
    """A file's name for a rule set; no two rule sets have the same name and version."""
    return re.sub(r"[^\w.-]", "-", f"{ruleset}@{version}") + ".rst"


def write(app: Sphinx) -> None:
    """Write the pages that changed, and remove those whose rule set is gone."""
    folder = Path(app.srcdir) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages(packaged())
    for path in folder.iterdir():
        if path.name not in wanted:
            path.unlink()
    for file, content in wanted.items():
        path = folder / file
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Runs when the builder is ready, before pages are looked for."""
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
