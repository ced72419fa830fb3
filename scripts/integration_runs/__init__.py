"""Vector stores of other frameworks on chromalink and on the official package, under their frameworks' own tests."""
