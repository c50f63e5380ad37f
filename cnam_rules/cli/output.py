"""Where the command line writes: plain text for pipes and files, rich's colours and tables for a terminal.

A stream whose encoding lacks a character gets the nearest plain one, never an exception, and JSON gets its
escape; rich is imported only when there is a terminal to colour.
"""

from __future__ import annotations

import codecs
import json
import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final, TextIO

from cnam_rules.render.terminal import MARK_STYLES, styled
from cnam_rules.render.words import WIDTH
from cnam_rules.speech import Speech, Value

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Output", "OutputFailed"]

_LEAST_PAGE: Final = 40
"""A page is never laid out narrower: the terminal breaks its lines then."""

_PLAIN: Final = {
    "✓": "v", "✗": "x", "○": "o", "–": "-", "—": "-", "…": "...", "→": "->", "·": "-", "•": "*", "’": "'",
    "«": '"', "»": '"', "“": '"', "”": '"', "─": "-", "│": "|", "━": "-", "┃": "|", "≥": ">=", "œ": "oe",
}  # fmt: skip


class OutputFailed(Exception):
    """What was to be said can't be written. `detail` is the system's word for why."""

    def __init__(self, error: OSError) -> None:
        self.detail = error.strerror or type(error).__name__
        super().__init__(self.detail)


class Output:
    """The two streams of a command, and the language it speaks.

    Args:
        lang: `fr` or `en`.
        out: the standard output; None where there is none.
        err: the standard error; None where there is none.
    """

    def __init__(self, lang: str, out: TextIO | None, err: TextIO | None) -> None:
        self.lang = lang
        self.speech = Speech(lang)
        self._out = out
        self._err = err

    def say(self, key: str, **args: Value) -> str:
        """A sentence of the command line."""
        return self.speech.say(f"cli.{key}", **args)

    @property
    def terminal(self) -> bool:
        """Whether somebody reads the standard output on a terminal."""
        return _is_terminal(self._out)

    @property
    def error_width(self) -> int | None:
        """The columns of the terminal that shows errors; None when none does, and lines go unwrapped."""
        return get_terminal_size().columns if _is_terminal(self._err) else None

    def write(self, text: str) -> None:
        """Write text to the standard output."""
        _write(self._out, text)

    def complain(self, text: str, style: str = "") -> None:
        """Write a line to the standard error."""
        if style and _has_colour(self._err):
            self._rich(self._err, lambda console: console.print(text, style=style, **_AS_IS))
        else:
            _write(self._err, text + "\n")

    @property
    def width(self) -> int | None:
        """The columns of the terminal that shows the output; None when none does."""
        return get_terminal_size().columns if self.terminal else None

    @property
    def page_width(self) -> int:
        """The columns that a page of text may take: those of the terminal, up to those of a printed page."""
        return min(WIDTH, max(_LEAST_PAGE, self.width or WIDTH))

    def lines(self, text: str) -> None:
        """Write text to the standard output; on a terminal its marks are coloured and its headings bold."""
        if not _has_colour(self._out):
            self.write(text)
            return

        def draw(console: Console) -> None:
            from rich.text import Text

            for line in text.splitlines():
                console.print(Text.assemble(*styled(line)), soft_wrap=True)

        self._rich(self._out, draw)

    def paragraph(self, text: str, indent: str = "") -> list[str]:
        """A paragraph of the standard output, in lines as long as a page is wide."""
        return wrap(
            text,
            self.page_width,
            initial_indent=indent,
            subsequent_indent=indent,
            break_on_hyphens=False,
            break_long_words=False,
        )

    def table(
        self, headers: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int] | None = None
    ) -> None:
        """Write a table: drawn on a terminal, or in plain columns, one line a row.

        Args:
            headers: the columns' headings.
            rows: the cells; one that begins with a mark has its colour.
            widths: the columns' widths on a terminal; by default as wide as their cells, and rows that are
                too wide for it are written cell by cell.
        """
        rows = [*rows]
        width = self.width
        if width is None:
            self.write(_columns(headers, rows))
            return
        if widths is None and max(map(len, _columns(headers, rows).splitlines())) > width:
            for first, *others in rows:
                self.lines(first + "\n")
                for header, cell in zip(headers[1:], others, strict=True):
                    self.write("  " + self.say("pair", name=header, value=cell) + "\n")
            return

        def draw(console: Console) -> None:
            from rich.box import SIMPLE_HEAD
            from rich.table import Table
            from rich.text import Text

            table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
            for index, header in enumerate(headers):
                table.add_column(header, overflow="fold", width=widths[index] if widths else None)
            for row in rows:
                table.add_row(*(Text(cell, style=MARK_STYLES.get(cell[:1], "")) for cell in row))
            console.print(table)

        self._rich(self._out, draw)

    def json(self, data: object) -> None:
        """Write a value as one line of JSON."""
        self.json_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")))

    def json_text(self, text: str) -> None:
        """Write JSON text as one line; where the stream can't take a character, it gets its escape."""
        if _can_take(self._out, text):
            self.write(text + "\n")
        else:
            self.write(json.dumps(json.loads(text), separators=(",", ":")) + "\n")

    def json_page(self, text: str) -> None:
        """Write JSON text as it is laid out; where the stream can't take a character, it gets its escape."""
        if not _can_take(self._out, text):
            # Only the texts inside JSON hold other characters than ASCII's.
            text = "".join(c if c.isascii() else json.dumps(c)[1:-1] for c in text)
        self.write(text)

    def wrapped(self, text: str, indent: int) -> str:
        """A paragraph of the standard error, set in, and wrapped when somebody reads it on a terminal."""
        start, width = " " * indent, self.error_width
        if width is None:
            return start + " ".join(text.split("\n"))
        lines = wrap(
            text,
            max(width, 40),
            initial_indent=start,
            subsequent_indent=start + "  ",
            break_on_hyphens=False,
            break_long_words=False,
        )
        return "\n".join(lines)

    @contextmanager
    def progress(self, what: str, done: Callable[[], float]) -> Iterator[None]:
        """Show how far something is while it is done, to whoever reads the standard error on a terminal.

        Args:
            what: what is done.
            done: how much of it is, in hundredths; below 0 when nobody knows.
        """
        if self._err is None or not _is_terminal(self._err):
            yield
            return
        from threading import Event, Thread

        from rich.console import Console
        from rich.progress import Progress

        over = Event()
        with Progress(console=Console(file=self._err), transient=True) as shown:
            task = shown.add_task(what, total=100)

            def follow() -> None:
                while not over.wait(0.2):
                    shown.update(task, completed=max(0.0, done()))

            thread = Thread(target=follow, daemon=True)
            thread.start()
            try:
                yield
            finally:
                over.set()
                thread.join()

    def flush(self) -> None:
        """Send everything on its way."""
        for stream in (self._out, self._err):
            if stream is not None:
                with _writing():
                    stream.flush()

    def _rich(self, stream: TextIO | None, draw: Callable[[Console], None]) -> None:
        """Let rich draw on a terminal."""
        from rich.console import Console

        if stream is None:
            return
        console = Console(
            file=stream,
            force_terminal=True,
            color_system="auto" if _has_colour(stream) else None,
            markup=False,
            highlight=False,
            emoji=False,
        )
        with _writing():
            draw(console)


