# Every target sets itself up: Python 3.11 or newer and make are enough. `make help` lists the targets.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test check bench campaign mutants release docs clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 17

demo: $(READY) ## run a reconstructed season, and publish its first weekend with a site into demo/
	@$(BIN)/parcferme demo
	@echo
	@echo "Publishing the first weekend with its site into demo/: some two hundred files, half a minute or so ..."
	@$(BIN)/parcferme publish ligier-european-series-2020/1-le-castellet --out demo --for "Milo Racing" --site >demo.log \
	    || { cat demo.log; exit 1; }
	@rm demo.log
	@echo "Papers, files, charts, press releases and the results site: open demo/index.html in a browser."

test: $(READY) ## run the tests (PYTEST_ARGS="-k midnight" is passed on)
	@$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

check: $(READY) ## format, lint, types, import floors, documentation, nothing new without its words, pages and tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python tools/check_layers.py
	$(BIN)/python tools/check_docs.py
	$(BIN)/python -m pytest -q -m complete tests/decoders/test_contract.py tests/decoders/wires/test_contract.py tests/documents tests/test_*.py

bench: $(READY) ## run the benchmarks
	@$(BIN)/python benchmarks/run.py $(BENCH_ARGS)

campaign: $(READY) ## 100,000 random sessions against the independent reference, resumable (CAMPAIGN_ARGS="--only races --seed 7")
	@PARCFERME_KILLS=$${PARCFERME_KILLS:-1000} $(BIN)/python -m pytest -q tests/live/test_desk_killed.py
	@$(BIN)/python tools/run_campaign.py $(CAMPAIGN_ARGS)

mutants: $(READY) ## which small changes to the core no test of its room notices (half an hour; MUTANTS_ARGS="--room grid")
	@$(BIN)/python tools/mutants.py $(MUTANTS_ARGS)

release: $(READY) ## the wheel and the source archive in dist/, or what stands in the way of a release
	@$(BIN)/python tools/release.py

docs: $(READY) ## build the documentation into site/ and check it
	@$(BIN)/python tools/check_docs.py --into site

clean: ## remove what was built, and the caches (.venv stays)
	rm -rf site demo dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt tools/setup.sh
	@sh tools/setup.sh $(VENV)
	@touch $@
