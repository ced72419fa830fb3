"""A collection in the terminal: its records in a table, a form that asks for others."""

from __future__ import annotations

from .application import CollectionBrowser

__all__ = ["CollectionBrowser"]
