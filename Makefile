# The two commands a newcomer needs: make demo, make test.
SHELL := /bin/bash
PORT ?= 8000
PY := .venv/bin/python
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .uv/bin/uv)
export DJANGO_SETTINGS_MODULE ?= config.settings.test

.PHONY: bench demo demo-reset test check fix lock messages install

install: .venv/installed

.uv/bin/uv:
	@python3 -m venv .uv || { echo "Cordée needs uv, or a Python that can make a venv (python3-venv): install one of them."; exit 1; }
	@.uv/bin/pip install --quiet --disable-pip-version-check uv

.venv/installed: requirements.lock .python-version | $(filter .uv/bin/uv,$(UV))
	@found="$$($(UV) python find --no-python-downloads "$$(cat .python-version)" 2>/dev/null)"; \
	 [ -n "$$found" ] || { found="$$(pyenv prefix 3.13 2>/dev/null)/bin/python"; [ -x "$$found" ] || found=; }; \
	 [ -n "$$found" ] || found="$$($(UV) python find --no-python-downloads '>=3.12' 2>/dev/null)"; \
	 [ -n "$$found" ] || { echo "Cordée needs Python 3.12 or later: install it, then run this again."; exit 1; }; \
	 [ -x .venv/bin/python ] || $(UV) venv --quiet --python "$$found" .venv
	@$(UV) pip sync --quiet --python .venv/bin/python requirements.lock
	@touch .venv/installed

demo: install
	@DJANGO_SETTINGS_MODULE=config.settings.demo $(PY) manage.py demo --port $(PORT)

demo-reset:
	@rm -rf var/demo && echo "The demo starts afresh at the next make demo."

test: install
	@$(PY) -m pytest -n auto --dist loadgroup $(ARGS)

bench: install
	@$(PY) -m bench $(ARGS)

check: install
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/djlint --lint --quiet templates
	@git ls-files 'templates/*.html' | xargs .venv/bin/djade --check --target-version 6.1
	@git ls-files '*.py' | grep -v migrations/ | xargs .venv/bin/django-upgrade --target-version 6.1
	@$(PY) manage.py check --fail-level WARNING
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) locale/messages.py --check
	@.ci/deploy-check
	@git diff --exit-code --stat

fix: install
	@git ls-files -co --exclude-standard '*.py' | grep -v migrations/ | xargs .venv/bin/django-upgrade --target-version 6.1 || true
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .
	@git ls-files -co --exclude-standard 'templates/*.html' | xargs .venv/bin/djade --target-version 6.1

messages: install
	@$(PY) locale/messages.py

lock:
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --group dev --python-version 3.12 pyproject.toml -o requirements.lock
