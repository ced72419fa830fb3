"""Copies over several legs, each killed once."""
