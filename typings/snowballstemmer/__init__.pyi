"""The part of snowballstemmer that the BM25 embedding function uses."""

class Stemmer:
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - its name there

def stemmer(lang: str) -> Stemmer: ...
