"""Requests that nobody would send, and a server that must bear them."""
