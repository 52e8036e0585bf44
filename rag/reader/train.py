"""`python -m rag.reader.train`: trains the reader's adapter and heads on parallel SQuAD files.

    python -m rag.reader.train --data FOLDER --out adapter.safetensors [--hold-out ARTICLE …] [--set key=value …]

A stopped run goes on where it was when the same command is given again.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from index.models import resolve_embedder
from index.models.catalogue import FLOAT_SUFFIX
from rag.reader.encode import PairEncoder, pad_batch
from rag.reader.examples import Augment, Corpus, Example, cut_batches, load_corpus, make_epoch
from rag.reader.load import ENCODER, write_adapter
from rag.reader.network import AdaptedLinear, SpanNetwork, adapt_encoder, load_encoder

#: Steps between two checkpoints.
CHECKPOINT_EVERY = 40


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what comes out of a training."""

    languages: tuple[str, ...] = ("de", "en", "es", "ro", "ru", "tr")
    #: Upper layers that are trained; those below stay the embedder's.
    layers: int = 12
    #: Rank of the change to each matrix; 0 leaves it free.
    rank: int = 0
    rate: float = 2e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    epochs: int = 6
    #: Answerable examples in an epoch, for each question.
    repeats: float = 1.5
    batch_tokens: int = 4096
    present_weight: float = 0.5
    seed: int = 1
    augment: Augment = field(default_factory=Augment)


def build_network(recipe: Recipe, folder: Path) -> SpanNetwork:
    """Return the network with what is to be trained switched on; the encoder itself computes in bfloat16."""
    torch.manual_seed(recipe.seed)
    encoder = load_encoder(folder, dtype=torch.bfloat16)
    for layer in encoder.encoder.layer[-recipe.layers :]:
        adapt_encoder(layer, recipe.rank)
    return SpanNetwork(encoder, encoder.config.hidden_size)


def measure_loss(network: SpanNetwork, batch: Sequence[Example], recipe: Recipe) -> Tensor:
    """Return the loss of a batch: where the answer starts and ends, and whether it is there."""
    ids, mask = pad_batch([example.ids for example in batch])
    start, end, present = network(torch.from_numpy(ids), torch.from_numpy(mask))
    allowed = torch.zeros(ids.shape, dtype=torch.bool)
    allowed[:, 0] = True
    for row, example in enumerate(batch):
        allowed[row, example.context : len(example.ids) - 1] = True
    start = start.float().masked_fill(~allowed, -1e4)
    end = end.float().masked_fill(~allowed, -1e4)
    spans = functional.cross_entropy(start, torch.tensor([example.start for example in batch]))
    spans = spans + functional.cross_entropy(end, torch.tensor([example.end for example in batch]))
    there = torch.tensor([float(example.answerable) for example in batch])
    return spans / 2 + recipe.present_weight * functional.binary_cross_entropy_with_logits(present.float(), there)


def plan_batches(corpus: Corpus, articles: frozenset[str], recipe: Recipe) -> Iterator[list[Example]]:
    """Yield all batches of a training, the same ones each time."""
    for epoch in range(recipe.epochs):
        seed = recipe.seed * 1000 + epoch
        examples = make_epoch(corpus, articles, recipe.augment, seed=seed, repeats=recipe.repeats)
        yield from cut_batches(examples, recipe.batch_tokens, seed=seed)


