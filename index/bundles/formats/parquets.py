"""Parquet tables, by pyarrow, which is an extra."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from index.bundles.formats.tables import Row, encode_value, iterate_rows
from index.bundles.types import Member, Request
from index.errors import ExtraMissing

_BATCH_ROWS = 32


def iterate_parquet(file: BinaryIO, request: Request) -> Iterator[Member]:
    """Yield the rows of a Parquet table. Raises ExtraMissing without pyarrow, and what `iterate_rows` raises."""
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise ExtraMissing(path=request.source, extra="parquet") from error
    with ParquetFile(file) as table:
        columns = list(table.schema_arrow.names)
        used = sorted(set(request.columns.find(columns, request.source).values()))
        yield from iterate_rows(_iterate_rows(table, used, request), columns, request)


def _iterate_rows(table: Any, columns: list[str], request: Request) -> Iterator[Row]:
    number = 0
    for batch in table.iter_batches(batch_size=_BATCH_ROWS, columns=columns, use_threads=False):
        for found in batch.to_pylist():
            number += 1
            values = {name: encode_value(value) for name, value in found.items()}
            request.count_unpacked(sum(map(len, values.values())))
            yield Row(number, values)
