"""Figures of our client and server beside those of others: `python -m benches`, started by scripts/bench."""
