"""How the manual is built: MyST Markdown, and the API reference generated from the docstrings."""

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path.append(str(HERE))  # for our own extensions, annotated_rules and error_pages

project = "cnam_rules"
author = "The cnam_rules contributors"
copyright = "2026, the cnam_rules contributors"
release = version = installed_version("cnam-rules")

extensions = [
    "myst_parser",
    "sphinx.ext.apidoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "annotated_rules",
    "error_pages",
]

# One page per module, written into reference/api/ at each build: no module can be forgotten.
apidoc_modules = [
    {
        "path": str(HERE.parent / "cnam_rules"),
        "destination": "reference/api",
        "separate_modules": True,
        "module_first": True,
        "automodule_options": {"members", "show-inheritance"},
    },
]
# A module's page tells what the module defines; what a package re-exports is told once, where it is defined.
autodoc_default_options = {"ignore-module-all": True}
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_class_signature = "mixed"
napoleon_numpy_docstring = False
napoleon_use_ivar = True
python_use_unqualified_type_names = True
add_module_names = False

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = f"cnam_rules {release}"
html_show_sourcelink = False
html_extra_path = ["../rules/schemas"]  # published beside the manual, for editors
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
exclude_patterns = ["_build"]
suppress_warnings = ["ref.python"]  # a name that two modules define, said without its module
default_role = "code"  # docstrings write `name` as Markdown does

# Names that annotations mention and that are documented elsewhere than here.
nitpick_ignore_regex = [
    (r"py:.*", r"(?!cnam_rules(\.|$)).*"),
    (r"py:.*", r"cnam_rules\..*\.[A-Z](_co)?"),  # type variables
    (r"py:.*", r"cnam_rules\.(.*\.)?_.*"),  # private modules
]


def keep_colons(app: object, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Keeps `A: b` whole as an attribute's first line, which napoleon would read as `type: description`."""
    if what in {"attribute", "data", "property"} and lines:
        lines[0] = f": {lines[0]}"


def setup(app: Sphinx) -> None:
    """Runs before napoleon, whose priority is 500."""
    app.connect("autodoc-process-docstring", keep_colons, priority=400)
