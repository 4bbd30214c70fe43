# Two commands matter: `make lab` opens the course, `make test` proves it.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
  BIN := .venv/Scripts
else
  BIN := .venv/bin
endif
PY := $(BIN)/python
PYTEST := $(PY) -X utf8 -m pytest
NOTEBOOKS := notebooks

.DEFAULT_GOAL := help
.PHONY: help lab test unit check nbval drift browser lint notebooks bench calibration model lock clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed -E 's/:.*?## /\t/' | expand -t 14

lab: .venv/lab.ok  ## install what is missing and open the course
	$(BIN)/cslib lab

test: lint unit check nbval drift browser  ## everything CI runs

lint: .venv/dev.ok  ## style and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

unit: .venv/dev.ok  ## unit tests and doctests
	$(PYTEST) -q -p no:nbval -m "not browser" tests
	$(PYTEST) -q -p no:nbval --doctest-modules cslib

check: .venv/dev.ok  ## every exercise against its own examples
	$(BIN)/cslib check exercises

nbval: .venv/dev.ok  ## every notebook, strictly, against its stored outputs
	$(PYTEST) -q --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg $(NOTEBOOKS)

drift: .venv/dev.ok  ## notebooks are stored as the tool writes them
	$(PY) -X utf8 tools/notebooks.py --check

browser: .venv/dev.ok  ## learners' journeys in headless Chromium
	# Two runs: Playwright keeps an event loop running that the charts' own exporter can't share.
	$(PYTEST) -q -p no:nbval -m browser tests/browser
	$(PYTEST) -q -p no:nbval -m browser tests/charts

notebooks: .venv/dev.ok  ## run all notebooks and store them normalised
	$(PY) -X utf8 tools/notebooks.py

bench: .venv/dev.ok  ## speed, as ratios within one run
	$(PYTEST) -q -p no:nbval -s benchmarks

calibration: .venv/dev.ok  ## how the grader compares with the labelled set
	$(BIN)/cslib calibrate tests/data/calibration --markdown docs/calibration.md

model: .venv/dev.ok  ## learn the detectors' weights from data/replies
	# As many processes as cores, each of one thread: the sums come out the same on every machine.
	OMP_NUM_THREADS=1 $(PY) -X utf8 tools/train.py

lock: .venv/dev.ok  ## renew the locks (needs uv)
	$(PY) tools/lock.py

clean:  ## remove what was made
	$(PYTHON) -c "import shutil; [shutil.rmtree(p, ignore_errors=True) for p in ('.venv', 'build', 'dist', '.pytest_cache', '.mypy_cache', '.ruff_cache', '.hypothesis')]"

.venv/%.ok: requirements/%.lock pyproject.toml tools/bootstrap.py $(wildcard labextension/*.* labextension/static/* labconfig/*)
	$(PYTHON) tools/bootstrap.py $*
