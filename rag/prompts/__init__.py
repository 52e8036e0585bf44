"""Prompt files, one per task and language; see `rag.prompt`."""
