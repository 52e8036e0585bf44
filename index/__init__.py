"""Files to a searchable store: load, clean, chunk, embed, record. Its public face is `rag`."""
