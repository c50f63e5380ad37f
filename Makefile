# Everything is run from here. The first target that needs it makes the virtual environment and installs the
# pinned packages (network needed once); afterwards nothing calls pip until what is installed would change.
#
#   make demo      decide the dossiers of examples/dossiers/ and print the explained verdicts
#   make test      the whole test suite, with coverage
#   make help      every other target

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# `make test PYTHON=python3.13` uses another interpreter, in an environment of its own (.venvs/python3.13).
PYTHON ?= python3
VENV ?= $(if $(filter python3,$(PYTHON)),.venv,.venvs/$(notdir $(PYTHON)))
EXTRAS ?= dev,docs
PYTEST_ARGS ?=

BIN := $(VENV)/bin
# Run as modules, not as scripts: a script names its environment by an absolute path, a module never does.
PY := $(BIN)/python

# The stamp is named after what an install depends on, so it is valid whatever the files' times are.
INSTALL_INPUTS := pyproject.toml constraints.txt hatch_build.py
FINGERPRINT := $(shell { cat $(INSTALL_INPUTS) 2>/dev/null; echo '$(CURDIR) $(EXTRAS)'; } | cksum | tr ' ' '-')
STAMP := $(VENV)/.installed-$(FINGERPRINT)

# The tools that build the packages (ours, and durable-rules', which is published as C sources only). They are
# installed first and at their pinned versions, and the builds use them: nothing is fetched out of our sight.
BUILD_TOOLS := pip setuptools wheel hatchling editables

.PHONY: help
help:  ## this list
	@grep -hE '^[a-z][a-z-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: install
install: $(STAMP)  ## make the virtual environment, once

