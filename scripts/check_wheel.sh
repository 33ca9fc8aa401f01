#!/usr/bin/env bash
# Build the wheel, install it alone in a clean environment, and release two small tables with it.
# The core only: no extras, no language model, no torch. Prints one line when all is well.
set -euo pipefail
cd "$(dirname "$0")/.."
top=$PWD
python=${PYTHON:-python3}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'echo "check_wheel: line $LINENO failed: $BASH_COMMAND" >&2' ERR
pip() { "$python" -m pip --disable-pip-version-check --quiet "$@"; }

pip wheel --no-deps --wheel-dir "$work/dist" .
wheel=$(ls "$work"/dist/sector_data-*.whl)

"$python" -m venv "$work/venv"
pip --python "$work/venv/bin/python" install -c constraints.txt "$wheel"

# From here on, nothing of the repository may be in reach.
cd "$work"
unset PYTHONPATH
export PATH="$work/venv/bin:$PATH" SECTOR_DATA_KEYRING="$work/keys.json" HOME="$work"

where=$(python -c 'import sector_data; print(sector_data.__file__)')
case $where in
  "$work"/venv/*) ;;
  *) echo "the installed package is imported from $where" >&2; exit 1 ;;
esac
if python -m pip list 2>/dev/null | grep -qiE '^(torch|sdv) '; then
  echo "the core draws in torch or sdv" >&2
  exit 1
fi
python - "$top" <<'PY'
import importlib.metadata, pathlib, sys
files = [str(f) for f in importlib.metadata.files("sector-data")]
for part in ("schemas/policies/", "schemas/sectors/", "pipelines/", "sample_data/generator/", "py.typed"):
    assert any(part in f for f in files), f"the wheel lacks {part}"
assert not any(f.startswith(("tests/", "sample_data/")) for f in files), "the wheel holds too much"
for file in files:
    if file.endswith(".py"):
        text = pathlib.Path(importlib.metadata.distribution("sector-data").locate_file(file)).read_text()
        assert sys.argv[1] not in text, f"{file} names a place of the build machine"
PY

sector-data --help >help.txt
grep -q "^Commands:" help.txt
# Exit code 1 says that something is missing, which is so: there is no language model.
sector-data doctor >doctor.txt || [ $? -eq 1 ]
grep -q "pip install" doctor.txt

mkdir data
python - <<'PY'
from pathlib import Path

people = ["person_id,full_name,born,sex,zip"]
visits = ["visit_id,person_id,admitted,diagnosis"]
codes = ["I10", "E11.9", "J45.909", "M54.50"]
for n in range(240):
    name = f"{'ABCDEFGHIJ'[n % 10]}lex {'KLMNOPQRST'[n // 24]}ovak"
    people.append(f"X{n:05d},{name},{1950 + n % 40}-0{1 + n % 9}-1{n % 9},{'FM'[n % 2]},0104{n % 4}")
    for v in range(2):
        visits.append(f"V{2 * n + v:05d},X{n:05d},2024-0{1 + (n + v) % 9}-0{1 + n % 9},{codes[(n + v) % 4]}")
Path("data/people.csv").write_text("\n".join(people) + "\n")
Path("data/visits.csv").write_text("\n".join(visits) + "\n")
Path("pipeline.yaml").write_text("""\
release: {name: two-tables, title: Two small tables, licence: CC0-1.0}
source: {people: data/people.csv, visits: data/visits.csv}
subject: people.person_id
keys: {people: person_id, visits: visit_id}
references: {visits.person_id: people.person_id}
columns:
  people.full_name: drop
  people.born: {role: quasi-identifier, hierarchy: age}
  people.sex: quasi-identifier
  people.zip: {role: quasi-identifier, hierarchy: us-zip}
  visits.admitted: shift-date
  visits.diagnosis: {role: sensitive, transform: keep}
privacy: {k-anonymity: 5}
""")
PY
sector-data keys new default >/dev/null
sector-data run pipeline.yaml --output release --quiet
sector-data audit release >audit.txt || { cat audit.txt >&2; exit 1; }
(cd release && sha256sum --check --quiet SHA256SUMS)
sector-data samples list >samples.txt
sector-data samples get health-admissions --rows 20 --output sample --quiet
sector-data check sample/health_demo.yaml >check.txt

echo "wheel: $(basename "$wheel") installs alone, releases two tables, audits them, and makes samples"
