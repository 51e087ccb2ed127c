# Two commands matter: `make demo` and `make test`.
PORT ?= 8000
BIN = .venv/bin
PYTHON ?= python3
PIP = $(BIN)/pip install -q --disable-pip-version-check
COMPILE = $(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe --strip-extras --no-header --build-deps-for editable
PRODUCTION = ZHIXI_SECRET_KEY=$$(head -c 60 /dev/urandom | base64 -w0) ZHIXI_ALLOWED_HOSTS=zhixi.example DJANGO_SETTINGS_MODULE=zhixi.config.settings.production
export DATE

.PHONY: demo demo-reset test check lock messages
demo: export ZHIXI_DEMO = 1
demo: .venv/product
	@$(BIN)/zhixi demo load
	@$(BIN)/zhixi serve --port $(PORT)

demo-reset:; rm -rf var && $(MAKE) demo

test: .venv/dev
	@.ci/chromium
	$(BIN)/pytest

check: .venv/dev
	$(BIN)/ruff format --check . && $(BIN)/ruff check .
	$(BIN)/mypy zhixi && $(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/pytest tests/test_architecture.py

lock: .venv/dev
	$(COMPILE) -o requirements/product.txt pyproject.toml
	$(COMPILE) --extra dev -o requirements/dev.txt pyproject.toml

messages: .venv/dev
	$(BIN)/python manage.py makemessages -l en --no-obsolete --add-location file --no-wrap -i tests -i bench -i var && $(BIN)/python manage.py compilemessages -l en -i .venv

.venv/product .venv/dev: .venv/%: requirements/%.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r $<
	$(PIP) --no-deps --no-build-isolation -e .
	touch $@
