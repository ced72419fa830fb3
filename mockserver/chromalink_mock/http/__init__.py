"""What speaks HTTP: routes, handlers, and the codecs between bytes and the engine's values."""
