"""How the command speaks: streams, colours, numbers, bars, and what it keeps quiet."""
