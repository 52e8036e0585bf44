"""One module per format of bundles, each a generator of members over the open file."""
