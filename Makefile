# `make` alone says what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
BIN := .venv/bin
# Node comes from the environment too, so that every machine builds with the same one.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --no-update-notifier --no-audit --no-fund --ignore-scripts
MEMBERS := $(patsubst %/pyproject.toml,%,$(wildcard */pyproject.toml))

.PHONY: help up install web fonts lock check check-proto test test-tools proto kafka snapshots bench compose-check
help:
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

up: install web fonts ## start everything on this machine; Ctrl-C stops it, the data stays in .sanzhi
	@exec $(BIN)/sanzhi up

check: install check-proto web/node_modules/.package-lock.json ## form, lint, types, imports, contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NPM) --prefix web run check

test: install web fonts test-tools ## all tests
	$(BIN)/pytest -n 2 --dist loadgroup
	$(NPM) --prefix web test

PROTOC := $(BIN)/python -m grpc_tools.protoc -I proto/sanzhi
CONTRACTS = $$(cd proto/sanzhi && ls */v1/*.proto)
proto: install ## generate Python from the event contracts
	$(PROTOC) --python_out=proto/src/sanzhi_proto --pyi_out=proto/src/sanzhi_proto $(CONTRACTS)

# What was promised on main stays promised; the generated Python is that of the contracts.
BUF := cd proto && PATH="$(CURDIR)/$(BIN):$$PATH" node_modules/.bin/buf
check-proto: install proto/node_modules/.package-lock.json
	$(BUF) lint
	$(BUF) breaking --against "../.git#ref=$$(git rev-parse -q --verify origin/main || git rev-parse HEAD),subdir=proto"
	@made=$$(mktemp -d) && trap 'rm -rf "$$made"' EXIT && \
		$(PROTOC) --python_out="$$made" --pyi_out="$$made" $(CONTRACTS) && \
		diff -r -x __init__.py -x __pycache__ -x py.typed "$$made" proto/src/sanzhi_proto || { echo "Run: make proto"; exit 1; }

kafka: install ## a real Apache Kafka of one node on this machine, without a container
	@exec $(BIN)/python -m sanzhi_cli.kafka

snapshots: install ## write every service's OpenAPI document to proto/http
	$(BIN)/python tests-contract/snapshots.py

bench: install ## all measurements, into bench/results; wants a quiet machine and half an hour
	@set -e; for measure in bench/*/run.py; do echo "$$measure"; $(BIN)/python "$$measure"; done
	$(BIN)/python bench/suite/run.py --kafka

compose-check: install ## run docker-compose.yml with podman and walk the story through it (Debian, as root)
	@$(BIN)/python deploy/check/run.py

install: .venv/installed
.venv/installed: requirements.lock pyproject.toml $(wildcard */pyproject.toml)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Sanzhi needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python cannot make an environment here: install the package python3-venv and try again."; exit 1; }
	@echo "Installing what requirements.lock names …"
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r <(sed -n '/^uv==/,/[^\\]$$/p' requirements.lock)
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation $(addprefix -e ./,$(MEMBERS))
	@touch $@

lock: install ## choose versions anew: writes requirements.lock
	$(BIN)/uv lock
	$(BIN)/uv export --all-packages --no-emit-workspace --no-header -q -o requirements.lock

# Not `npm ci`: it insists on the binaries of systems that a registry may not have.
%/node_modules/.package-lock.json: %/package-lock.json .venv/installed
	@echo "Installing what $< names …"
	@$(NPM) --prefix $* install --no-save --loglevel=error
	@touch $@

web: web/dist/built
web/dist/built: web/node_modules/.package-lock.json $(shell find web/ -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' 2>/dev/null)
	@echo "Building the pages …"
	@$(NPM) --prefix web run --silent build -- --logLevel warn
	@touch $@

# The font of documents, for machines that have no Chinese one.
fonts: deploy/fonts/node_modules/.package-lock.json

test-tools:
	@.ci/test-tools
