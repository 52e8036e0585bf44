"""Faults on purpose: processes killed, files damaged, disks filled; `python -m tests.faults` tallies what is left."""
