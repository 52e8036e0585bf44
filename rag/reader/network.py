"""The reader's network: the embedder's encoder with a low-rank adapter, a span head and an answer-present head."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional


class AdaptedLinear(nn.Module):
    """A frozen linear layer plus a trained matrix: `x (W + B A)^T + b` (LoRA, Hu et al. 2021); rank 0 trains it whole.

    The sum is formed before the product: the encoder is small, and one product with the whole matrix is several
    times faster on a CPU than three with its parts.
    """

    def __init__(self, base: nn.Linear, rank: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(base.weight.detach(), requires_grad=False)
        self.bias = nn.Parameter(base.bias.detach(), requires_grad=False)
        self.rank = rank
        if rank:
            self.A = nn.Parameter(torch.empty(rank, base.in_features))
            self.B = nn.Parameter(torch.zeros(base.out_features, rank))
            nn.init.kaiming_uniform_(self.A, a=5**0.5)
        else:
            self.D = nn.Parameter(torch.zeros(base.out_features, base.in_features))

    def forward(self, values: Tensor) -> Tensor:
        """Return the layer's output in the dtype of `values`."""
        return functional.linear(values, self.weight + self.change().to(self.weight.dtype), self.bias)

    def change(self) -> Tensor:
        """Return what is added to the frozen matrix."""
        return self.B @ self.A if self.rank else self.D


class SpanNetwork(nn.Module):
    """Scores every token as start and as end of the answer, and the passage for holding one at all.

    Token 0 (`<s>`) is the answer "not here" of both span scores, as in BERT's set-up for SQuAD 2.0.
    """

    def __init__(self, encoder: nn.Module, hidden: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.span = nn.Linear(hidden, 2)
        self.present = nn.Linear(hidden, 1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return start and end scores of shape (rows, tokens), and presence scores of shape (rows,), float32."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        hidden = hidden.to(self.span.weight.dtype)
        start, end = self.span(hidden).unbind(-1)
        return start, end, self.present(hidden[:, 0]).squeeze(-1)


def _attend_in_float32(module: nn.Module, query: Tensor, key: Tensor, value: Tensor, *args: Any, **kwargs: Any) -> Any:
    """Compute attention in float32: torch's fused backward pass is 1.7 times faster there than in bfloat16 on a CPU."""
    from transformers.integrations.sdpa_attention import sdpa_attention_forward

    mask, *rest = args
    mask = mask.float() if mask is not None and mask.is_floating_point() else mask
    output, weights = sdpa_attention_forward(module, query.float(), key.float(), value.float(), mask, *rest, **kwargs)
    return output.to(query.dtype), weights


def load_encoder(folder: Path, *, dtype: torch.dtype = torch.float32) -> Any:
    """Return the embedder's encoder, frozen, without its pooler and without dropout."""
    from transformers import AttentionInterface, AttentionMaskInterface, BertModel
    from transformers.masking_utils import sdpa_mask

    AttentionInterface.register("belegt", _attend_in_float32)
    AttentionMaskInterface.register("belegt", sdpa_mask)
    encoder = BertModel.from_pretrained(
        folder,
        add_pooling_layer=False,
        local_files_only=True,
        attn_implementation="belegt",
        dtype=dtype,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return encoder.requires_grad_(False)


def adapt_encoder(encoder: nn.Module, rank: int) -> None:
    """Put an adapted layer in the place of every linear layer of attention and feed-forward."""
    for module in list(encoder.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Linear):
                setattr(module, name, AdaptedLinear(child, rank))
