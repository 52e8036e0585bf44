"""Many people at once: `make load` asks a real service for minutes and writes the table of docs/reliability.md."""
