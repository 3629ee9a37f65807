# Every target sets up .venv by itself; all it needs is Python 3.11, 3.12 or 3.13, with pip and venv.

.DEFAULT_GOAL := help
.PHONY: help demo test check build format clean

VENV = .venv
PYTHON =
COVERAGE = --cov --cov-report=term
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

demo: $(INSTALLED) ## run every sample message through its function and show what is answered
	@$(BIN)/dwgate demo

test: $(INSTALLED) ## run the tests, with branch coverage
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(COVERAGE)

check: $(INSTALLED) ## lint, types, the architecture's contracts, the policies and their tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/dwgate check
	$(BIN)/dwgate test --coverage --mutate

build: $(INSTALLED) ## check and test the policies, and build the functions' packages into build/
	@$(BIN)/dwgate build

format: $(INSTALLED) ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove what the other targets made
	rm -rf .venv .venv-* build dist .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# Python 3.12 is Function Compute's; scripts/find-python looks for it before it settles for another.
$(INSTALLED): pyproject.toml scripts/find-python
	@python=$(or $(PYTHON),$$(scripts/find-python)) && \
		echo "setting up $(VENV) with $$($$python --version)" >&2 && \
		$$python -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable '.[desk,test,check]' || { \
		echo "the dependencies could not be installed; pip says above why: is a package index within reach?" >&2; exit 1; }
	@touch $@
