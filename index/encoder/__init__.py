"""A BERT encoder in ONNX Runtime: written out with weights in small blocks, run without padding."""

from index.encoder.graph import EncoderShape, build_encoder, write_encoder
from index.encoder.session import Encoder, open_session
from index.encoder.weights import map_tensors

__all__ = ["Encoder", "EncoderShape", "build_encoder", "map_tensors", "open_session", "write_encoder"]
