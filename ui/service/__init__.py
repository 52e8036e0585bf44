"""`belegt serve`: the page and an HTTP interface for programs, with tokens, limits, figures and logs."""
