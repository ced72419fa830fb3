"""Stored embedding functions of both clients: `python -m crosschecks.functions_check OFFICIAL_BIN [--write]`.

Each case of `function_cases` is made by both clients on our server; what they sent must be equal, byte for byte, and
each must open the other's as it opens its own. `--write` records what the official client sent, for the suite's tests.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chromalink import embeddings
from chromalink_mock import Settings, create_app
from chromalink_mock.serve import serve_app
from crosschecks.function_cases import FUNCTIONS, KEY, MINE, SPARSE_FUNCTIONS, Arguments, Official

PROGRAM = Path(__file__).with_name("functions.py")
GOLDEN = Path(__file__).parents[2] / "tests" / "sdk" / "embeddings" / "data" / "stored_functions.json"
LIBRARIES = ("chromadb", "chromalink")

Case = dict[str, Any]


def case(
    kind: str | None,
    arguments: Arguments | None = None,
    variables: Sequence[str] = (),
    *,
    collection: Case | None = None,
    sparse: bool = False,
    differs: str | None = None,
) -> Case:
    """`collection` is what else it is made with, and where the function is given: `function` in it."""
    return {
        "class": kind,
        "arguments": dict(arguments or {}),
        "variables": dict.fromkeys(variables, KEY),
        "collection": collection or {},
        "sparse": sparse,
        "differs": differs,
    }


def own_cases() -> Iterator[Case]:
    """Functions of a program's own, no function, and the ways in which a collection is given one."""
    spaces: list[Case] = [
        {},
        {"configuration": {"hnsw": {"space": "ip"}}},
        {"configuration": {"hnsw": {"ef_search": 9}}},
        {"configuration": {"spann": {"space": "l2"}}},
        {"configuration": {"spann": {"search_nprobe": 9}}},
        {"metadata": {"hnsw:space": "ip"}},
        {"configuration": {"hnsw": {"space": "l2"}}, "metadata": {"hnsw:space": "ip"}},
    ]
    for kind in ("Own", "Nameless", "Failing", None, "DefaultEmbeddingFunction"):
        yield from (case(kind, collection=space) for space in spaces)
    for kind in ("Own", "Nameless"):
        yield from (case(kind, collection={**space, "function": "configuration"}) for space in spaces[:3])
    for kind in ("Own", "Nameless", None, "DefaultEmbeddingFunction"):
        yield case(kind, collection={"function": "schema"})


PROVIDERS_VARIABLE = "the provider's variable in place of the caller's"
NOTHING_STORED = "no function where it cannot be rebuilt at once"


def difference(function: Official, arguments: Arguments, variables: Sequence[str]) -> str | None:
    """What the official client stores of a case that ours stores otherwise on purpose."""
    if MINE in variables and function.providers in variables:
        return PROVIDERS_VARIABLE
    without_key = arguments.get("api_key") is not None and not variables and function.variable is not None
    without_device = "device" in arguments and arguments["device"] is None
    return NOTHING_STORED if without_key or without_device else None


def of_official(functions: Sequence[Official], *, sparse: bool) -> Iterator[Case]:
    for function in functions:
        for arguments, variables in function.cases():
            reason = difference(function, arguments, variables)
            yield case(function.kind, arguments, variables, sparse=sparse, differs=reason)
        arguments, variables = next(function.cases())
        if not sparse and hasattr(embeddings, function.kind) and difference(function, arguments, variables) is None:
            # Its dimensions, None by default, fail the official check of a schema's function.
            reason = NOTHING_STORED if function.kind == "PerplexityEmbeddingFunction" else None
            yield case(function.kind, arguments, variables, collection={"function": "schema"}, differs=reason)


