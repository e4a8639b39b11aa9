# What people and .ci/run call: `make demo`, `make test`. `make help` lists the rest.
# The set-up needs Python 3.11 or later with venv, and make; everything else goes into .venv,
# at the versions and hashes of requirements/.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := out/demo
# The first of these that is new enough and has venv makes the environment.
PYTHON ?= python3 python3.13 python3.12 python3.11 python3.14
# On every core; the tests of a file share what they make, so they stay together.
SUITE := $(BIN)/pytest -n logical --maxprocesses 8 --dist loadfile
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --no-strip-extras

.DEFAULT_GOAL := help
.PHONY: help setup demo test coverage lint bench bench-full bench-compare format lock messages wheel clean

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -e 's/:.*## /	/' | expand -t 16

setup: $(READY) ## Make .venv: pinned dependencies, and the project itself

$(READY): requirements/dev.txt requirements/build.txt pyproject.toml
	@found=; bare=; \
	for name in $(PYTHON); do \
	  "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  if "$$name" -c 'import ensurepip, venv' 2>/dev/null; then found=$$name; break; fi; \
	  bare=$${bare:-$$name}; \
	done; \
	if [ -z "$$found" ] && [ -n "$$bare" ]; then \
	  echo "$$bare is there, but cannot make virtual environments. On Debian or Ubuntu:" >&2; \
	  echo "    sudo apt-get install $$bare-venv" >&2; exit 1; \
	elif [ -z "$$found" ]; then \
	  echo "Python 3.11 or later is needed (here: $$(python3 --version 2>/dev/null || echo none))." >&2; \
	  echo "On Debian 12 or Ubuntu 24.04 and later: sudo apt-get install python3 python3-venv" >&2; \
	  echo "Elsewhere, name it: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; \
	fi; \
	$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  echo "Making $(VENV) with $$($$found --version)"; "$$found" -m venv --clear $(VENV); }
	@echo "Installing the dependencies (once; some minutes on a slow line)"
	@$(PIP) --require-hashes -r requirements/build.txt -r requirements/dev.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m solver.precompile
	@touch $@

demo: $(READY) ## Plan and verify the bundled example; files in out/demo
	@mkdir -p $(DEMO)
	@test -e $(DEMO)/probleme.xlsx || $(BIN)/semainier new $(DEMO)/probleme.xlsx --example s1
	@$(BIN)/semainier solve $(DEMO)/probleme.xlsx -o $(DEMO) --time-limit 100
	@$(BIN)/semainier verify $(DEMO)/probleme.xlsx $(DEMO)/timetable.json
	@echo
	@echo "In $(DEMO): probleme.xlsx, emploi-du-temps.xlsx (open this one), timetable.json"

test: $(READY) ## Every check and test; what .ci/run calls
	@failed=0; \
	$(MAKE) --no-print-directory --keep-going lint || failed=1; \
	$(SUITE) || failed=1; \
	exit $$failed

coverage: $(READY) ## Every test, and the lines that none has run; takes longer
	@$(SUITE) --cov

lint: $(READY) ruff-check ruff-format mypy layers ## Style, types and layers, without the tests

.PHONY: ruff-check ruff-format mypy layers
ruff-check: $(READY)
	@$(BIN)/ruff check
ruff-format: $(READY)
	@$(BIN)/ruff format --check
mypy: $(READY)
	@$(BIN)/mypy
layers: $(READY)
	@$(BIN)/lint-imports --no-cache

# What is not in the repository is named: CTT=DIR (comp*.ctt), VALIDATOR=PATH, FET=DIR (examples).
NAMED = $(if $(CTT),--ctt "$(CTT)") $(if $(VALIDATOR),--validator "$(VALIDATOR)") \
	$(if $(FET),--fet "$(FET)")

bench: $(READY) ## Measure, some minutes: what people wait for, and a little of each suite
	@$(BIN)/python benchmarks/startup.py
	@$(BIN)/python -m benchmarks.run $(NAMED)

bench-full: $(READY) ## Measure everything, hours (CTT=DIR VALIDATOR=PATH FET=DIR)
	@$(BIN)/python -m benchmarks.run --full $(NAMED)

bench-compare: $(READY) ## Say what the last version measured lost against the one before
	@$(BIN)/python -m benchmarks.compare

format: $(READY) ## Put the code into the house's style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

lock: ## Pin the newest dependencies again (needs uv: pipx install uv)
	@command -v uv >/dev/null || { echo "uv is needed: pipx install uv" >&2; exit 1; }
	$(LOCK) --upgrade pyproject.toml -o requirements/run.txt
	$(LOCK) --upgrade pyproject.toml --extra dev -c requirements/run.txt -o requirements/dev.txt
	sed -n 's/^requires = \["\(.*\)"\]$$/\1/p; $$ a editables' pyproject.toml \
	  | $(LOCK) --upgrade - -c requirements/dev.txt -o requirements/build.txt

messages: ## Compile the French of the command line's own words (needs gettext)
	msgfmt semainier/locale/fr/LC_MESSAGES/semainier.po \
	  -o semainier/locale/fr/LC_MESSAGES/semainier.mo

wheel: $(READY) ## Build the distribution into dist/
	@$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps \
	  --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

clean: ## Remove .venv, caches and builds; plans in out/ stay
	rm -rf $(VENV) build dist .coverage htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
