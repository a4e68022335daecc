# Two commands. Both need Python 3.11 or newer with venv, and nothing else: see docs/settings.md.
#   make run     the site with its demo world on http://127.0.0.1:8000 (PORT=8001 to change)
#   make test    everything tox runs: tests, lint, types, imports, migrations, schema
# While you work, make test-fast: the tests that are not slow
PYTHON ?= python3
PORT ?= 8000
export PORT

.PHONY: run test test-fast bench schema screenshots

run:
	@"$(PYTHON)" tools/install.py .venv requirements.txt
	@exec .venv/bin/python -m pycommunity.run

test:
	@"$(PYTHON)" tools/install.py .tox/tools requirements-tox.txt
	@VIRTUALENV_OVERRIDE_APP_DATA="$(CURDIR)/.tox/virtualenv" exec .tox/tools/bin/python -m tox run $(TOX)

test-fast:
	@$(MAKE) --no-print-directory test TOX="-e fast"

# Side by side with ordinary Django REST framework, on this site's own base
bench:
	@"$(PYTHON)" tools/install.py .venv requirements.txt
	@exec .venv/bin/python -m bench.api $(BENCH)

# What clients read of the API, after it changed
schema:
	@exec .venv/bin/python manage.py spectacular --file schema.yml

# Every kind of page at three widths, light and dark, into docs/screenshots/; needs Chromium
screenshots:
	@"$(PYTHON)" tools/install.py .tox/screenshots requirements.txt requirements-dev.txt
	@exec .tox/screenshots/bin/python -m docs.screenshots --every-kind
