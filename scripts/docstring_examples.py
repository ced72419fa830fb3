"""The examples in docstrings, run as a reader would type them: `python scripts/docstring_examples.py NAME PORT`.

What an example may use without saying so: every public name, `client` and `films` as `namespace` makes them, and
`await` as in `python -m asyncio`. A server listens on the port that examples call 8000.
"""

from __future__ import annotations

import ast
import asyncio
import doctest
import inspect
import io
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stdout
from types import FunctionType

import chromalink
from chromalink import AsyncEphemeralClient, EphemeralClient, Record

FILMS = (
    Record("heat", document="A crew plans a heist", metadata={"genre": "crime", "year": 1995}),
    Record("alien", document="The crew of a spaceship meets a creature", metadata={"genre": "horror", "year": 1979}),
    Record("up", document="A widower flies his house with balloons", metadata={"genre": "family", "year": 2009}),
)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def documented() -> dict[str, object]:
    """The public classes and functions, by name."""
    found = {name: getattr(chromalink, name) for name in chromalink.__all__}
    return {
        name: one
        for name, one in found.items()
        if (inspect.isclass(one) or inspect.isfunction(one)) and one.__module__.startswith("chromalink")
    }


def examples(one: object) -> list[doctest.Example]:
    """The examples of a class or function, else those of the module that defines it, if they are of such as it."""
    own = doctest.DocTestParser().get_examples(inspect.getdoc(one) or "")
    module = sys.modules[str(one.__module__)]
    return own or doctest.DocTestParser().get_examples(inspect.getdoc(module) or "")


def films_schema() -> chromalink.Schema:
    """Dense vectors of the words, offline, and BM25 vectors under the key `words`."""
    words = chromalink.SparseVectorIndexConfig(
        embedding_function=chromalink.ChromaBm25EmbeddingFunction(), source_key=chromalink.K.DOCUMENT, bm25=True
    )
    dense = chromalink.VectorIndexConfig(space="cosine", embedding_function=chromalink.HashingEmbeddingFunction())
    return chromalink.Schema().create_index(dense).create_index(words, key="words")


@asynccontextmanager
async def namespace(colour: str) -> AsyncIterator[dict[str, object]]:
    """Where examples run: `client` in memory, async for the names that are, and its collection `films`."""
    names: dict[str, object] = {name: getattr(chromalink, name) for name in chromalink.__all__}
    with EphemeralClient(shared="examples") as client:
        films = client.create_collection("films", films_schema())
        films.add_many(FILMS)
        names |= {"__name__": "example", "client": client, "films": films}
        if colour == "sync":
            yield names
            return
        async with AsyncEphemeralClient(shared="examples") as twin:
            yield names | {"client": twin, "films": await twin.get_collection("films")}


async def shown(source: str, names: dict[str, object]) -> str:
    """What a prompt prints for `source`; the last line of a traceback where it raises."""
    code = compile(source, "<example>", "single", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    with redirect_stdout(io.StringIO()) as out:
        try:
            running = FunctionType(code, names)()
            if inspect.iscoroutine(running):
                await running
        except Exception as error:
            print(traceback.format_exception_only(error)[-1], end="")
    return out.getvalue()


async def run(name: str, port: int) -> list[str]:
    """What the examples of a public name show otherwise than they say."""
    one = documented()[name]
    checker, wrong = doctest.OutputChecker(), list[str]()
    async with namespace("async" if name.startswith("Async") else "sync") as names:
        for example in examples(one):
            if example.options.get(doctest.SKIP):
                continue
            source = example.source.replace("port=8000", f"port={port}")
            got = await shown(source, names)
            if not checker.check_output(example.want, got, FLAGS):
                wrong.append(f"{name}: {example.source}expected {example.want!r}, got {got!r}")
    return wrong


if __name__ == "__main__":
    differences = asyncio.run(run(sys.argv[1], int(sys.argv[2])))
    sys.exit("\n".join(differences) or 0)