class Recorded:
    """Our server; keeps the requests that make collections, by name."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.bodies: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].endswith("/collections"):
            await self._app(scope, receive, send)
            return
        messages: list[Message] = []
        while not messages or messages[-1].get("more_body"):
            messages.append(await receive())
        content = b"".join(message.get("body", b"") for message in messages).decode()
        self.bodies[json.loads(content)["name"]] = content
        waiting = iter(messages)

        async def again() -> Message:
            return next(waiting, None) or await receive()

        await self._app(scope, again, send)


def members(content: str) -> dict[str, str]:
    """The members of a JSON object without white space, each as it stands there."""
    decoder, place, found = json.JSONDecoder(), 1, dict[str, str]()
    while content[place] != "}":
        key, start = decoder.raw_decode(content, place)
        _, end = decoder.raw_decode(content, start + 1)
        found[key] = content[start + 1 : end]
        place = end + (content[end] == ",")
    return found


def outcomes(official: Path, port: int, cases: Sequence[Case], library: str, *verb: str) -> list[Case]:
    python = sys.executable if library == "chromalink" else str(official / "python")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(list(cases), file)
        file.flush()
        command = [python, str(PROGRAM), library, str(port), file.name, *verb]
        found: list[Case] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def sent(recorded: Recorded, one: Case, maker: str) -> dict[str, str]:
    """What a client sent of the function."""
    body = members(recorded.bodies[f"case-{one['number']}-by-{maker}"])
    return {name: body.get(name, "null") for name in ("configuration", "schema")}


LEGACY = '"embedding_function":{"type":"legacy"}'


def written(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def expected(one: Case, official: dict[str, str]) -> dict[str, str]:
    """What our client is to send."""
    if one["differs"] == PROVIDERS_VARIABLE:
        return {name: text.replace(one["config"]["api_key_env_var"], MINE) for name, text in official.items()}
    if one["differs"] == NOTHING_STORED:
        stored = written({"name": one["name"], "type": "known", "config": one["config"]})
        space = written({"space": one["default_space"]})
        index = f'{{"hnsw":{space},"spann":null,"embedding_function":{stored}}}'
        known, document = f'"embedding_function":{stored}', '"source_key":"#document"'
        schema = official["schema"].replace(f"{LEGACY},{document}", f"{known},{document},{space[1:-1]}")
        return {
            "configuration": official["configuration"].replace(f'{{"hnsw":null,"spann":null,{LEGACY}}}', index),
            "schema": schema.replace(LEGACY, f"{known},{space[1:-1]}"),
        }
    return official


def differences(cases: Sequence[Case], recorded: Recorded, read: dict[tuple[str, str], list[Case]]) -> Iterator[str]:
    for place, one in enumerate(cases):
        theirs, ours = (sent(recorded, one, maker) for maker in LIBRARIES)
        if ours != expected(one, theirs):
            yield f"{one}: sent\n  {ours} in place of\n  {theirs}"
        if KEY in str(ours):
            yield f"{one}: stores the key"
        if one["differs"]:
            continue
        found = {pair: outcome[place] for pair, outcome in read.items()}
        for reader in LIBRARIES:
            if found[reader, "chromadb"] != found[reader, "chromalink"]:
                yield f"{one}: {reader} opens {found[reader, 'chromalink']} in place of {found[reader, 'chromadb']}"
        ours_rebuilt, theirs_rebuilt = found["chromalink", "chromadb"], found["chromadb", "chromadb"]
        built = hasattr(embeddings, one["class"] or "")
        if built and ours_rebuilt != theirs_rebuilt:
            yield f"{one}: rebuilt as {ours_rebuilt}, by the official client as {theirs_rebuilt}"
        if "refused" in ours_rebuilt:
            yield f"{one}: not opened: {ours_rebuilt}"


def row(one: Case, official: dict[str, str]) -> Case:
    """What the tests of the suite are told of a case: of what is sent, the part that stores the function."""
    told = {name: value for name, value in one.items() if name not in ("number", "name", "config")}
    told["sent"] = storing_part(one, official)
    if one["differs"]:
        told["ours"] = storing_part(one, expected(one, official))
    return told


def storing_part(one: Case, texts: dict[str, str]) -> str:
    if texts["schema"] == "null":
        return f'"configuration":{texts["configuration"]}'
    key = "words" if one["sparse"] else "#embedding"
    return f'"{key}":{members(members(texts["schema"])["keys"])[key]}'


def main(official: Path, *, write: bool) -> None:
    official_cases = [*of_official(FUNCTIONS, sparse=False), *of_official(SPARSE_FUNCTIONS, sparse=True)]
    cases = [*official_cases, *own_cases()]
    for number, one in enumerate(cases):
        one["number"] = number
    app = create_app(Settings())
    recorded = Recorded(app)
    with serve_app(recorded, lifespan="on") as server:
        for one, told in zip(cases, outcomes(official, server.port, cases, "chromadb", "make"), strict=True):
            one.update(told)
        refused = [one for one in cases if "refused" in one]
        made = outcomes(official, server.port, cases, "chromalink", "make")
        refused += [{**one, **told} for one, told in zip(cases, made, strict=True) if "refused" in told]
        if refused:
            raise SystemExit("\n".join(["not made:", *map(str, refused)]))
        read = {
            (reader, maker): outcomes(official, server.port, cases, reader, "open", maker)
            for reader in LIBRARIES
            for maker in LIBRARIES
        }
    app.state.workers.join()
    found = list(differences(cases, recorded, read))
    print(f"stored functions: {len(cases)} cases, {len(found)} differences")
    for reason in (PROVIDERS_VARIABLE, NOTHING_STORED):
        print(f"  the official client stores {reason}: {sum(one['differs'] == reason for one in cases)}")
    unbuilt = sum(not hasattr(embeddings, one["class"]) for one in official_cases)
    print(f"  of official classes that we do not build: {unbuilt}")
    if found:
        raise SystemExit("\n".join(found))
    golden = "[\n" + ",\n".join(json.dumps(row(one, sent(recorded, one, "chromadb"))) for one in cases) + "\n]\n"
    if write:
        GOLDEN.write_text(golden, encoding="utf-8")
    elif GOLDEN.read_text(encoding="utf-8") != golden:
        raise SystemExit(f"{GOLDEN} is not what the official client sends; write it again with --write")


if __name__ == "__main__":
    main(Path(sys.argv[1]), write="--write" in sys.argv)
