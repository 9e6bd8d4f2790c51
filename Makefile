# Everything a newcomer needs; each target sets up what it lacks (see .ci/setup).
#   make demo    the main job on public data, in a vault of its own under demo/
#   make run     the window
#   make test    every test but the long campaigns
#   make lint    style, types, imports, texts, problem codes
#   make soak    the long campaigns (hours)
#   make pictures  the pictures of README and help, from the played first day
#   make bench   speed and memory, side by side with their floors
#   make clean   remove what these targets made

DEMO := demo
WORKERS := 2
PYTHON := .venv/bin/python

.PHONY: demo run test soak pictures lint bench clean runtime window dev

demo: runtime
	@rm -rf $(DEMO)
	.venv/bin/daumoi demo --out $(DEMO)

run: window
	.venv/bin/daumoi-gui

test: dev
	$(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --durations=15 -rs

soak: dev
	$(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --durations=15 -rs -m soak
	for run in $$(seq 50); do $(PYTHON) -m pytest -q tests/gui || exit 1; done

pictures: dev
	.ci/pictures

lint: dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(PYTHON) .ci/texts.py check
	$(PYTHON) .ci/codes.py

bench: dev
	$(PYTHON) -m bench

clean:
	rm -rf .venv build dist *.egg-info $(DEMO)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	@.ci/setup runtime

window:
	@.ci/setup window

dev:
	@.ci/setup dev