_AS_IS: Final[dict[str, Any]] = {"soft_wrap": True, "markup": False, "highlight": False, "emoji": False}
"""What keeps rich from reading anything into a text: keyword arguments, each of its own type."""


@contextmanager
def _writing() -> Iterator[None]:
    """Tell a failure to write from other errors of the system; a reader that went away is no failure."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputFailed(error) from error


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # it was closed
        return False


def _has_colour(stream: TextIO | None) -> bool:
    """Whether to colour: on a terminal that can, unless NO_COLOR is set (https://no-color.org)."""
    return _is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _columns(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns two spaces apart, one line a row, however long."""
    widths = [max(len(row[index]) for row in (headers, *rows)) for index in range(len(headers))]
    written = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (headers, *rows)
    )
    return "".join(f"{line}\n" for line in written)


def _can_take(stream: TextIO | None, text: str) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8", getattr(stream, "errors", None) or "strict")
    except UnicodeEncodeError:
        return False
    return True


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return
    if not _can_take(stream, text):
        encoding = getattr(stream, "encoding", None) or "utf-8"
        text = text.encode(encoding, "cnam-rules-plain").decode(encoding)
    with _writing():
        stream.write(text)


def _plain(error: UnicodeError) -> tuple[str, int]:
    """The nearest plain characters for those that an encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    said = ""
    for character in error.object[error.start : error.end]:
        near = unicodedata.normalize("NFKD", _PLAIN.get(character, character))
        said += (
            "".join(c for c in near if ord(c) < 128) or "?"
        )  # ASCII stands in every encoding of a terminal
    return said, error.end


codecs.register_error("cnam-rules-plain", _plain)
