"""Decides every dossier of ``examples/dossiers/`` and prints the explained verdicts.

Run it with ``make demo``. It fails only if the command line does: a dossier that isn't eligible, or that has
faults, is as good an example as one that is.
"""

import sys
from pathlib import Path

from cnam_rules.cli import main

AS_OF = "2025-11-03"


def demo() -> int:
    """Prints each command before its output, then the table of all the dossiers.

    Returns:
        0, or 1 if a dossier ended with a status that the command line doesn't document.
    """
    folder = Path(__file__).parent / "dossiers"
    dossiers = sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".json"})
    if not dossiers:
        print("no dossier in examples/dossiers/", file=sys.stderr)
        return 1
    for files in [*([dossier] for dossier in dossiers), dossiers]:
        names = [
            str(file.relative_to(Path.cwd())) if file.is_relative_to(Path.cwd()) else str(file)
            for file in files
        ]
        shown = names[0] if len(names) == 1 else "examples/dossiers/*.yaml"
        print(f"\n\n$ cnam-rules decide {shown} --as-of {AS_OF}", flush=True)
        status = main(["decide", *names, "--as-of", AS_OF])
        print(f"(statut de sortie : {status})", flush=True)
        if status not in (0, 1, 2, 3):
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(demo())
