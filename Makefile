# make demo     why was this mail refused?  (bundled message, bundled zone, no network after set-up)
# make test     the whole suite, coverage inside
# make lint     ruff, import contracts        make types    mypy and pyright, strict
# make docs     write the generated pages     make bench    every benchmark
# make clean    remove what these made
#
# Works with GNU make 3.81 and a POSIX sh. Needs Python >= 3.11 with venv; make PYTHON=... chooses one.

PY = .venv/bin/python
MAKEFLAGS += --no-print-directory
export PYTHON

# 100 % of the branches of these, or the tests fail
CORE = src/deliverkit/core/*,src/deliverkit/message/*,src/deliverkit/spf/*,src/deliverkit/content/*,src/deliverkit/dkim/*,src/deliverkit/arc/*,src/deliverkit/dmarc/*,src/deliverkit/srs/*,src/deliverkit/forwarding/*,src/deliverkit/attachments/*
BENCHMARKS = $(filter-out benchmarks/_%,$(wildcard benchmarks/*.py))

.PHONY: help demo test lint types docs docs-check bench clean
.SUFFIXES:
.NOTPARALLEL:

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

demo: .venv/.ready-demo
	@$(PY) examples/why_was_it_refused.py --demo

test: .venv/.ready-test
	@$(PY) -m coverage erase
	@$(PY) -m coverage run -m pytest -n auto --dist worksteal -m "not alone and not masses" $(PYTEST)
	@$(PY) -m pytest -n auto --dist loadfile -m masses $(PYTEST)
	@$(PY) -m pytest -m alone $(PYTEST)
	@$(PY) -m coverage combine --quiet
	@echo "Coverage of the rest (reported, not enforced):"
	@$(PY) -m coverage report --omit='$(CORE)' --format=text
	@echo "Coverage of core and checkers (branches too; below 100 % fails):"
	@$(PY) -m coverage report --include='$(CORE)' --fail-under=100

lint: .venv/.ready-lint
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@.venv/bin/lint-imports

types: .venv/.ready-lint
	@$(PY) -m mypy
	@$(PY) -m pyright

docs: .venv/.ready-demo
	@$(PY) tools/pages.py

docs-check: .venv/.ready-demo
	@$(PY) tools/pages.py --check

bench: .venv/.ready-test
	@for one in $(BENCHMARKS); do echo "== $$one"; $(PY) "$$one" || exit 1; done

clean:
	rm -rf .venv build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.ready-demo: pyproject.toml
	@sh tools/venv.sh crosscheck $@

.venv/.ready-test: pyproject.toml
	@sh tools/venv.sh test $@

.venv/.ready-lint: pyproject.toml
	@sh tools/venv.sh test,lint $@
