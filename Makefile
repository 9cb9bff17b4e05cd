# Everything a newcomer needs. `make run` and `make test` install what they use into .venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: run test lint format index eval bench load train lock clean

run: $(READY)            ## the web application on http://127.0.0.1:7860, index built first
	$(BIN)/python app.py

test: lint               ## the whole suite: style, types, unit, browser, evaluation gates
	@# What is measured runs on one core while the tests use the other.
	@set -e; (trap 'kill $$one' TERM; for measure in "assistant eval --llm fautes" "assistant eval" "python -m eval.towns"; do \
		$(BIN)/$$measure & one=$$!; wait $$one; done) & gates=$$!; \
	trap "kill $$gates 2>/dev/null || true" EXIT; \
	$(BIN)/python -m pytest; wait $$gates

lint: $(READY)           ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

index: $(READY)          ## build or refresh the index
	$(BIN)/assistant index

eval: $(READY)           ## answer the question set, print the table, write resultats/, fail below the gates
	$(BIN)/assistant eval

bench: $(READY)          ## speed and memory
	$(BIN)/python -m eval.bench

load: $(READY)           ## answers a second over HTTP, and what happens to too many
	$(BIN)/python -m eval.load

train: $(READY)          ## retrain the ranker: make train DATA=folder-of-the-open-data
	$(BIN)/python -m assistant.training.train_ranker --piaf $(DATA)/piaf-half.json

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

lock:                    ## write requirements.txt from a fresh resolution of pyproject.toml
	rm -rf .venv-lock && $(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet torch==2.13.0 "setuptools>=77,<82"
	.venv-lock/bin/python -m pip install --quiet ".[dev]"
	.venv-lock/bin/python -m pip list --format=freeze --exclude pip --exclude assistant-durable \
		| sed 's/+cpu$$//' > requirements.txt
	rm -rf .venv-lock build *.egg-info

clean:
	rm -rf .venv .index build *.egg-info .pytest_cache .mypy_cache .ruff_cache
