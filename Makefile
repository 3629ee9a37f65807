# Every target sets up .venv by itself; all it needs is Python 3.11, 3.12 or 3.13, with pip and venv.

.DEFAULT_GOAL := help
.PHONY: help demo test fuzz bench check build format audit clean

VENV = .venv
PYTHON =
LOCKED ?=# 1: install what requirements.txt has locked, with hashes; on Linux with Python 3.12
ACCEPTED =# advisories that make audit passes over; say here why, and until when
COVERAGE = --cov --cov-report=term
ONCE = -m once --dist worksteal
OMITTED =
CASES = 1000000
SEED =# of another run; the same seed gives the same cases, but where coverage guides them
GUIDED = 1# empty: draw the cases from the seed alone, which needs no atheris
AGAIN =# a case that was saved: it is run, and nothing else
ONLY =# of the suites of make bench, with commas; without it all
QUICK =# 1: a few short rounds of make bench, for trying
RECORDS =# how many are replayed by make bench
BENCH_VENV = .venv-bench
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
BENCH := $(BENCH_VENV)/.installed
LOCKS := $(wildcard shared/dwgate/build/locks/*.txt) requirements.txt
PIP = $(BIN)/python -m pip install -qq --disable-pip-version-check

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

demo: $(INSTALLED) ## run every sample message through its function and show what is answered
	@$(BIN)/dwgate demo

test: $(INSTALLED) ## run the tests, with branch coverage; then those that need neither that nor another Python
	$(BIN)/python -m pytest --numprocesses auto -m 'not once' --dist loadfile $(COVERAGE) $(OMITTED)
	$(if $(ONCE),$(BIN)/python -m pytest --numprocesses auto $(ONCE))

fuzz: $(INSTALLED) ## run a million hostile messages through the handlers, guided by coverage
	@$(if $(AGAIN),,$(if $(strip $(GUIDED)),$(BIN)/python -c 'import atheris' 2>/dev/null || $(PIP) --editable '.[fuzz]'))
	@PYTHONPATH=tests $(BIN)/python -m fuzzing --cases $(CASES) $(if $(strip $(GUIDED)),--guided) \
		$(SEED:%=--seed %) $(AGAIN:%=--again %)

bench: $(BENCH) ## measure dwgate beside others, within ten minutes: tables, plots, benchmarks/results.json
	@RECORDS=$(RECORDS) $(BENCH_VENV)/bin/python benchmarks/bench.py run \
		$(ONLY:%=--only %) $(if $(strip $(QUICK)),--quick)
	$(if $(strip $(ONLY)$(QUICK)),,@$(BENCH_VENV)/bin/python benchmarks/scale.py)

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

audit: $(INSTALLED) ## ask for known vulnerabilities of what is shipped and of the desk; needs the network
	$(BIN)/pip-audit --strict --require-hashes --disable-pip --progress-spinner=off $(LOCKS:%=--requirement=%) \
		$(ACCEPTED:%=--ignore-vuln=%)

clean: ## remove what the other targets made
	rm -rf .venv .venv-* build dist .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# Python 3.12 is Function Compute's; scripts/find-python looks for it before it settles for another.
$(INSTALLED): pyproject.toml $(if $(LOCKED),requirements.txt) scripts/find-python
	@python=$(or $(PYTHON),$$(scripts/find-python)) && \
		echo "setting up $(VENV) with $$($$python --version)" >&2 && \
		$$python -m venv --clear $(VENV)
	@$(if $(LOCKED),\
		$(PIP) --require-hashes --only-binary=:all: --requirement requirements.txt && \
			$(PIP) --no-deps --no-build-isolation --editable .,\
		$(PIP) --editable '.[desk,test,check]') || { \
		echo "the dependencies could not be installed; pip says above why: is a package index within reach?" >&2; exit 1; }
	@touch $@

# What is measured is the package for Function Compute, which needs its Python.
$(BENCH): pyproject.toml scripts/find-python
	@python=$$(scripts/find-python 3.12) && \
		echo "setting up $(BENCH_VENV) with $$($$python --version)" >&2 && \
		$$python -m venv --clear $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python -m pip install -qq --disable-pip-version-check --editable '.[desk,testing,bench]' || { \
		echo "the dependencies could not be installed; pip says above why: is a package index within reach?" >&2; exit 1; }
	@touch $@
