# One command per wish; `make help` lists them. Everything lives in .venv; nothing is installed outside the clone but the Pulumi CLI's cache.

VENV   ?= .venv
STACK  ?= dev
BIN    := $(VENV)/bin
PY     := $(BIN)/python
STAMP  := $(VENV)/.installed
NEEDS  := requirements.txt requirements-dev.txt constraints.txt access/pyproject.toml components/pyproject.toml rehearsal/pyproject.toml
# The first Python that runs and is new enough; `make PYTHON=python3.12 setup` to choose.
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11,$(shell $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $(p))))

# Tests and measurements start many processes: what is compiled once serves them all.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
MINUTES ?= 10
# `make soak DAYS='...'` or `SEED=...`: what a failure of the soak tells, again.
AGAIN  := $(if $(DAYS),--days '$(DAYS)',$(if $(SEED),--seed $(SEED)))

.PHONY: help setup rehearse quick test full soak fidelity lint format types bench schema catalogue behaviours scaffold scaffold-target clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## Make the environment and find (or build) the Pulumi CLI; quick when nothing changed
	@$(PY) -m tools.get_pulumi

rehearse: setup ## Deploy the reference stack (STACK=dev or prod) with the real engine onto a simulated Azure
	@$(BIN)/azure-rehearsal up --stack $(STACK)

quick: lint types ## Lint, types and the tests that need no engine: at most four minutes on two cores
	$(BIN)/pytest -n 2 -m "not engine and not slow and not full"

test: setup lint types ## Everything that CI runs: lint, types and all tests but those of `make full`
	$(BIN)/pytest -n 2 -m "not full"

full: setup lint types ## All tests, also those that download, drive browsers or other languages, or compare for long
	$(BIN)/pytest -n 2

soak: setup ## A thousand bad days: random programs, edits and kills for MINUTES=10 (SEED=, DAYS= repeat what failed)
	$(PY) -m tests.soak --minutes $(MINUTES) $(AGAIN)

fidelity: $(STAMP) ## Ask the simulated Azure what real Azure was asked on record; prints the score and writes docs/fidelity.md
	@$(PY) -m tests.fidelity

lint: $(STAMP) ## Style and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: $(STAMP) ## Let the tools repair what they can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: $(STAMP) ## The strict type checker
	$(BIN)/basedpyright

bench: setup ## Paired measurements against hand-written programs; ratios on screen, JSON in benchmarks/results/
	$(PY) -m benchmarks

schema: $(STAMP) ## Write the plugin's schema to tests/plugin/schema.json, for a person to review
	$(PY) -m tools.plugin_schema

catalogue: $(STAMP) ## Write the catalogue of targets to docs/targets.md, for a person to review
	$(BIN)/azure-connect targets --markdown > docs/targets.md

behaviours: $(STAMP) ## Write docs/simulated-azure.md, and the list that the wheel ships, from the markers of the tests
	$(PY) -m tools.behaviours

scaffold: $(STAMP) ## Start the behaviour of a resource type: NS=Microsoft.Batch TYPE=batchAccounts
	@$(PY) -m tools.scaffold_type "$$NS" "$$TYPE"

scaffold-target: $(STAMP) ## Start a new target: NAME=event_hubs TITLE= TOKEN= TYPE= ROLE= ENDPOINT= DOCS= (LEVEL=read)
	@$(PY) -m tools.scaffold_target "$$NAME" --title "$$TITLE" --token "$$TOKEN" --type "$$TYPE" --role "$$ROLE" \
		--endpoint "$$ENDPOINT" --docs "$$DOCS" --level "$${LEVEL:-read}"

clean: ## Remove the environment, caches and rehearsal state
	rm -rf $(VENV) .rehearsal .pytest_cache .ruff_cache .hypothesis benchmarks/results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): $(NEEDS)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python setup"; exit 1; }
	@test -x $(PY) || { echo "Making $(VENV) with $(PYTHON) (once)"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing the requirements into $(VENV) (one or two minutes the first time)"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
