"""Embedding functions of providers: over HTTP with httpx alone, or through a library of theirs on this machine.

`service` tells what a provider's API is, `function` makes an embedding function of it in both colours, and each
other module declares those of one provider. Their stored names and configurations are the official client's.
"""
