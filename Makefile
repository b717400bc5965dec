# Every target brings up .venv from requirements.lock first, once.
PYTHON ?= python3
INPUT ?= seeds/reports
OUTPUT ?= outputs
LABELS ?= seeds/labels/paragraphs.csv
GOLD ?= tests/gold
FIGURES ?= figures
PARTS ?= $(if $(RIVAL),rivals) stages workers curve

BIN := .venv/bin
PIPELINE := $(BIN)/python -m pipeline
STAGES := detect segment describe classify extract link export

.DEFAULT_GOAL := help
# Labels of paragraphs whose texts lie elsewhere.
EXTERNAL := $(filter-out %/sources.csv,$(sort $(wildcard seeds/labels/external/*.csv)))

.PHONY: help all test ingest $(STAGES) train train-base train-people evaluate figures dictionary bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z $$()A-Z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST) | sed 's/$$(STAGES)/$(STAGES)/'

all: .venv/installed ## make the corpus of seeds/reports in outputs/ (INPUT=, OUTPUT= for other folders)
	@$(PIPELINE) run --input $(INPUT) --output $(OUTPUT)

test: .venv/installed ## check style and types, run the tests
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/pytest

ingest: .venv/installed ## run the first stage alone: read the text of every document
	@$(PIPELINE) ingest --input $(INPUT) --output $(OUTPUT)

$(STAGES): .venv/installed ## run one of these stages alone, from what the one before left on disk
	@$(PIPELINE) $@ --output $(OUTPUT)

train: .venv/installed ## retrain the classifier (LABELS="a.csv b.jsonl")
	@$(PIPELINE) train $(foreach file,$(LABELS),--labels $(file))

train-people: .venv/installed ## learn the finder of people anew (NER=, NAMES=, TEXTS= folders of corpora, name lists, reports)
	@OMP_NUM_THREADS=1 $(BIN)/python -m pipeline.train_people --ner $(NER) --names $(NAMES) --texts $(TEXTS)

train-base: .venv/installed ## learn the base model anew (TEXTS= folder of the labelled texts, PASSAGES= files to learn words from)
	@$(BIN)/python -m pip install --quiet --editable '.[train]'
	@OMP_NUM_THREADS=1 $(PIPELINE) train-base $(EXTERNAL:%=--labels %) --texts $(TEXTS) \
		$(foreach file,$(PASSAGES),--passages $(file)) $(foreach word,$(WITHOUT),--without $(word))

evaluate: .venv/installed ## score outputs/ against gold annotation (GOLD=)
	@$(PIPELINE) evaluate --output $(OUTPUT) --gold $(GOLD)

figures: .venv/installed ## draw the figures of outputs/ in figures/ (OUTPUT=, FIGURES=)
	@$(PIPELINE) figures --output $(OUTPUT) --to $(FIGURES)

dictionary: .venv/installed ## write docs/data-dictionary.md anew from pipeline/columns.py
	@$(BIN)/python -m pipeline.package > docs/data-dictionary.md

bench: .venv/installed ## measure speed into benchmarks/results.md (PARTS=, folders PDFS=, PAGES= and RIVAL= for the rivals)
	@$(BIN)/python benchmarks/throughput.py $(PARTS) --write benchmarks/results.md \
		$(if $(PDFS),--pdf $(PDFS)) $(if $(PAGES),--html $(PAGES)) $(if $(RIVAL),--rival $(RIVAL))

clean: ## remove what a run left behind but for outputs/ itself, and the environment
	rm -rf .venv $(OUTPUT)/.interim build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
