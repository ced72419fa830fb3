"""The contract suite put to the test: against seeded faults, and against published servers."""
