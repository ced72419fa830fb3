"""The tests that run in the environments of the frameworks, one module each."""
