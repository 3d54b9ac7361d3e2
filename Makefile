# Everything starts here: `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# The first Python that will do; set PYTHON=/path/to/python3.12 to choose one.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PORT ?= 8000
COMPILE := $(BIN)/uv pip compile pyproject.toml --python-version 3.11 --quiet --no-annotate \
	--no-emit-index-url --no-emit-find-links --fork-strategy fewest \
	--custom-compile-command "make lock"

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The environment's own node, and never a package from outside it.
export PATH := $(CURDIR)/$(BIN):$(PATH)
unexport PYTHONPATH PYTHONHOME

.PHONY: help book pdf check test test-all test-slow bench replicate classroom lab serve store-outputs lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

book: $(READY) ## build the book into _build/html, and check it
	$(BIN)/python -m tools.book.build

pdf: book ## print the whole book into _build/pdf/filling-the-hole.pdf; needs Chromium
	$(BIN)/python -m tools.pdf.make

check: $(READY) ## check what differs from main, in a minute: style, doctests and its tests; BASE=commit
	$(BIN)/python tools/check.py $(if $(BASE),--base $(BASE))

test: book ## build the book and test everything: library, chapters, pages
	$(BIN)/python -m inpaint_lib faces
	$(BIN)/python -m pytest inpaint_lib tests --doctest-modules -n 2 --dist loadfile \
		--no-loadscope-reorder -m "not slow"

test-all: test ## make test, then the slow tests: JupyterLab, Binder's limit, a real grader
	$(MAKE) --no-print-directory test-slow

# One after the other: each of these starts servers or kernels of its own.
test-slow: $(READY) ## the slow tests alone, on a book that is built
	$(BIN)/python -m pytest tests -m slow

bench: $(READY) ## measure the times in book/run_times.md; ONLY=name measures one
	$(BIN)/python -m tools.run_times.bench $(ONLY) $(if $(RUNS),--runs $(RUNS))

replicate: $(READY) ## repeat the whole paper on its photos, for hours; DATA=your copy, EPOCHS=fewer
	$(BIN)/python -m inpaint_lib replicate $(if $(DATA),--data "$(DATA)") \
		$(if $(RUNS),--runs "$(RUNS)") $(if $(EPOCHS),--epochs $(EPOCHS)) \
		$(if $(SEEDS),--seeds $(SEEDS)) $(if $(THREADS),--threads $(THREADS))

classroom: book ## write notebooks for students, teachers and nbgrader, slides and worksheets
	$(BIN)/python -m tools.classroom.make

lab: $(READY) ## open JupyterLab on the chapters
	cd chapters && ../$(BIN)/jupyter lab --expose-app-in-browser

serve: book ## build the book and serve it on http://localhost:8000 (PORT=...)
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

store-outputs: $(READY) ## run the chapters and store the outputs of the marked cells
	$(BIN)/python -m tools.book.store_outputs $(CHAPTERS)

lock: $(READY) ## make requirements.lock anew from pyproject.toml; UPGRADE=1 takes newer versions
	$(BIN)/python -m pip install --quiet 'uv>=0.5'
	$(COMPILE) --universal --generate-hashes $(if $(UPGRADE),--upgrade) \
		--extra cpu --extra kaggle --extra onnx --extra book --extra lab --extra classroom \
		--extra test --output-file requirements.lock
	$(COMPILE) --python-platform x86_64-manylinux_2_28 --constraint requirements.lock --upgrade \
		--extra cpu --extra lab --output-file binder/requirements.txt

clean: ## delete what the other targets made, the environment included
	rm -rf $(VENV) _build tools/book/javascript/node_modules inpaint_lib.egg-info
	rm -rf .pytest_cache .hypothesis .ruff_cache .coverage
	find inpaint_lib tests tools chapters -name __pycache__ -o -name .ipynb_checkpoints \
		| xargs rm -rf

# The environment holds exactly what the lock names; it is made anew when the lock changes.
$(READY): requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then echo "This course needs Python 3.11, 3.12 or 3.13, and none was" \
		"found. Install it, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; \
		exit 1; fi
	@$(PYTHON) tools/environment.py
	@touch $(READY)
