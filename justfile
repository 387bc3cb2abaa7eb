# The common commands. `just` alone lists them; each is one line that can be typed as well.

python := env("PYTHON", "python")

_default:
    @just --list

# Everything, with hosts where they are installed
test *arguments:
    pytest {{arguments}}

# An answer in a minute: no host, nothing slow
fast *arguments:
    pytest -m "not host and not slow" {{arguments}}

# Style
lint:
    ruff check .
    ruff format --check .

# Types
types:
    mypy

# The arrows between the rooms
arrows:
    lint-imports

# Damage files at random and compare what is still ready with what another reader sees
fuzz count="20000" seed="7":
    {{python}} tests/fuzz/run.py --count {{count}} --seed {{seed}}

# Times, against LibreOffice
benchmarks:
    {{python}} -m tests.benchmarks.speed
    {{python}} tests/benchmarks/validate.py
    {{python}} tests/benchmarks/template.py
    {{python}} tests/benchmarks/libreoffice.py

# Renew the templates that are kept in the project
templates:
    rm -f workbook/FocusXL-*.xlsm workbook/FocusXL-*.xlsx
    for edition in 2014 2026; do \
        {{python}} -m focusxl new workbook/FocusXL-$edition.xlsm --edition $edition && \
        {{python}} -m focusxl new workbook/FocusXL-$edition-native.xlsx --edition $edition --native || exit 1; \
    done

# Renew the rule tables in docs
rule-tables:
    {{python}} docs/rule_tables.py

# Draw the pictures of the documents anew, with LibreOffice and pdftoppm; look at them
pictures *arguments:
    {{python}} docs/pictures.py {{arguments}}

# Renew the list of our own macros, after a change of the VBA or of the functions in cells
known-macros:
    {{python}} -m focusxl_udfs.vba.known_macros

# Renew the locks, after a change of the dependencies
locks:
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock
    uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements-test.lock

# What must pass before a change lands; installs LibreOffice and Wine, as root
ci:
    .ci/run
