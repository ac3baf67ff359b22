# The two commands are `make run` and `make test`; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PORT ?= 5000
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help run setup test prove lint assets clean

help:  ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/.installed  ## Set up everything and serve the register with real data
	@$(BIN)/register upgrade
	@$(BIN)/register demo
	@exec $(BIN)/register serve

setup: $(VENV)/.installed  ## Install only

test: $(VENV)/.installed-tests lint  ## Set up everything and run all tests
	@$(BIN)/python -m pytest -n auto --dist loadgroup

prove: $(VENV)/.installed-tests  ## Run the long counts: hundreds of kills, full loads
	@$(BIN)/python -m pytest -m long

lint: $(VENV)/.installed-tests  ## Check style, types, templates and the walls between rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy register tests
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint templates --lint --quiet

assets:  ## Compile the stylesheet and scripts again (needs npm)
	@sh static/build.sh

clean:  ## Remove what was installed, the index, and the demonstration (never another register)
	rm -rf $(VENV) search_index/*
	@if [ -e instance/demonstration ]; then rm -rf instance; fi

$(VENV)/bin/python:
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the register needs"
	@$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/.installed-tests: pyproject.toml tests/install-tools.sh | $(VENV)/bin/python
	@echo "Installing what the tests need"
	@$(BIN)/pip install --quiet --editable '.[test]'
	@sh tests/install-tools.sh $(VENV)
	@touch $@ $(VENV)/.installed
