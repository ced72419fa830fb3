"""A search over the documentation of the running interpreter's standard library: the demo's program."""
