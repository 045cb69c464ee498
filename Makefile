# Everything a developer or CI runs. `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# One build folder outside the checkout serves all clones; it is used when it is there and never required.
SHARED_TARGET := $(HOME)/.cache/scaffold/target
ifneq ($(wildcard $(SHARED_TARGET)),)
export CARGO_TARGET_DIR ?= $(SHARED_TARGET)
endif
TARGET := $(or $(CARGO_TARGET_DIR),target)

# Tools of the tests live outside the checkout too, made once and kept by version.
TOOLS := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/scaffold/tools
COPIER_VERSION := 9.19.1
COPIER := $(TOOLS)/copier-$(COPIER_VERSION)
export SCAFFOLD_COPIER_PYTHON := $(COPIER)/bin/python
MOTO_VERSION := 5.2.5
MOTO := $(TOOLS)/moto-$(MOTO_VERSION)
export SCAFFOLD_MOTO_SERVER := $(MOTO)/bin/moto_server
AWSCLI_VERSION := 1.46.3
AWSCLI := $(TOOLS)/awscli-$(AWSCLI_VERSION)

# The runner of copier's own tests; without it they are not run, and that is said.
CONFORMANCE ?=

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "%-14s %s\n", $$1, $$2 }'

.PHONY: build
build: ## Build the release binary
	cargo build --release --locked

.PHONY: debug
debug: ## Build the binary that the tests use
	cargo build --locked

.PHONY: test
test: setup lint test-rust differential conformance generated ## Install what the tests need and run them all

.PHONY: setup
setup: $(COPIER)/ready $(MOTO)/ready ## Install what the tests need
	@command -v cargo-nextest >/dev/null || cargo install --locked cargo-nextest

$(COPIER)/ready:
	python3 -m venv $(COPIER)
	$(COPIER)/bin/pip install --quiet --disable-pip-version-check copier==$(COPIER_VERSION) jinja2-ansible-filters==1.3.2
	touch $@

$(MOTO)/ready:
	python3 -m venv $(MOTO)
	$(MOTO)/bin/pip install --quiet --disable-pip-version-check 'moto[server,ec2,sts]==$(MOTO_VERSION)'
	touch $@

# Only measured against.
$(AWSCLI)/ready:
	python3 -m venv $(AWSCLI)
	$(AWSCLI)/bin/pip install --quiet --disable-pip-version-check awscli==$(AWSCLI_VERSION)
	touch $@

.PHONY: lint
lint: ## Check format and lints
	cargo fmt --check
	cargo clippy --locked --all-targets --no-default-features -- -D warnings
	cargo clippy --locked --all-targets -- -D warnings

.PHONY: deny
deny: ## Check licences, origins and advisories of the dependencies (needs cargo-deny)
	cargo deny check

# Random tests are the same in every run; another seed explores further.
export PROPTEST_RNG_SEED ?= 20261121

.PHONY: test-rust
test-rust: setup ## Run the unit and command-line tests
	cargo nextest run --locked --run-ignored all

.PHONY: differential
differential: setup debug ## Compare with copier itself on the examples and the sample templates
	$(SCAFFOLD_COPIER_PYTHON) tests/differential/compare.py $(TARGET)/debug/scaffold

.PHONY: conformance
conformance: debug ## Run copier's own tests against the binary
	@if [ -n "$(CONFORMANCE)" ]; then \
	  SCAFFOLD_BIN="$(TARGET)/debug/scaffold" SCAFFOLD_CODES=tests/conformance/codes.json \
	    IDS=tests/conformance/ids.txt "$(CONFORMANCE)"; \
	else \
	  echo "conformance: NOT RUN, no runner is named by CONFORMANCE"; \
	fi

# A suite is a folder of tests/generated/ with its own requirements.
SUITES := $(patsubst tests/generated/%/requirements.txt,%,$(wildcard tests/generated/*/requirements.txt))

.PHONY: generated
generated: $(SUITES:%=generated-%) ## Check the projects that the built-in template makes

.PHONY: $(SUITES:%=generated-%)
$(SUITES:%=generated-%): generated-%: debug
	tests/generated/run $* $(TARGET)/debug/scaffold

.PHONY: bench
bench: build setup $(AWSCLI)/ready ## Measure time and memory beside cp, copier and the aws command line
	$(SCAFFOLD_COPIER_PYTHON) benches/compare.py $(TARGET)/release/scaffold
	$(SCAFFOLD_COPIER_PYTHON) benches/update.py $(TARGET)/release/scaffold
	python3 benches/discovery.py $(TARGET)/release/scaffold $(AWSCLI)/bin/aws $(SCAFFOLD_MOTO_SERVER)

.PHONY: accept
accept: ## Take the tests' present output as the expected one
	INSTA_UPDATE=always cargo nextest run --locked --no-default-features
