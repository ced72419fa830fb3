"""Random operations on the official server and on ours, and what they must have in common."""
