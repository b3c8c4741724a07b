PORT ?= 8000
PYTHON ?= python3
export PORT
export PUBLIC_URL ?= http://127.0.0.1:$(PORT)

VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench

.PHONY: demo demo-reset test lint browser services words bench-turns bench-admin bench-language bench-fairness bench-bargaining clean

demo: $(VENV)/.demo-ready  ## a running Parley with demo data, on http://127.0.0.1:$(PORT)
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py load_demo
	@$(BIN)/python manage.py demo_links
	@$(BIN)/python manage.py serve

demo-reset:  ## forgets the demo's data; the next `make demo` starts over
	rm -rf var

test: $(VENV)/.test-ready browser services  ## everything that must hold
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	PARLEY_VAR=$(VENV)/var $(BIN)/python manage.py makemigrations --check --dry-run
	@# In the order of their names: files of few tests are slow, and would otherwise come last, one core idle meanwhile.
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

browser:
	@scripts/install-chromium

services:
	@scripts/install-services

words: $(VENV)/.test-ready  ## checks the vocabulary, compiles the translations, and measures reading; see docs/language.md
	$(BIN)/python -m pytest tests/language/test_vocabulary_files.py
	@for code in de fr es; do $(BIN)/pybabel --quiet compile --domain parley --locale $$code --directory negotiation/language/locale; done
	$(BIN)/python -m pytest tests/language
	$(BIN)/python manage.py evaluate_language tests/language/data/own_messages.jsonl
	$(BIN)/python manage.py evaluate_language tests/language/data/held_out_messages.jsonl

bench-turns: $(VENV)/.test-ready  ## how fast it answers, against a bare durable echo; see docs/performance.md
	$(BIN)/python -m benchmarks.turns

bench-admin: $(VENV)/.test-ready  ## every list of the admin at 10,000 suppliers and 50,000 negotiations; see docs/performance.md
	$(BIN)/python -m benchmarks.admin

bench-language: $(VENV)/.test-ready  ## how well and how fast messages are read, by rules and by a model; see docs/models.md
	$(BIN)/python -m benchmarks.language

bench-fairness: $(VENV)/.test-ready  ## whether tone, language or time move a number; see docs/attacks.md
	$(BIN)/python -m benchmarks.fairness

bench-bargaining: $(BENCH)/.ready  ## how well it bargains, against other people's agents; see docs/bargaining.md
	$(BENCH)/bin/python -m benchmarks.bargaining --write-docs

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.demo-ready: $(VENV)/bin/python requirements.txt
	$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

$(VENV)/.test-ready: $(VENV)/bin/python requirements.txt requirements-dev.txt requirements-models.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	@touch $@ $(VENV)/.demo-ready

$(BENCH)/.ready: requirements-bench.txt
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet -r requirements-bench.txt
	@touch $@

clean:
	rm -rf $(VENV) $(BENCH) var .mypy_cache .ruff_cache .pytest_cache .hypothesis
