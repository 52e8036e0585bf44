"""Figures of the running service, as Prometheus reads them."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)


class Figures:
    """The figures of one service. Safe to use from several threads."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "belegt_requests", "Requests by route and status.", ("route", "status"), registry=self._registry
        )
        self.answers = Counter("belegt_answers", "Questions by how they ended.", ("outcome",), registry=self._registry)
        self.evidence = Histogram(
            "belegt_evidence_seconds", "From the question to its evidence.", buckets=_SECONDS, registry=self._registry
        )
        self.total = Histogram(
            "belegt_answer_seconds", "From the question to its answer.", buckets=_SECONDS, registry=self._registry
        )
        self._asking = Gauge("belegt_asking", "Questions being answered or waiting.", registry=self._registry)
        self._documents = Gauge("belegt_documents", "Articles of the archive.", registry=self._registry)

    def watch(self, *, asking: Callable[[], float], documents: Callable[[], float]) -> None:
        """Take what is read anew for every look at the figures."""
        self._asking.set_function(asking)
        self._documents.set_function(documents)

    def write(self) -> bytes:
        """Return the figures in the text format of Prometheus."""
        return bytes(generate_latest(self._registry))
