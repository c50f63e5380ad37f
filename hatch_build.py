"""Build hook: a wheel carries the rule sets of ``rules/`` as ``cnam_rules/_rules/``.

An editable install doesn't, so that no stale copy ever shadows the checkout's own rule sets.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RuleSetsHook(BuildHookInterface[Any]):
    """Adds the rule sets to a standard wheel, and refuses to build one without them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Maps every file of ``rules/`` into the package.

        Args:
            version: ``standard`` for a wheel, ``editable`` for an editable install.
            build_data: What hatchling will build from; changed in place.

        Raises:
            FileNotFoundError: If a wheel is asked for and ``rules/`` has no rule file.
        """
        if version != "standard":
            return
        rules = Path(self.root, "rules")
        if next(rules.rglob("*.yaml"), None) is None:
            raise FileNotFoundError(f"no rule file (*.yaml) under {rules}: a wheel needs its rule sets")
        build_data["force_include"][str(rules)] = "cnam_rules/_rules"
