"""Decides every dossier of ``examples/dossiers/`` and prints the explained verdicts, then their table.

Run it with ``make demo``. It fails only if the command line does: a dossier that isn't eligible, or that has
faults, is as good an example as one that is.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from cnam_rules.cli import main

AS_OF = "2025-11-03"
RULE = "-" * 96
MEANING = {0: "transmissible", 1: "non transmissible", 2: "on ne peut pas conclure", 3: "fichier à corriger"}


def demo() -> int:
    """Prints each command before its output, its exit status after it, and the table of all dossiers last.

    Returns:
        0, or 1 if a dossier ended with a status that the command line doesn't document.
    """
    folder = Path(__file__).parent / "dossiers"
    dossiers = [shown(path) for path in sorted(folder.iterdir()) if path.suffix in {".yaml", ".json"}]
    if not dossiers:
        print("no dossier in examples/dossiers/", file=sys.stderr)
        return 1
    statuses = [decide([dossier], dossier) for dossier in dossiers]
    patterns = " ".join(f"{shown(folder)}/*{ending}" for ending in (".json", ".yaml"))
    statuses.append(decide(dossiers, patterns))
    return 0 if set(statuses) <= set(MEANING) else 1


def decide(files: Sequence[str], typed: str) -> int:
    """Runs one command as somebody would type it, and tells what its exit status means."""
    print(f"{RULE}\n$ cnam-rules decide {typed} --as-of {AS_OF}\n", flush=True)
    status = main(["decide", *files, "--as-of", AS_OF])
    gravest = "" if len(files) == 1 else ", le plus grave de tous"
    print(f"\n(statut de sortie {status} : {MEANING.get(status, 'inconnu')}{gravest})\n", flush=True)
    return status


def shown(path: Path) -> str:
    """A path as it is typed from the current folder, when it lies below it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


if __name__ == "__main__":
    sys.exit(demo())
