"""The official package's surface against ours."""
