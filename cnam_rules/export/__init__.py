"""Rule sets carried elsewhere: the decision over measured facts, for systems that don't run this library.

`export_rules` writes a rule set, its readings chosen, as expressions of JsonLogic or of CertLogic, with the
JSON Schema of the facts that they take; `facts_document` gives those facts for a dossier that was decided.
What is measured stays here: months, credits and marks are counted by the caller, or by this library.
"""

from cnam_rules.export.document import export_rules, facts_document
from cnam_rules.export.languages import LANGUAGES
from cnam_rules.export.layout import laid_out

__all__ = ["LANGUAGES", "export_rules", "facts_document", "laid_out"]
