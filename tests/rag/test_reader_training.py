"""Training the reader: what it is shown, and that a tiny network learns, goes on after a stop and is exported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from index.encoder import Encoder, EncoderShape, build_encoder, map_tensors, open_session
from rag.reader import train as training
from rag.reader.encode import PairEncoder, Tokens
from rag.reader.examples import (
    Augment,
    Corpus,
    Example,
    cut_batches,
    find_tokens,
    load_corpus,
    make_epoch,
)
from rag.reader.load import merge_adapter, read_adapter, write_adapter
from rag.reader.network import AdaptedLinear, SpanNetwork, adapt_encoder, load_encoder
from tests.rag.tiny_reader import HIDDEN, TOWNS, Floats, write_bert, write_squad

ARTICLES = frozenset({"Artikel_0", "Artikel_1", "Artikel_2"})
ALL = Augment(mixed=1.0, cropped=1.0, unanswerable=1.0, hard=0.5, german=0.4)
RECIPE = training.Recipe(
    languages=("de", "en"), layers=2, rate=3e-3, head_rate=1e-2, epochs=4, repeats=2.0, batch_tokens=250
)


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """So small a network is slower on several."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("squad")
    write_squad(path)
    write_bert(path)
    return path


@pytest.fixture(scope="module")
def pairs(folder: Path) -> PairEncoder:
    return PairEncoder(folder / "tokenizer.json")


@pytest.fixture(scope="module")
def corpus(folder: Path, pairs: PairEncoder) -> Corpus:
    return load_corpus(folder, ("de", "en"), pairs)


def make(corpus: Corpus, augment: Augment, *, articles: frozenset[str] = ARTICLES, seed: int = 1) -> list[Example]:
    return make_epoch(corpus, articles, augment, seed=seed, repeats=4)


# examples


def read_words(pairs: PairEncoder, ids: Sequence[int]) -> str:
    return str(pairs._tokenizer.decode(list(ids), skip_special_tokens=False))


def test_positions_point_at_the_answer_whatever_was_cropped_and_mixed(corpus: Corpus, pairs: PairEncoder) -> None:
    examples = [example for example in make(corpus, ALL) if example.answerable]
    assert len(examples) == 48
    found = {read_words(pairs, example.ids[example.start : example.end + 1]) for example in examples}
    heights = {f"{height} {unit}" for height in TOWNS.values() for unit in ("Meter", "metres")}
    assert found <= heights | {"die Familie Groß", "the Groß family"}
    assert len({len(example.ids) - example.context for example in examples}) > 4, "nothing was cropped"


def test_questions_meet_passages_of_other_languages_only_where_they_should(corpus: Corpus) -> None:
    passages = {(language, ids) for (language, _), ids in ((key, t.ids) for key, t in corpus.passages.items())}
    german_questions = {ids for (language, _), ids in corpus.questions.items() if language == "de"}
    german_passages = {ids for language, ids in passages if language == "de"}
    whole = replace(ALL, cropped=0.0)
    for mixed, expected in ((0.0, {True}), (1.0, {True, False})):
        same = {
            (example.ids[1 : example.context - 2] in german_questions)
            == (example.ids[example.context : -1] in german_passages)
            for example in make(corpus, replace(whole, mixed=mixed))
        }
        assert same == expected


def test_unanswerable_examples_show_another_passage_and_point_at_nothing(corpus: Corpus) -> None:
    examples = make(corpus, replace(ALL, mixed=0.0))
    wrong = [example for example in examples if not example.answerable]
    assert len(wrong) == 48
    home = {corpus.questions[key]: corpus.passages[key[0], corpus.passage_of[key[1]]].ids for key in corpus.questions}
    for example in wrong:
        assert (example.start, example.end) == (0, 0)
        assert example.ids[example.context : -1] != home[example.ids[1 : example.context - 2]]


