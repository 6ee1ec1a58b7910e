# Everything that builds, checks and runs Dagdeel. A fresh Debian 12 with make, git and Python 3.11 is enough:
# each target fetches what it needs, and nothing more.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
export DAGDEEL_PORT ?= 8000
export DAGDEEL_VAR ?= var

.PHONY: help
help: ## what you can make (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Run ---------------------------------------------------------------------------------------------------------

.PHONY: demo
demo: .run ## play two school years and serve them (DAGDEEL_PORT 8000, DAGDEEL_VAR var)
	@exec $(BIN)/dagdeel demo

.PHONY: demo-reset
demo-reset: .run ## the same, begun anew
	@exec $(BIN)/dagdeel demo --reset

.PHONY: bench
bench: .run ## measure: every bench/*.py prints JSON lines
	@set -e; for file in bench/*.py; do [ ! -e "$$file" ] || $(BIN)/python "$$file"; done

# Check -------------------------------------------------------------------------------------------------------

.PHONY: test
test: .develop node_modules/.package-lock.json ## the suite on SQLite and PostgreSQL, and the journeys in a browser
	@scripts/debian.sh chromium libatomic1 postgresql gettext hunspell hunspell-nl
	@scripts/verapdf.sh
	@scripts/test.sh

.PHONY: check
check: .develop ## lint, types, contracts, migrations, strings, spelling, documents
	@scripts/debian.sh gettext hunspell hunspell-nl
	@scripts/check.sh

.PHONY: format
format: .develop ## put the source in its fixed form
	@$(BIN)/ruff format -q .
	@$(BIN)/ruff check -q --fix .

.PHONY: messages
messages: .develop ## collect the strings of every app into its django.po
	@scripts/debian.sh --required gettext
	@$(BIN)/python scripts/messages.py extract

# Build -------------------------------------------------------------------------------------------------------

.PHONY: lock
lock: .develop ## pin every dependency with its hashes, as pyproject.toml allows today (UPGRADE=--upgrade for newer)
	@scripts/lock.sh $(UPGRADE)

.PHONY: wheel
wheel: .run ## dist/dagdeel-*.whl
	@$(BIN)/python -m pip wheel -qq --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

.PHONY: clean
clean: ## remove what was made here, the demo's data excepted
	@rm -rf .venv .verapdf node_modules dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find src tests scripts bench -name __pycache__ -type d -prune -exec rm -rf {} +
	@find src -name '*.mo' -delete

# Parts -------------------------------------------------------------------------------------------------------

.PHONY: .run
.run:
	@scripts/venv.sh requirements.lock
	@$(BIN)/python scripts/messages.py compile

.PHONY: .develop
.develop:
	@scripts/venv.sh requirements-dev.lock
	@$(BIN)/python scripts/messages.py compile

# npm writes this file last, so that it tells whether the folder is as the lock says.
node_modules/.package-lock.json: package-lock.json
	@scripts/debian.sh npm
	@if command -v npm >/dev/null; then npm ci --loglevel=error && touch $@; fi