def train(network: SpanNetwork, batches: Sequence[list[Example]], recipe: Recipe, checkpoint: Path) -> None:
    """Train on `batches`, from the checkpoint on when there is one of the same recipe."""
    trained = {name: value for name, value in network.named_parameters() if value.requires_grad}
    heads = [value for name, value in trained.items() if not name.startswith("encoder.")]
    body = [value for name, value in trained.items() if name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": recipe.rate}, {"params": heads, "lr": recipe.head_rate}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, len(batches), recipe.warmup))
    done = _load_checkpoint(checkpoint, network, optimizer, schedule, recipe)
    started, mean = time.perf_counter(), 0.0
    network.train()
    for step in range(done, len(batches)):
        torch.manual_seed(recipe.seed * 100_000 + step)
        loss = measure_loss(network, batches[step], recipe)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(body + heads, 1.0)
        optimizer.step()
        schedule.step()
        mean = 0.95 * mean + 0.05 * loss.item() if step > done else loss.item()
        if (step + 1) % CHECKPOINT_EVERY == 0 or step + 1 == len(batches):
            _save_checkpoint(checkpoint, network, optimizer, schedule, recipe, step + 1)
            rate = (step + 1 - done) / (time.perf_counter() - started)
            left = (len(batches) - step - 1) / rate / 60
            print(
                f"step {step + 1}/{len(batches)}  loss {mean:.3f}  {rate:.2f} steps/s  {left:.0f} min left", flush=True
            )


def _rate(step: int, total: int, warmup: float) -> float:
    first = max(1, round(total * warmup))
    return (step + 1) / first if step < first else max(0.0, (total - step) / max(1, total - first))


def _trained_state(network: SpanNetwork) -> dict[str, Tensor]:
    return {name: value.detach() for name, value in network.named_parameters() if value.requires_grad}


def _save_checkpoint(
    path: Path, network: SpanNetwork, optimizer: Any, schedule: Any, recipe: Recipe, step: int
) -> None:
    part = path.with_suffix(".part")
    state = {"optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(), "step": step}
    torch.save({"weights": _trained_state(network), "recipe": repr(recipe), **state}, part)
    part.replace(path)


def _load_checkpoint(path: Path, network: SpanNetwork, optimizer: Any, schedule: Any, recipe: Recipe) -> int:
    if not path.is_file():
        return 0
    found = torch.load(path, weights_only=True)
    if found["recipe"] != repr(recipe):
        return 0
    network.load_state_dict(found["weights"], strict=False)
    optimizer.load_state_dict(found["optimizer"])
    schedule.load_state_dict(found["schedule"])
    return int(found["step"])


def export_changes(network: SpanNetwork) -> dict[str, Any]:
    """Return the change of each trained matrix, named as the encoder names the matrix."""
    layers = {name: module for name, module in network.encoder.named_modules() if isinstance(module, AdaptedLinear)}
    return {f"{name}.weight": module.change().detach().numpy() for name, module in layers.items()}


def _read_settings(recipe: Recipe, settings: Sequence[str]) -> Recipe:
    """Return the recipe with `key=value` applied; keys of `Augment` are known by their own names."""
    for setting in settings:
        key, _, text = setting.partition("=")
        target: Any = recipe.augment if key in {entry.name for entry in fields(Augment)} else recipe
        former = getattr(target, key)
        value: Any = tuple(text.split(",")) if isinstance(former, tuple) else json.loads(text)
        changed = replace(target, **{key: value})
        recipe = replace(recipe, augment=changed) if isinstance(changed, Augment) else changed
    return recipe


def main() -> None:
    """Read the command line, train and write the adapter."""
    parser = argparse.ArgumentParser(prog="python -m rag.reader.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with xquad_LANG_dev.json")
    parser.add_argument("--out", type=Path, required=True, help="the adapter to write")
    parser.add_argument("--hold-out", nargs="*", default=[], metavar="ARTICLE", help="titles that are not trained on")
    parser.add_argument("--set", nargs="*", default=[], metavar="KEY=VALUE", help="settings of the recipe")
    args = parser.parse_args()
    recipe = _read_settings(Recipe(), args.set)
    source = resolve_embedder(ENCODER + FLOAT_SUFFIX)
    corpus = load_corpus(args.data, recipe.languages, PairEncoder(source.path / "tokenizer.json"))
    articles = frozenset(corpus.article_of.values()) - set(args.hold_out)
    batches = list(plan_batches(corpus, articles, recipe))
    network = build_network(recipe, source.path)
    print(f"{len(articles)} articles, {sum(map(len, batches))} examples, {len(batches)} steps", flush=True)
    train(network, batches, recipe, args.out.with_suffix(".checkpoint"))
    _write(args.out, network, recipe, trained=sorted(articles), encoder=source.fingerprint)


def _write(path: Path, network: SpanNetwork, recipe: Recipe, *, trained: list[str], encoder: str) -> None:
    heads = {name: value.numpy() for name, value in _trained_state(network).items() if not name.startswith("encoder.")}
    facts = {"recipe": asdict(recipe), "trained": trained, "encoder": encoder}
    write_adapter(path, export_changes(network), heads, facts)
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    main()