def test_the_share_of_german_passages_is_kept(corpus: Corpus) -> None:
    german = {tokens.ids for (language, _), tokens in corpus.passages.items() if language == "de"}
    examples = make(corpus, Augment(mixed=0, cropped=0, unanswerable=0, german=1.0))
    assert all(example.ids[example.context : -1] in german for example in examples)


def test_articles_that_are_held_out_never_appear(corpus: Corpus, pairs: PairEncoder) -> None:
    examples = make(corpus, ALL, articles=frozenset({"Artikel_0", "Artikel_2"}))
    shown = " ".join(read_words(pairs, example.ids) for example in examples)
    assert "Talheim" in shown
    assert "Übersee" in shown
    assert not {"Ödhausen", "Kirchau"} & set(shown.split())


def test_an_article_of_one_passage_has_no_unanswerable_examples(corpus: Corpus) -> None:
    alone = replace(corpus, neighbours=dict.fromkeys(corpus.neighbours, ()))
    assert all(example.answerable for example in make(alone, ALL))


def test_an_epoch_is_decided_by_its_seed(corpus: Corpus) -> None:
    assert make(corpus, ALL) == make(corpus, ALL)
    assert make(corpus, ALL) != make(corpus, ALL, seed=2)
    articles = frozenset({"Artikel_1"})
    assert list(training.plan_batches(corpus, articles, RECIPE)) == list(
        training.plan_batches(corpus, articles, RECIPE)
    )


def test_an_answer_is_the_tokens_it_touches() -> None:
    many = Tokens((1, 2), ((0, 1), (2, 3)))
    assert find_tokens(many, 2, 3) == (1, 1)
    assert find_tokens(many, 0, 3) == (0, 1)
    assert find_tokens(many, 3, 9) is None


def test_batches_stay_within_the_limit_and_lose_nothing(corpus: Corpus) -> None:
    examples = make(corpus, ALL)
    batches = cut_batches(examples, 300, seed=1)
    # Lengths within a batch differ by less than 24 tokens, and its last example decides.
    assert max(len(batch) * (max(len(example.ids) for example in batch) - 24) for batch in batches) <= 300
    assert sorted(map(repr, examples)) == sorted(repr(example) for batch in batches for example in batch)


# training


@pytest.fixture(scope="module")
def batches(corpus: Corpus) -> list[list[Example]]:
    return list(training.plan_batches(corpus, ARTICLES, RECIPE))


@pytest.fixture(scope="module")
def trained(folder: Path, batches: list[list[Example]], tmp_path_factory: pytest.TempPathFactory) -> SpanNetwork:
    network = training.build_network(RECIPE, folder)
    training.train(network, batches, RECIPE, tmp_path_factory.mktemp("trained") / "run.checkpoint")
    return network


def measure(network: SpanNetwork, batches: list[list[Example]]) -> float:
    with torch.no_grad():
        return float(np.mean([training.measure_loss(network, batch, RECIPE).item() for batch in batches]))


def test_the_loss_falls(folder: Path, batches: list[list[Example]], trained: SpanNetwork) -> None:
    assert measure(trained, batches) < 0.85 * measure(training.build_network(RECIPE, folder), batches)


def test_a_low_rank_change_learns_too_and_leaves_the_lower_layer(
    folder: Path, batches: list[list[Example]], tmp_path: Path
) -> None:
    recipe = replace(RECIPE, rank=4, layers=1)
    network = training.build_network(recipe, folder)
    before = measure(network, batches)
    training.train(network, batches, recipe, tmp_path / "run.checkpoint")
    assert measure(network, batches) < before
    assert {name.split(".")[2] for name in training.export_changes(network)} == {"1"}


