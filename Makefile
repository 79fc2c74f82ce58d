# The two commands of a new user are `make verify` and `make test`. Everything here can be run again at any time.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
export DB ?= links.db
export CLAIMS ?=
export PYTHON ?=

.PHONY: help verify browse pictures test check format bench run-ready dev-ready clean

help:
	@echo 'make verify                               set up, then verify the bundled example'
	@echo 'make verify CLAIMS=file.csv DB=links.db   set up, then verify your own claims'
	@echo 'make browse DB=links.db                   the database in Datasette, on this machine alone'
	@echo 'make test                                 set up, then the whole test suite'
	@echo 'make check                                lint, format and types'
	@echo 'make bench                                how fast it is, on this machine'
	@echo 'make pictures                             the pictures of the README anew'
	@echo 'make clean                                remove what these commands made (databases of yours stay)'

# The crawl's own exit codes (docs/quickstart.md) are those of `scrapy verify`; make itself knows but one, 2.
verify: run-ready
	@if [ -n "$$CLAIMS" ]; then $(PY) -m scrapy verify "$$CLAIMS" --db "$$DB"; else rm -f example.db example.db-wal example.db-shm; $(PY) -m examples.night; fi

browse: run-ready
	@sh scripts/venv.sh requirements-browse.txt
	@$(PY) -m crawler.export.browse "$$DB"

test: dev-ready
	@sh scripts/chromium.sh
	@$(PY) -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

check: dev-ready
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

format: dev-ready
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench: dev-ready build/peers
	@$(PY) -m benchmarks.speed --programs bare-scrapy,bare-scrapy-pages,aiohttp-lxml,lychee
	@$(PY) -m benchmarks.speed --tls
	@$(PY) -m benchmarks.speed --cores
	@$(PY) -m benchmarks.scale --against 10000x1000
	@$(PY) -m benchmarks.scale --claims 100000 --against 100000x1000
	@for what in latency sorted giant; do $(PY) -m benchmarks.pace $$what || exit 1; done
	@$(PY) -m benchmarks.names
	@$(PY) -m benchmarks.import_claims

# The programs that ours is measured beside, in a venv of their own (0.8 GB).
build/peers: benchmarks/requirements-peers.txt | dev-ready
	@$(PY) -m venv --clear $@
	@$@/bin/python -m pip install -qq --disable-pip-version-check --no-input --root-user-action=ignore -r $<
	@touch $@

pictures: dev-ready
	@$(PY) -m examples.pictures

run-ready:
	@sh scripts/venv.sh requirements.txt

dev-ready:
	@sh scripts/venv.sh requirements-browse.txt requirements-dev.txt

clean:
	@rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis example.db example.db-wal example.db-shm example.db.lock example.db.alert.lock
	@find crawler pipelines config tests examples benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