$(STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed, and $(PYTHON) is $$($(PYTHON) -V); try: make PYTHON=python3.12" >&2; exit 2; }
	@echo "Installing into $(VENV) (once)…"
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install -qq --disable-pip-version-check --upgrade -c constraints.txt $(BUILD_TOOLS)
	@$(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt \
		--no-build-isolation --editable '.[$(EXTRAS)]'
	@rm -f $(VENV)/.installed-*
	@touch $@

# ------------------------------------------------------------------------------------------- people
.PHONY: demo
demo: $(STAMP)  ## decide every dossier of examples/dossiers/ and print the explained verdicts
	@$(PY) examples/demo.py

# ------------------------------------------------------------------------------------------- checks
SLOWEST := --durations=25 --durations-min=5

# The laws (random rule files and dossiers by the thousand) run beside the rest, on the other core, and uncounted:
# what is covered must be so by a test that says what it expects of that very line.
.PHONY: test
test: $(STAMP)  ## the whole suite: tests, laws, docstrings' and pages' examples, packaging; coverage
	@log=$$(mktemp); \
	$(PY) -m pytest -m "" $(SLOWEST) tests/laws >"$$log" 2>&1 & laws=$$!; \
	trap 'kill $$laws 2>/dev/null || true; rm -f "$$log"' EXIT; \
	status=0; \
	$(PY) -m pytest -m "" --ignore=tests/laws --cov --cov-report=term $(SLOWEST) $(PYTEST_ARGS) || status=$$?; \
	wait $$laws || status=$$?; \
	echo; echo "The laws:"; cat "$$log"; \
	exit $$status

.PHONY: quick
quick: $(STAMP)  ## the suite without its slow tests, nor coverage
	@$(PY) -m pytest $(PYTEST_ARGS)

.PHONY: lint
lint: $(STAMP)  ## ruff (rules, format, docstrings) and the layers (import-linter)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

.PHONY: format
format: $(STAMP)  ## let ruff rewrite what it can
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

.PHONY: types
types: $(STAMP)  ## mypy --strict
	@$(PY) -m mypy

.PHONY: rules
rules: $(STAMP)  ## check every rule file, run the examples written in them, and prove what can be
	@$(BIN)/cnam-rules rules check --strict
	@$(BIN)/cnam-rules rules test
	@$(BIN)/cnam-rules rules prove

.PHONY: docs
docs: $(STAMP)  ## build the manual into site/, warnings as errors
	@rm -rf docs/reference/api docs/reference/errors docs/fr/reglements
	@$(PY) -m sphinx --fail-on-warning --keep-going --fresh-env --nitpicky --quiet --no-color --builder html docs site
	@echo "The manual is in site/index.html"

.PHONY: dist
dist: $(STAMP)  ## build the sdist, and the wheel from that sdist, into dist/
	@rm -rf dist
	@$(PY) -m build --no-isolation --outdir dist .

.PHONY: check
check: lint types rules test docs demo  ## all of the above

# The JavaScript programs that some tests compare us with or drive: pinned by exact version, and no lock file. Without
# them those tests are skipped and say so; with CNAM_RULES_NODE=required they fail instead.
NODE_STAMP := tests/node/node_modules/.installed-$(shell cksum < tests/node/package.json | tr ' ' '-')

.PHONY: node
node: $(NODE_STAMP)  ## install the JavaScript programs that some tests need (needs node and npm)

$(NODE_STAMP):
	@rm -rf tests/node/node_modules
	@cd tests/node && npm install --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

# --------------------------------------------------------------------------- notebooks and pictures
# JupyterLab, marimo, pandas, polars and what drives Chromium stand in an environment of their own, so that nothing
# else waits for them. Like the other, it is made once, and works offline afterwards.
NOTEBOOKS ?= .venvs/notebooks
IN_NOTEBOOKS = $(MAKE) VENV=$(NOTEBOOKS) EXTRAS=browser
NOTEBOOK_TESTS = CNAM_RULES_NOTEBOOKS=required $(NOTEBOOKS)/bin/python -m pytest -m "" $(PYTEST_ARGS)

.PHONY: notebooks
notebooks:  ## run the notebooks of examples/notebooks/ from the first cell to the last
	@$(IN_NOTEBOOKS) install
	@$(NOTEBOOK_TESTS) tests/notebooks

.PHONY: screenshots
screenshots: $(NODE_STAMP)  ## open every page in Chromium, use the notebooks, and picture all into artefacts/screenshots/
	@$(IN_NOTEBOOKS) install
	@rm -rf artefacts/screenshots
	@$(NOTEBOOK_TESTS) tests/pictures
	@echo "$$(ls artefacts/screenshots | wc -l) pictures are in artefacts/screenshots/"

.PHONY: lab
lab:  ## open the notebooks in JupyterLab, on this machine
	@$(IN_NOTEBOOKS) install
	@$(NOTEBOOKS)/bin/python -m jupyterlab --notebook-dir=examples --ServerApp.ip=127.0.0.1

.PHONY: sliders
sliders:  ## open the marimo app, on this machine
	@$(IN_NOTEBOOKS) install
	@$(NOTEBOOKS)/bin/python -m marimo run examples/notebooks/sliders.py --no-sandbox

# --------------------------------------------------------------------------------- other databases
# psycopg and pyspark stand in an environment of their own too. The server of PostgreSQL and Java are the machine's:
# what lacks fails here, where `make test` only skips and says so.
DATABASES ?= .venvs/databases
IN_DATABASES = $(MAKE) VENV=$(DATABASES) EXTRAS=databases
DATABASE_TESTS := tests/laws/test_screening_elsewhere.py tests/measures/tabular/test_elsewhere.py \
	tests/measures/tabular/test_ue_everywhere.py \
	tests/screening/test_in_postgres.py tests/screening/test_in_spark.py tests/cli/test_screen_elsewhere.py

.PHONY: databases
databases:  ## the laws on SQLite, PostgreSQL and Spark, and cohorts screened there (needs PostgreSQL and Java)
	@$(IN_DATABASES) install
	@CNAM_RULES_DATABASES=required HYPOTHESIS_PROFILE=quick COVERAGE_FILE=$(DATABASES)/.coverage $(DATABASES)/bin/python -m pytest -m "" \
		$(DATABASE_TESTS) --cov=cnam_rules.screening.backends --cov-report=term --cov-fail-under=85 $(PYTEST_ARGS)

.PHONY: cluster
cluster:  ## a cohort screened by two workers of Spark, then again while one is killed; ARGS='--dossiers 200000'
	@$(IN_DATABASES) install
	@$(DATABASES)/bin/python -m bench.spark_cluster $(ARGS)

# ---------------------------------------------------------------------------------------- measuring
.PHONY: bench
bench: $(STAMP)  ## measure, and print the table of figures
	@mkdir -p artefacts
	@$(PY) -m pytest bench -m "" --benchmark-only --benchmark-quiet --benchmark-json=artefacts/bench.json $(PYTEST_ARGS)
	@$(PY) bench/table.py artefacts/bench.json

.PHONY: bench-screening
bench-screening: $(STAMP)  ## measure cohorts of 10³ to 10⁶ dossiers, by hand and not; ARGS='--most 7' for 10⁷
	@$(PY) -m bench.bench_screening $(ARGS)

# OpenFisca and zen-engine stand in an environment of their own: nothing but this bench and its test needs them.
PEERS ?= .venvs/peers
IN_PEERS = $(MAKE) VENV=$(PEERS) EXTRAS=peers

.PHONY: peers
peers:  ## the test that every peer of the bench decides as the library does, rule engines included
	@$(IN_PEERS) install
	@CNAM_RULES_PEERS=required $(PEERS)/bin/python -m pytest -m "" tests/cohorts/test_peers.py $(PYTEST_ARGS)

.PHONY: bench-peers
bench-peers:  ## bench-screening with other rule engines too (OpenFisca, zen-engine); same ARGS
	@$(IN_PEERS) install
	@$(PEERS)/bin/python -m bench.bench_screening $(ARGS)

.PHONY: mutants
mutants: $(STAMP)  ## mutation testing of the counting, the Kleene logic and the language (long); MUTANTS='cnam_rules.kernel*'
	@HYPOTHESIS_PROFILE=ci $(PY) -m mutmut run $(if $(MUTANTS),'$(MUTANTS)')
	@$(PY) -m mutmut results

# ---------------------------------------------------------------------------------------- keeping up
.PHONY: constraints
# With the oldest Python supported (its x.y.0 to x.y.4 too: some packages refuse those), so that the pins serve all.
constraints:  ## pin the newest versions that fit pyproject.toml into constraints.txt (needs the network)
	@scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; \
	$(PYTHON) -m venv "$$scratch"; \
	"$$scratch/bin/python" -m pip install -qq --upgrade $(BUILD_TOOLS); \
	"$$scratch/bin/python" -m pip install -qq --no-build-isolation --editable '.[$(EXTRAS),browser,databases,peers]'; \
	{ echo "# Every version that \`make install\` uses, written by \`make constraints\` with $$($(PYTHON) -V)."; \
	  "$$scratch/bin/python" -m pip freeze --all --exclude cnam-rules | grep -E '^[A-Za-z0-9._-]+==' ; } > constraints.txt
	@wc -l constraints.txt

.PHONY: clean
clean:  ## remove what was built and measured; the virtual environments stay
	rm -rf build dist site docs/reference/api docs/reference/errors docs/fr/reglements htmlcov mutants artefacts .coverage .coverage.* \
		.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -not -path './.venv*' -prune -exec rm -rf {} +

.PHONY: distclean
distclean: clean  ## and the virtual environments
	rm -rf .venv .venvs