def test_a_stopped_training_goes_on_to_the_same_weights(
    folder: Path,
    batches: list[list[Example]],
    trained: SpanNetwork,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "CHECKPOINT_EVERY", 2)
    measure_loss, seen = training.measure_loss, []

    def stop_at_the_fourth(network: SpanNetwork, batch: Sequence[Example], recipe: training.Recipe) -> torch.Tensor:
        seen.append(batch)
        if len(seen) == 4:
            raise KeyboardInterrupt
        return measure_loss(network, batch, recipe)

    monkeypatch.setattr(training, "measure_loss", stop_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        training.train(training.build_network(RECIPE, folder), batches, RECIPE, tmp_path / "run.checkpoint")
    network = training.build_network(RECIPE, folder)
    training.train(network, batches, RECIPE, tmp_path / "run.checkpoint")
    assert len(seen) == 4 + len(batches) - 2, "it didn't go on from its checkpoint"
    for name, value in network.state_dict().items():
        torch.testing.assert_close(value, trained.state_dict()[name], rtol=0, atol=0, msg=name)


def test_the_checkpoint_of_another_recipe_is_not_taken_up(
    folder: Path, batches: list[list[Example]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = training.build_network(RECIPE, folder)
    training.train(network, batches[:2], RECIPE, tmp_path / "run.checkpoint")
    other, seen = replace(RECIPE, rate=1e-3), []
    measure_loss = training.measure_loss

    def count(*args: object) -> torch.Tensor:
        seen.append(args)
        return measure_loss(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(training, "measure_loss", count)
    training.train(training.build_network(other, folder), batches[:2], other, tmp_path / "run.checkpoint")
    assert len(seen) == 2


def test_what_is_exported_and_merged_computes_what_the_network_does(
    folder: Path, batches: list[list[Example]], trained: SpanNetwork, tmp_path: Path
) -> None:
    state = {name: value for name, value in trained.named_parameters() if value.requires_grad}
    heads = {name: value.detach().numpy() for name, value in state.items() if not name.startswith("encoder.")}
    facts = {"encoder": "tiny", "trained": [], "recipe": {}}
    write_adapter(tmp_path / "adapter.xz", training.export_changes(trained), heads, facts)
    adapter = read_adapter(tmp_path / "adapter.xz")
    tensors = map_tensors(folder / "model.safetensors")
    merged = merge_adapter(tensors, adapter)
    reference = load_rounded(folder, tensors, merged, adapter.heads)
    shape = EncoderShape(layers=2, heads=2, eps=1e-12)
    session = open_session(build_encoder(merged, shape, quantise=False))
    encoder = Encoder(session, tensors["embeddings.word_embeddings.weight"])
    examples = batches[0]
    for row, hidden in encoder.encode([example.ids for example in examples]):
        scores = hidden @ adapter.heads["span.weight"].T + adapter.heads["span.bias"]
        ids = torch.tensor([examples[row].ids])
        start, end, _ = reference(ids, torch.ones_like(ids))
        np.testing.assert_allclose(scores, torch.stack([start[0], end[0]], 1).detach().numpy(), atol=1e-3)


def load_rounded(
    folder: Path,
    tensors: Mapping[str, Floats],
    merged: Mapping[str, Floats],
    heads: Mapping[str, Floats],
) -> SpanNetwork:
    """The network in float32 with the changes as the adapter file keeps them."""
    encoder = load_encoder(folder)
    adapt_encoder(encoder.encoder, 0)
    network = SpanNetwork(encoder, HIDDEN)
    for name, module in encoder.named_modules():
        if isinstance(module, AdaptedLinear):
            module.D.data = torch.from_numpy(merged[f"{name}.weight"] - tensors[f"{name}.weight"])
    network.load_state_dict({name: torch.from_numpy(value) for name, value in heads.items()}, strict=False)
    return network


# settings


def test_settings_reach_the_recipe_and_its_augment() -> None:
    recipe = training._read_settings(training.Recipe(), ["languages=de,en", "epochs=2", "mixed=0.5"])
    assert (recipe.languages, recipe.epochs, recipe.augment.mixed) == (("de", "en"), 2, 0.5)
