"""Large ingests, measured."""
