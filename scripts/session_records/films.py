"""The films of the recorded sessions: writes them into ./data."""

from chromalink import HashingEmbeddingFunction, PersistentClient

FILMS = [
    ("alien", "A crew wakes a hunter aboard their ship.", 1979, "horror"),
    ("thing", "A station in the ice cannot trust its own men.", 1982, "horror"),
    ("solaris", "An ocean sends a widower his wife.", 1972, "drama"),
    ("stalker", "Three men walk through a zone where wishes come true.", 1979, "drama"),
    ("playtime", "A visitor loses his way in a city of glass.", 1967, "comedy"),
    ("holiday", "A gentleman upsets a hotel by the sea.", 1953, "comedy"),
]

with PersistentClient("data") as client:
    films = client.create_collection("films", embedding_function=HashingEmbeddingFunction())
    films.add(
        ids=[name for name, *_ in FILMS],
        documents=[plot for _, plot, *_ in FILMS],
        metadatas=[{"year": year, "genre": genre} for *_, year, genre in FILMS],
    )
