"""Checks the chromalink installed beside the running interpreter: `python installed.py base|mock|hnsw|cli|editable`."""

from __future__ import annotations

import logging
import subprocess
import sys
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from chromalink import HttpClient, __version__
from chromalink.errors import ServerUnreachableError


def holds(what: str, condition: bool) -> None:
    if not condition:
        raise SystemExit(f"{what}: does not hold")


def the_distribution(name: str) -> None:
    holds("the version is the distribution's", metadata.version("chromalink") == __version__)
    for package in ("chromalink", "chromalink_rest", "chromalink_mock"):
        spec = find_spec(package)
        holds(
            f"{package} is there and typed",
            bool(spec and spec.origin and (Path(spec.origin).parent / "py.typed").exists()),
        )
    site = Path(np.__file__).parents[1]
    size = sum(file.stat().st_size for file in site.rglob("*") if file.is_file() and not file.is_symlink())
    count = sum(1 for _ in metadata.distributions())
    print(f"{name}: {count} distributions, {size / 1e6:.0f} MB in site-packages (pip and setuptools among them)")


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([Path(sys.executable).parent / "chromalink", *arguments], capture_output=True, text=True)


def the_client_alone() -> None:
    holds("no server libraries came along", find_spec("starlette") is None and find_spec("hnswlib") is None)
    told = command("--version")
    holds(
        "the command line names the pip line", told.returncode == 1 and "pip install 'chromalink[cli]'" in told.stderr
    )
    try:
        HttpClient(port=9)
    except ServerUnreachableError:
        pass
    else:
        raise SystemExit("a client was made where no server is")
    holds("for a server, too", "pip install 'chromalink[mock]'" in told.stderr)


def the_command_line(*, config: bool) -> None:
    told = command("--version")
    holds("the command line tells the version", (told.returncode, told.stdout) == (0, f"chromalink {__version__}\n"))
    holds("the contract suite is there", command("contract", "--list").returncode == 0)
    holds("the sample programs came along", "pytest-suite" in command("install", "--list").stdout)
    told = command("ping", "http://127.0.0.1:9")
    holds("nobody answers a ping", told.returncode == 1 and "Connection refused" in told.stderr)
    told = command("run", "--config", "nowhere.yaml")
    missing = "cannot read nowhere.yaml" if config else "pip install 'chromalink[cli]'"
    holds("a configuration file is read, or the pip line named", told.returncode > 0 and missing in told.stderr)


def the_command_line_alone() -> None:
    holds("no server libraries came along", find_spec("starlette") is None)
    told = command("serve")
    holds("serve names the pip line", told.returncode == 1 and "pip install 'chromalink[mock]'" in told.stderr)


def the_server(*, graph: bool) -> None:
    """A collection large enough for a graph; without the library it is scanned, exactly, with one warning."""
    holds("the graph library is there or not, as expected", (find_spec("hnswlib") is not None) == graph)
    warned: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: warned.append(record.getMessage())  # type: ignore[method-assign]  # the shortest handler
    logging.getLogger().addHandler(handler)
    vectors = np.random.default_rng(0).random((8000, 384), dtype=np.float32)
    serve = import_module("chromalink_mock").serve
    with serve() as server, HttpClient(host=server.host, port=server.port) as client:
        for name in ("first", "second"):
            collection = client.create_collection(name, embedding_function=None)
            collection.add([str(n) for n in range(len(vectors))], vectors)
            found = collection.query(vectors[:50] + 0.01, n_results=10)["ids"]
            if not graph:
                distances = ((vectors[:50, None] + 0.01 - vectors[None]) ** 2).sum(axis=2)
                exact = np.argsort(distances, axis=1)[:, :10]
                holds("the scan is exact", [[int(one) for one in row] for row in found] == exact.tolist())
    about_graphs = [message for message in warned if "chromalink[hnsw]" in message]
    holds(f"{0 if graph else 1} warnings, found {warned}", len(about_graphs) == len(warned) == (0 if graph else 1))


if __name__ == "__main__":
    which = sys.argv[1]
    the_distribution(which)
    if which == "base":
        the_client_alone()
        sys.exit()
    the_command_line(config=which == "cli")
    if which == "cli":
        the_command_line_alone()
    else:
        the_server(graph=which == "hnsw")
