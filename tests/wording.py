"""What makes a sentence awkward, whoever wrote it: no agreement, no elision, a mark out of place."""

import re
from collections.abc import Iterator, Mapping

_NO_BREAK = "\u00a0"
_ALIKE = "mois|fois|cas|plus|moins|dans|sans|sous|vers|mais|les|des|depuis"
"""Words that end in `s` in the singular too, or that no number counts."""

_NUMBER = r"(?<![\d.,/–:-])(?<![.,/]\d)\b"
"""Before a whole number that stands alone."""
_ONE = "day|month|year|unit|mark|hour|group|point|condition|reading|fault|way|file|example|dossier|warning"
_MARK_TWICE = r",,|(?<!\.)\.\.(?!\.)|\.\.\.|[;:,] ?[;,.](?!\w)| ,| \.(?!\w)|\( | \)|(?<!\w)\(\)"
_NOT = r"\bn(?:e |')[^.;:,!?]{1,20} pas\b"

_FRENCH: Mapping[str, str] = {
    "a plural after 0 or 1": rf"{_NUMBER}[01] (?!(?:{_ALIKE})\b)[a-zéèêàô]{{2,}}s\b",
    "a vowel not elided": r"(?<!-)\b(?:[Dd]e|[Qq]ue|[Jj]usque|[Ll]orsque|[Pp]uisque|[Nn]e|[Ss]e|[Ll]e|[Ll]a) "
    r"(?=[aeiouâàéèêëîïôûAEIOUÂÀÉÈÊËÎÏÔÛ])(?!oui\b|onz|un à|unième|et\b|A\d)",
    "two words that contract": r"(?<!avant )\b(?:de|à) les?\b(?! \w+(?:er|ir|re)\b)|\b[Ss]i ils?\b",
    "an ordinary space before a mark": r" [;:?!»]|« ",
    "no space before a mark": r"[^\W\d_][;?!»](?=[\s)]|$)|[^\W\d_]:(?=\s)",
    "a mark twice": rf"{_MARK_TWICE}|«\s»",
    "a blank that nothing filled": r"\{\w*\}|\bNone\b(?! of| is)",
    "an agreement left to the reader": r"\w\((?:s|e|es|x)\)",
    "a double negation": rf"{_NOT}(?:(?!\b(?:et|ou|si)\b)[^.,;:!?→]){{1,15}}{_NOT}|\bnon non\b",
}
_ENGLISH: Mapping[str, str] = {
    "a plural after 1": rf"{_NUMBER}1 (?:{_ONE})s\b",
    "a singular after 0 or 2": rf"{_NUMBER}[02] (?:{_ONE})\b(?!-)",
    "an article that a vowel follows": r"\b[Aa] (?=[aeio])(?!one\b|once\b|eu)",
    "a space before a mark": r" [;:?!](?=\s|$)",
    "a mark twice": rf"{_MARK_TWICE}|“”",
    "a blank that nothing filled": r"\{\w*\}|\bNone\b(?! of| is)",
    "an agreement left to the reader": r"\w\(s\)",
    "French marks": "[«»]",
}
_DEFECTS: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    lang: {what: re.compile(pattern, re.MULTILINE) for what, pattern in patterns.items()}
    for lang, patterns in (("fr", _FRENCH), ("en", _ENGLISH))
}


def defects(text: str, lang: str) -> Iterator[str]:
    """Each defect of a text: what it is, and the words around it."""
    for what, pattern in _DEFECTS[lang].items():
        for found in pattern.finditer(text):
            around = text[max(0, found.start() - 25) : found.end() + 25]
            yield f"{what}: …{around}…"


def ours(text: str) -> str:
    """A page without what we didn't write: what is quoted, and what its lines begin with."""
    text = re.sub(r"«[^«»]*(?:«[^«»]*»[^«»]*)*»", f"«{_NO_BREAK}…{_NO_BREAK}»", text)
    text = re.sub(r"“[^“”]*”", "“…”", text)
    return " ".join(line.lstrip(" ·•○●✓✗–-?!").rstrip() for line in text.splitlines())
