"""llama.cpp in this process, behind one owner thread."""

from __future__ import annotations

import atexit
import codecs
import os
import queue
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import nullcontext, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.config import home_dir
from index.cpu import count_cores
from index.errors import ModelUnusable, PromptTooLong
from rag.llm.llama_calls import abort_when, allow_sequences, load_state, save_state, silence_log, weigh_texts
from rag.llm.work import Work
from rag.prompt import Message

if TYPE_CHECKING:
    from llama_cpp import Llama

#: Texts that are weighed side by side.
WEIGHED_AT_ONCE = 12

_SLOT = re.compile(r"BELEGTSLOT(\d+)END")


class _Job(Work):
    """Work on its way through the owner thread."""

    def __init__(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 0,
        stop: str = "",
        weighed: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.messages = tuple(messages)
        self.max_tokens = max_tokens
        self.stop = stop
        self.weighed = tuple(weighed)
        self.cancelled = threading.Event()

    def cancel(self) -> None:
        self.cancelled.set()
        self.pieces.put(None)  # whoever waits for the next piece need not wait for the model


#: How far the model stands behind everything else that wants the processor (`nice`).
_NICENESS = 5


def _step_back() -> None:
    """Let this thread, and those of llama.cpp that it starts, leave the processor to whoever looks for evidence."""
    with suppress(OSError, AttributeError):  # not on every system
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


class LlamaCpp:
    """A GGUF model run by llama.cpp. One thread owns it; callers queue, in order of arrival.

    The part of a prompt before its last message is read once, its state kept on disk and taken up by the next
    process. Text of the last message never becomes a control token of the chat template, whatever it says.
    """

    def __init__(self, path: Path, *, name: str | None = None, context_tokens: int = 4096) -> None:
        self._path = path
        self._name = name or path.stem
        self._context_tokens = context_tokens
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._start_lock = threading.Lock()
        self._llama: Llama | None = None
        self._current: _Job | None = None
        self._leaving = False

    @property
    def name(self) -> str:
        return self._name

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: str = "\n") -> _Job:
        return self._put(_Job(messages, max_tokens=max_tokens, stop=stop))

    def weigh(self, messages: Sequence[Message], texts: Sequence[str]) -> _Job:
        return self._put(_Job(messages, weighed=texts))

    def warm(self, messages: Sequence[Message], *, wait: bool = True) -> None:
        if self._llama is not None and not wait:
            return
        job = self._put(_Job([*messages[:-1], Message("user", "")]))
        if wait:
            job.wait()

    def _put(self, job: _Job) -> _Job:
        self._start()
        self._jobs.put(job)
        return job

    def close(self) -> None:
        with self._start_lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            thread.join()
            atexit.unregister(self._leave)

    def _leave(self) -> None:
        """Close at the end of a process that never did: llama.cpp's threads must be gone before its memory is."""
        self._leaving = True
        if self._current is not None:
            self._current.cancel()
        self.close()

    def _start(self) -> None:
        with self._start_lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="belegt-llm", daemon=True)
                self._thread.start()
                atexit.register(self._leave)

    # everything below runs in the owner thread only

    def _serve(self) -> None:
        _step_back()
        while (job := self._jobs.get()) is not None:
            if job.cancelled.is_set() or self._leaving:
                job.pieces.put(None)
                continue
            self._current = job
            try:
                self._run(job)
                job.pieces.put(None)
            except Exception as error:
                # Belongs to the caller, who raises it from his iterator; the thread serves the next one.
                job.pieces.put(error)
            self._current = None
        if self._llama is not None:
            self._llama.close()
            self._llama = None

    def _run(self, job: _Job) -> None:
        llama = self._llama = self._llama or self._load()
        prefix, tokens = self._tokenize(llama, job.messages)
        job.prompt_tokens = len(tokens)
        if len(tokens) + job.max_tokens >= self._context_tokens:
            raise PromptTooLong(model=self.name, tokens=len(tokens), limit=self._context_tokens - job.max_tokens)
        with abort_when(llama, job.cancelled):
            self._read_prefix(llama, prefix)
            if job.weighed:
                job.weights = weigh_texts(llama, tokens, job.weighed)
        if job.max_tokens > 0 and not job.cancelled.is_set():
            self._generate(llama, job, tokens)

    def _load(self) -> Llama:
        import llama_cpp
        from llama_cpp import _internals, llama

        silence_log()
        # While it loads, the library points the whole process's stdout and stderr at nothing, which would
        # swallow what other threads print; its log is off by `verbose=False` anyway.
        for module in (llama, _internals):
            module.suppress_stdout_stderr = lambda *args, **kwargs: nullcontext()
        threads = count_cores()
        try:
            loaded = llama_cpp.Llama(
                model_path=str(self._path),
                n_ctx=self._context_tokens,
                n_threads=threads,
                n_threads_batch=threads,
                # The weights are repacked for the processor; a mapped file would stay in memory beside them.
                use_mmap=False,
                flash_attn=True,
                verbose=False,
            )
            allow_sequences(loaded, 1 + WEIGHED_AT_ONCE)
            return loaded
        except (ValueError, RuntimeError, OSError, AssertionError) as error:
            raise ModelUnusable(model=self.name, cause=str(error) or type(error).__name__) from error

    def _tokenize(self, llama: Llama, messages: Sequence[Message]) -> tuple[list[int], list[int]]:
        """Return the tokens before the last message's content, and all tokens.

        The template is filled with slots and only what stands between them may be control tokens.
        """
        template = self._render_template(llama, [message.role for message in messages])
        parts = _SLOT.split(template)
        tokens: list[int] = llama.tokenize(parts[0].encode(), add_bos=True, special=True)
        prefix = len(tokens)
        for number, literal in zip(parts[1::2], parts[2::2], strict=True):
            prefix = len(tokens)
            content = messages[int(number)].content
            tokens += llama.tokenize(content.encode(), add_bos=False, special=False) if content else []
            tokens += llama.tokenize(literal.encode(), add_bos=False, special=True) if literal else []
        return tokens[:prefix], tokens

    def _render_template(self, llama: Llama, roles: Sequence[str]) -> str:
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        template = llama.metadata.get("tokenizer.chat_template")
        if template is None:
            raise ModelUnusable(model=self.name, cause="die Datei enthält keine Chat-Vorlage")
        messages: list[Any] = [{"role": role, "content": f"BELEGTSLOT{number}END"} for number, role in enumerate(roles)]
        prompt: str = Jinja2ChatFormatter(template=template, eos_token="", bos_token="")(messages=messages).prompt
        return prompt

    def _read_prefix(self, llama: Llama, prefix: list[int]) -> None:
        """Bring the model to the end of the prefix: from its memory, else from disk, else by reading it."""
        if llama.n_tokens >= len(prefix) and llama.input_ids[: len(prefix)].tolist() == prefix:
            return
        path = self._state_path(prefix)
        if not load_state(llama, path, prefix):
            llama.reset()
            llama.eval(prefix)
            save_state(llama, path, prefix)

    def _state_path(self, prefix: list[int]) -> Path:
        from llama_cpp import __version__

        stat = self._path.stat()
        facts = (self._path.name, stat.st_size, stat.st_mtime_ns, self._context_tokens, __version__, "flash", prefix)
        return home_dir() / "state" / f"{sha256(repr(facts).encode()).hexdigest()[:24]}.kv"

    def _generate(self, llama: Llama, job: _Job, tokens: list[int]) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        written = ""
        for token in self._decode(llama, job, tokens):
            job.answer_tokens += 1
            piece = decoder.decode(llama.detokenize([token], special=False))
            before, stop, _ = (written + piece).partition(job.stop)
            # A leading stop is only the model's habit of starting on a new line.
            if stop and before.strip():
                job.pieces.put(before[len(written) :])
                return
            written += piece
            if piece:
                job.pieces.put(piece)

    def _decode(self, llama: Llama, job: _Job, tokens: list[int]) -> Iterator[int]:
        """Yield tokens greedily until the model ends, the limit is reached or the caller has gone."""
        import llama_cpp

        vocab = llama_cpp.llama_model_get_vocab(llama.model)
        stream = llama.generate(tokens, temp=0.0, repeat_penalty=1.0)
        for count in range(job.max_tokens):
            token = self._first_token(llama, job, stream) if count == 0 else next(stream)
            if token is None or job.cancelled.is_set() or llama_cpp.llama_vocab_is_eog(vocab, token):
                return
            yield token

    def _first_token(self, llama: Llama, job: _Job, stream: Iterator[int]) -> int | None:
        """Read the prompt and return the first token, or None when the caller left meanwhile."""
        with abort_when(llama, job.cancelled):
            return next(stream)
        return None
