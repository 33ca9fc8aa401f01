# One command for each thing that a newcomer wants to do. `make` lists them.
#
# Settings: PYTHON=python3.12 (3.11 or newer), VENV=path, PIP_FLAGS="--quiet".
# torch is wanted as its CPU build. `make test` installs it first, by the pin in constraints.txt, so
# that nothing else draws in the CUDA one; pip finds the CPU build where its configuration names an
# index that has it. Elsewhere say so once:
#   make test PIP_FLAGS="--extra-index-url INDEX"      (INDEX: that of PyTorch's CPU builds)

PYTHON ?= python3
VENV ?= .venv
PIP_FLAGS ?= --quiet
WORKERS ?= 2

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check $(PIP_FLAGS) -c constraints.txt
ARGN_PIP := $(VENV)/argn/bin/python -m pip install --disable-pip-version-check $(PIP_FLAGS)
CODE := src tests sample_data
DEMO := build/demo
DEMO_KEYS := $(DEMO)/keys.json

# Others' validators, in an environment of their own: they want an older rich than this program.
VALIDATORS := openlineage-python==1.54.0 roc-validator==0.13.0 rocrate==0.16.0

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo samples test coverage lint format docs data bench argn clean

help: ## list these targets
	@echo "Targets:"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: $(VENV)/.core $(DEMO_KEYS) ## release the fictional health data: from tables to a signed bundle
	SECTOR_DATA_KEYRING=$(DEMO_KEYS) $(BIN)/sector-data run pipelines/health_demo.yaml --output $(DEMO)/release --replace

samples: $(VENV)/.dev ## release every sample by every pipeline, audited, with a table of what came of it
	$(BIN)/python scripts/release_samples.py --workers $(WORKERS)

test: lint argn ## all checks and tests, as the continuous integration runs them
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile
	PYTHON=$(PYTHON) scripts/check_wheel.sh

coverage: $(VENV)/.dev ## which lines no test runs (half as long again as the tests alone)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --cov --cov-report=term:skip-covered

lint: $(VENV)/.dev ## formatting, style, types, direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports

format: $(VENV)/.dev ## put the code into the house's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.dev ## write the reference pages and JSON Schemas again, from the models
	$(BIN)/python -m sector_data.spec.generated
	$(BIN)/python -m sector_data.cli.reference
	$(BIN)/python -m sector_data.detect.identifiers.reference

data: $(VENV)/.core ## make all sample data again (the same bytes, unless a generator changed)
	$(BIN)/python -m sample_data.generator

bench: $(VENV)/.dev ## time the slow parts beside other tools
	@for script in benchmarks/*.py; do \
		echo "== $$script"; \
		$(BIN)/python $$script || echo "not measured here; the top of $$script says what it needs"; \
	done

argn: $(VENV)/argn/.made ## TabularARGN in an environment of its own, as lean as it goes (1.1 GB)
	@echo 'export SECTOR_DATA_ARGN_PYTHON=$(abspath $(VENV))/argn/bin/python'

clean: ## remove what was built, the demo and its keys included (the environment stays)
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
	find src tests sample_data benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, $(PYTHON) is older. Fix: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The environment is made again when what it is made from has changed.
KERNELS := hatch_build.py $(wildcard src/sector_data/kernels/*.[ch])

$(VENV)/.core: pyproject.toml constraints.txt $(KERNELS) | $(VENV)/bin/python
	$(PIP) -e ".[en]"
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt $(KERNELS) | $(VENV)/bin/python
	$(PIP) "torch==$$(sed -n 's/^torch==//p' constraints.txt)"
	$(PIP) -e ".[en,fr,ja,dev,synthesis,dp]"
	$(PYTHON) -m venv $(VENV)/validators
	$(VENV)/validators/bin/python -m pip install --disable-pip-version-check $(PIP_FLAGS) $(VALIDATORS)
	@touch $@ $(VENV)/.core

# What it declares beyond these serves its language model: docs/synthesis.md.
$(VENV)/argn/.made: constraints.txt | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/argn
	$(ARGN_PIP) -c constraints.txt torch 'datasets>=3.0' joblib 'opacus>=1.6,<2' psutil pyarrow pydantic scikit-learn
	$(ARGN_PIP) --no-deps 'mostlyai-engine==2.7.3'
	@touch $@

$(DEMO_KEYS): | $(VENV)/.core
	SECTOR_DATA_KEYRING=$@ $(BIN)/sector-data keys new demo --holder "make demo"
