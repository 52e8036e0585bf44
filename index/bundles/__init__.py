"""Bundles: one file that holds many articles, told by its ending and read article by article.

Every kind in `formats/` is a generator of `Member`s over the open file; `read.py` gives them their names and keeps the
limits; `process.py` has all of that done in another process, for what is read may be hostile.
"""
