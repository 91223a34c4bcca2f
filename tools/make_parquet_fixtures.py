"""Writes packages/dataset/test/fixtures/*.parquet with pyarrow, from four-samples.json, as people who work with pandas would.

    pip install pyarrow pandas && python tools/make_parquet_fixtures.py
"""

import json
from pathlib import Path

import pandas as pd

fixtures = Path(__file__).parent.parent / "packages" / "dataset" / "test" / "fixtures"
records = json.loads((fixtures / "four-samples.json").read_text("utf-8"))

# Structs in one column each, an index column beside them, Snappy.
pd.DataFrame(records, index=["a", "b", "c", "d"]).to_parquet(fixtures / "nested.parquet", engine="pyarrow")

# Dotted columns, dictionary-encoded, gzip, two row groups; one record without generalization test.
del records[2]["generalization test"]
pd.json_normalize(records).to_parquet(
    fixtures / "dotted.parquet", engine="pyarrow", compression="gzip", row_group_size=2, index=False
)
