# Two commands do everything on a machine with Python 3.11+, git and make:
#   make demo    sign, edit, verify and tamper, every report shown
#   make test    the whole test suite
# The rest serves continuous integration and releases.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
# setuptools warns of every editable installation.
PIP    := PYTHONWARNINGS="ignore:Editable installation" $(BIN)/python -m pip install --quiet
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test lint format types imports offline huge wheel benchmarks campaign system clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^#   //p' Makefile

demo: $(VENV)/.installed
	@$(BIN)/provenance demo
	@echo "The command is $(BIN)/provenance; to call it by its name: . $(BIN)/activate"

test: system $(VENV)/.developed
	$(PYTEST) -n 2 --dist loadgroup

lint: $(VENV)/.developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.developed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: $(VENV)/.developed
	$(BIN)/mypy

imports: $(VENV)/.developed
	$(BIN)/lint-imports

# The same verdicts with the network taken away.
offline: $(VENV)/.developed
	@if unshare --map-root-user --net true 2>/dev/null; \
	then unshare --map-root-user --net $(PYTEST) -n 2 --dist loadgroup -q -p no:cacheprovider tests/truth tests/property tests/unit/verification tests/unit/evidence; \
	else echo "skipped: this machine does not permit a network namespace"; fi

# Files of gigabytes, and 200 kills of a burst; needs 12 GiB of free disk and some minutes.
huge: $(VENV)/.developed
	$(PYTEST) -m huge tests/story tests/unit/signing

benchmarks: $(VENV)/.developed
	$(BIN)/python tests/benchmarks/ratios.py

# Mutated files of every format; make campaign FILES=50000 takes a quarter of an hour.
FILES ?= 3000
campaign: $(VENV)/.developed
	$(BIN)/python tests/benchmarks/campaign.py --files $(FILES)

wheel: $(VENV)/.developed
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

system:
	@sh tests/support/system_packages.sh

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("provenance needs Python 3.11 or newer; try: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	@echo "making an environment in $(VENV), which takes about a minute"
	@{ $(PYTHON) -m venv $(VENV) && $(PIP) --upgrade "pip>=25.1"; } || { rm -rf $(VENV); exit 1; }

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@$(PIP) --editable .
	@touch $@

$(VENV)/.developed: pyproject.toml | $(BIN)/python
	@$(PIP) --editable ".[video,heif,service]" --group dev
	@touch $@ $(VENV)/.installed
