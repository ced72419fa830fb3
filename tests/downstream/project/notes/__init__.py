"""Short texts by several authors, found again by meaning and by words."""
