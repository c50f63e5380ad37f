"""`cnam-rules rules export`: a rule set written for another system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnam_rules.cli.commands import EXPORTS
from cnam_rules.cli.decide import find_ruleset
from cnam_rules.cli.writing import write
from cnam_rules.export import export_rules, laid_out

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output

__all__ = ["run"]


def run(asked: Asked, out: Output) -> int:
    """Write a rule set in the language asked for, to a file or to the standard output.

    Raises:
        RuleSetError: there is no such rule set or reading, or something can't be said in that language.
        InputError: the file can't be written.
    """
    language, file = asked.options.get("--to", EXPORTS[0]), asked.options.get("--out")
    document = export_rules(find_ruleset(asked.names[0]), language, asked.readings)
    if file is None and asked.json:
        out.json(document)
        return 0
    text = laid_out(document) + "\n"
    if file is None:
        out.json_page(text)
        return 0
    write(file, text, rules=asked.names[0])
    conditions, facts = len(document["conditions"]), len(document["facts"])
    if asked.json:
        out.json({"file": file, "language": language, "conditions": conditions, "facts": facts})
    else:
        name = f"{document['ruleset']['id']}@{document['ruleset']['version']}"
        content = out.speech.list([out.say("n-conditions", n=conditions), out.say("n-facts", n=facts)])
        said = out.say("export-written", mark="✓", file=file, id=name, language=language, content=content)
        out.lines(said + "\n")
    return 0
