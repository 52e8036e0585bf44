"""Try one library in a process of its own (`python -m rag.cli.doctor.probe NAME [MODEL]`): a crash ends nothing else.

Prints a JSON object as its last line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from tempfile import TemporaryDirectory


def probe_llama(model: str = "") -> dict[str, str]:
    """Load llama.cpp and return what it was built for; with a GGUF file also let it read a few words.

    Only reading several tokens at once uses all features of the processor, and crashes where one is missing.
    """
    import llama_cpp

    facts = {"version": llama_cpp.__version__, "system": llama_cpp.llama_print_system_info().decode()}
    if model:
        llama = llama_cpp.Llama(model_path=model, n_ctx=128, verbose=False)
        llama.eval(llama.tokenize(b"Guten Tag. " * 16))
        llama.close()
        facts["computed"] = str(llama.n_tokens)
    return facts


def probe_encoder() -> dict[str, str]:
    """Let ONNX Runtime multiply by 4-bit weights and hold the product against NumPy's."""
    import numpy as np
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    from index.encoder import open_session
    from index.encoder.blocks import BLOCK, pack_blocks

    random = np.random.default_rng(0)
    weight = random.integers(-8, 8, (64, 2 * BLOCK)).astype(np.float32)
    weight[:, ::BLOCK] = -8
    state = random.normal(size=(1, 5, 2 * BLOCK)).astype(np.float32)
    packed = pack_blocks(weight)
    sizes = {"K": 2 * BLOCK, "N": 64, "bits": packed.bits, "block_size": BLOCK, "accuracy_level": 4}
    node = helper.make_node("MatMulNBits", ["x", "codes", "scales"], ["y"], domain="com.microsoft", **sizes)
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in "xy"]
    tensors = [numpy_helper.from_array(packed.codes, "codes"), numpy_helper.from_array(packed.scales, "scales")]
    graph = helper.make_graph([node], "probe", ends[:1], ends[1:], tensors)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    (product,) = open_session(model.SerializeToString()).run(["y"], {"x": state})
    expected = state @ weight.T
    if np.abs(product - expected).max() > 0.02 * np.abs(expected).max():
        raise RuntimeError("the product is wrong")
    return {"version": onnxruntime.__version__, "computed": "yes"}


def probe_embedding() -> dict[str, str]:
    """Load sentence-transformers with all it stands on."""
    import sentence_transformers

    return {"version": sentence_transformers.__version__}


def probe_chroma() -> dict[str, str]:
    """Make a collection on disk, put a vector into it and find it again."""
    import chromadb
    import numpy as np
    from chromadb.config import Settings

    with TemporaryDirectory(prefix="belegt-", ignore_cleanup_errors=True) as folder:
        client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
        collection = client.create_collection(
            "probe", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        collection.add(ids=["a", "b"], embeddings=np.eye(2, dtype=np.float32))
        found = collection.query(query_embeddings=np.array([[0.9, 0.1]], dtype=np.float32), n_results=1)["ids"]
    if found != [["a"]]:
        raise RuntimeError(f"found {found} instead of the nearest vector")
    return {"version": chromadb.__version__}


PROBES: dict[str, Callable[..., dict[str, str]]] = {
    "llama": probe_llama,
    "encoder": probe_encoder,
    "embedding": probe_embedding,
    "chroma": probe_chroma,
}


def main() -> None:
    """Run the probe named on the command line."""
    sys.stdout.write("\n" + json.dumps(PROBES[sys.argv[1]](*sys.argv[2:])) + "\n")


if __name__ == "__main__":
    main()
