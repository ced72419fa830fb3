"""What each operation does: decode, ask the engine, encode."""
