"""A server on disk, killed while it is written to, and its files damaged: what was acknowledged must be there."""
