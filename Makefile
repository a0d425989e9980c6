# From a fresh clone, with only python3 (3.11 to 3.13) and make: `make run` serves the desk, `make test` tests it.
# Whatever has to be set up first is set up first, into .venv, and only once.

PYTHON ?= python3
BIN := .venv/bin
RUN_ARGS ?=
TEST_ARGS ?=
FAULTS_ARGS ?=
# One more than a small machine has processors: tests of the program and of its pages wait a good part of their time.
TEST_WORKERS ?= 3
PACKS := $(patsubst src/stepladder/packs/%/,%,$(sort $(dir $(wildcard src/stepladder/packs/*/*.yaml))))

# Two checks at a time, unless the caller has said how many, and each one's words in one piece where make can do that.
AT_ONCE = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j2) $(if $(filter output-sync,$(.FEATURES)),--output-sync)

# The tests start the program some hundred times: without compiled modules each start takes a quarter longer.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check prove faults lives bench golden format lock setup-run setup-dev browser clean
.PHONY: check-lint check-format check-types check-imports check-packs check-docs

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup-run ## Serve the desk with its demo workspace on http://127.0.0.1:8000 (RUN_ARGS="--port 8100" to change that)
	@exec $(BIN)/stepladder serve --demo $(RUN_ARGS)

# In the order of the folders: what takes long (the program itself, its pages) comes first and the small tests fill up.
test: setup-dev browser ## Run every test (TEST_ARGS="-k clock" for some)
	@$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder $(TEST_ARGS)

check: setup-dev ## What needs no running: lint, format, types, imports, shipped packs, examples in docs
	@$(MAKE) --no-print-directory --keep-going $(AT_ONCE) \
		check-types check-packs check-docs check-imports check-lint check-format

check-lint:
	$(BIN)/ruff check --quiet .

check-format:
	$(BIN)/ruff format --quiet --check .

check-types:
	$(BIN)/mypy

check-imports:
	$(BIN)/lint-imports --no-logo --cache-dir .cache/import-linter

check-packs:
	@test -n "$(PACKS)" || { echo "src/stepladder/packs holds no pack, so nothing was checked." >&2; exit 1; }
	@set -e; for pack in $(PACKS); do echo "stepladder policy check $$pack"; $(BIN)/stepladder policy check $$pack; done

check-docs:
	$(BIN)/python scripts/doctests.py

prove: setup-dev ## Take out each requirement and make every slip, and see what notices: all of them, which takes minutes
	@PROVE=whole $(BIN)/python -m pytest -n0 tests/acceptance/test_proofs.py tests/acceptance/test_mutations.py \
		tests/faults/test_slips.py tests/faults/test_safeguards.py
	@STEPLADDER_CACHE=.cache $(BIN)/stepladder policy coverage --prove

faults: setup-dev ## Hurt a desk in every way for 200 rounds on each database, and look what is lost (FAULTS_ARGS="--seed 7 --rounds 1 --database sqlite")
	@$(BIN)/python -m tests.faults.rounds $(FAULTS_ARGS)

lives: setup-dev ## Let the state machine of a case run for long (STEPLADDER_STATE_MINUTES=10 STEPLADDER_STATE_SEED=1)
	@$(BIN)/python -m tests.property.case.lives

bench: setup-dev ## Measure the promises of speed, side by side with what they are measured against
	@$(BIN)/python -m bench $(BENCH_ARGS)

golden: setup-dev ## Write the golden files and the pictures of the docs anew; read the diff before you commit it
	@$(BIN)/python -m pytest -n0 --write-golden
	@$(BIN)/python scripts/pictures.py

format: setup-dev ## Bring the sources into the project's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Resolve the requirements anew and write requirements/*.txt
	@$(PYTHON) scripts/lock.py

clean: ## Remove all that make has made; a desk's data stays
	rm -rf .venv .venv.lock .cache build dist .hypothesis src/*.egg-info
	find src tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

setup-run:
	@$(PYTHON) scripts/setup.py run

setup-dev:
	@$(PYTHON) scripts/setup.py dev

# In CI a missing browser is installed; where that fails, the tests that need one fail and say so.
browser:
	@if [ "$$CI" = true ]; then $(BIN)/python scripts/browser.py > /dev/null || true; fi
