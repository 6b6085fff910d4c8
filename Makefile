# inspector: what you can do here. `make` alone lists the targets.
PYTHON ?= python3
BIN := .venv/bin
# Many tests wait for servers on loopback more than they compute, so two processes a core.
TEST_PROCESSES ?= 4
# Tests of pages in a browser compute, and each process starts a browser of its own.
BROWSER_PROCESSES ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test check unit unit-reports unit-others browser bench evaluate fuzz docs indicator lock audit clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: .venv/.runtime ## install inspector and what it runs on into .venv/

setup-dev: .venv/.dev

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "inspector needs Python 3.11 or newer; on Debian 12: apt-get install python3 python3-venv (or: make PYTHON=/path/to/python3.11)" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 2; }
	@test -w . || { echo "no write access to $(CURDIR): clone the project into a folder of your own" >&2; exit 2; }
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements.lock pyproject.toml | .venv/bin/python
	@echo "installing inspector into .venv/ (one or two minutes the first time)"
	@$(BIN)/pip install -q --no-compile --require-hashes -r requirements.lock
	@$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib || true # on every core, where pip takes one; some files are no Python
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	@echo "installing what the tests need"
	@$(BIN)/pip install -q --no-compile --require-hashes -r requirements-dev.lock
	@touch $@

demo: setup ## set up, inspect the bundled fixture sites, write the report
	@$(BIN)/inspector demo

# Type checking has one core's worth of work, and the browser tests wait a good deal: side by side, told one after the other.
test: setup-dev ## set up, run all checks and all tests
	@$(MAKE) -j2 --output-sync=target --no-print-directory check unit-reports
	@$(MAKE) --no-print-directory unit-others

check: setup-dev ## lint, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/lint-imports --no-cache | tail -n 4
	@$(BIN)/mypy

unit: unit-reports unit-others ## run all tests (browser tests where a browser is found)

# The browser driver keeps an event loop of its own running in its process, so the reports' tests have processes to themselves.
unit-reports: setup-dev
	@$(BIN)/pytest -q -n $(BROWSER_PROCESSES) --dist worksteal tests/reports

unit-others: setup-dev
	@$(BIN)/pytest -q -n $(TEST_PROCESSES) --dist worksteal --ignore=tests/reports

browser: setup ## install a browser and Chinese fonts (apt as root, else Playwright's own download)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	   apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
	 else $(BIN)/playwright install chromium; fi
	@$(BIN)/inspector doctor

evaluate: setup-dev ## score the page readers on labelled pages
	@$(BIN)/python -m tests.evaluate.evaluate

bench: setup-dev ## measure CPU per page beside other tools (needs nginx; tools=FOLDER for the others, write=1 for docs/)
	@$(BIN)/python -m tests.bench.crawl.compare $(if $(tools),--tools $(tools)) $(if $(write),--write)
	@$(BIN)/python -m tests.bench.crawl.scale growth $(if $(write),--write)
	@$(BIN)/python -m tests.bench.crawl.scale workers $(if $(write),--write)
	@$(BIN)/python -m tests.bench.bench_checker $(if $(write),--write)
	@$(BIN)/python -m tests.bench.bench_parsing

fuzz: setup-dev ## feed the readers what nobody would write (seconds=60)
	@$(BIN)/python -m tests.fuzz --seconds $(or $(seconds),60)

docs: setup-dev ## write docs/reference anew from the code
	@$(BIN)/python docs/generate.py

indicator: setup-dev ## begin a new indicator: make indicator id=slow-pages
	@$(BIN)/python docs/new_indicator.py $(id)

lock: ## make the lock files anew from requirements*.in (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url -o requirements.lock requirements.in
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url -c requirements.lock -o requirements-dev.lock requirements-dev.in

audit: setup-dev ## look the locked packages up in the advisory database
	@$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.lock

clean: ## remove what the targets made
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis demo-report
