# `make demo` and `make test` set everything up by themselves; nothing else is needed first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
DEMO_ARCHIVE := demo-archive

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test check ui models attack faults load screenshots sbom audit clean

# Set-up: repeated only when what is installed would change.
$(STAMP): pyproject.toml constraints.txt .ci/install_llama.py index/cpu.py
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("belegt braucht Python 3.11 oder neuer; mit make PYTHON=python3.12 ein anderes wählen.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Pakete werden eingerichtet; beim ersten Mal dauert das eine Viertelstunde …"
	@$(BIN)/python -m pip install --quiet --upgrade -c constraints.txt pip
	@$(BIN)/python .ci/install_llama.py
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet -c constraints.txt --editable '.[dev]'
	@touch $@

models: $(STAMP)
	@$(BIN)/belegt models pull

demo: models
	@$(BIN)/python -m demo $(DEMO_ARCHIVE)

# Unit tests on two cores; the models of the others take both by themselves.
test: models
	$(BIN)/python -m pytest --ignore tests/e2e --numprocesses 2 --dist loadfile
	$(BIN)/python -m pytest tests/e2e

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

ui: models
	$(BIN)/belegt ui

attack: models
	$(BIN)/belegt bench attack

faults: $(STAMP)
	$(BIN)/python -m tests.faults

load: demo
	$(BIN)/python -m tests.load $(DEMO_ARCHIVE)

# What is installed, as CycloneDX; its tool lives by itself, for it is none of ours.
.audit/.set-up: .ci/audit.txt
	@$(PYTHON) -m venv .audit
	@.audit/bin/python -m pip install --quiet -r .ci/audit.txt
	@touch $@

sbom: $(STAMP) .audit/.set-up
	@.audit/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml --output-file sbom.json $(BIN)/python
	@echo "sbom.json: was in $(VENV) eingerichtet ist, mit Fassungen und Lizenzen"

# Asks osv.dev which of the pinned versions have known holes.
audit: .audit/.set-up
	.audit/bin/pip-audit --vulnerability-service osv --no-deps --disable-pip --requirement constraints.txt

# Needs Chromium. REPORT may name the page of an evaluation report.
screenshots: demo
	$(BIN)/python -m demo.screenshots $(DEMO_ARCHIVE) docs/images $(REPORT)

clean:
	rm -rf $(VENV) $(DEMO_ARCHIVE) runs .audit sbom.json
