# make run     the app on http://127.0.0.1:8501, with all set-up
# make test    everything: style, types, tests, a real browser, a real PostgreSQL
# make bench   the measurements of docs/benchmarks.md
# make clean   removes what these made; never the learners' records

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
HOST ?= 127.0.0.1
PORT ?= 8501

# brew's PostgreSQL is not on the path of itself
BREWED := $(wildcard /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin)
export PATH := $(PATH)$(foreach folder,$(BREWED),:$(folder))

# Linear algebra of one small problem gains nothing from threads, and they fight with the workers.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1

.PHONY: run test lint types pytest bench clean

run: $(VENV)/.installed
	$(PY) -m streamlit run app.py --server.address $(HOST) --server.port $(PORT)

test: lint types pytest

lint: $(VENV)/.installed-for-tests
	$(PY) -m ruff check .
	@$(PY) tests/test_architecture.py

types: $(VENV)/.installed-for-tests
	$(PY) -m mypy

pytest: $(VENV)/.installed-for-tests
	.ci/set-up browser $(PY)
	.ci/set-up database
	$(PY) -m pytest -n 2 --dist loadgroup --benchmark-disable

bench: $(VENV)/.installed-for-tests
	$(PY) -m pytest tests/benchmarks --benchmark-only --benchmark-columns=min,median,max,rounds

$(VENV)/.made:
	python=$$(.ci/set-up python) && "$$python" -m venv $(VENV)
	touch $@

$(VENV)/.installed: $(VENV)/.made requirements.txt constraints.txt
	$(PIP) -r requirements.txt
	touch $@

$(VENV)/.installed-for-tests: $(VENV)/.installed tests/requirements.txt
	$(PIP) -r requirements.txt -r tests/requirements.txt
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	find . -name __pycache__ -not -path './records/*' -type d -prune -exec rm -rf {} +
