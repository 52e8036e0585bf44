"""The vector index, on a real Chroma."""

from __future__ import annotations

from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings

from index.store.rows import PendingVector
from index.store.vectors import VectorIndex


@pytest.mark.filterwarnings("ignore:legacy embedding function")
def test_an_index_of_a_former_version_is_searched_as_widely_as_a_new_one(tmp_path: Path) -> None:
    settings = Settings(anonymized_telemetry=False, is_persistent=True)
    client = chromadb.PersistentClient(str(tmp_path), settings=settings)
    client.get_or_create_collection("chunks", embedding_function=None, configuration={"hnsw": {"space": "cosine"}})
    client.close()  # type: ignore[attr-defined]
    index = VectorIndex(tmp_path)
    vector = np.eye(1, 8, dtype=np.float32)[0]
    index.add([PendingVector(1, "a", 1, vector)])
    assert index.search(vector, 1)["a"] > 0.999
    assert index._open().configuration_json["hnsw"]["ef_search"] == 400
    index.close()
