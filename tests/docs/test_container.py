"""The image and its compose file agree with each other, with the command and with the source tree."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence

import yaml
from typer.core import TyperGroup
from typer.main import get_command

from chromalink.cli.app import app
from snippets import ROOT

FILE = ROOT / "mockserver" / "Dockerfile"
COMPOSE = ROOT / "mockserver" / "compose.yaml"


def instructions(word: str) -> list[str]:
    """What follows an instruction, for each time it is there."""
    lines = FILE.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return [line.removeprefix(f"{word} ").strip() for line in lines if line.startswith(f"{word} ")]


def words(instruction: str) -> list[str]:
    found: list[str] = json.loads(instruction[instruction.index("[") :])
    return found


def options(command: str) -> set[str]:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    return {name for option in group.commands[command].params for name in option.opts}


def service() -> Mapping[str, Sequence[str]]:
    found: Mapping[str, Sequence[str]] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]["chroma"]
    return found


def test_the_command_of_the_image_is_one_of_ours() -> None:
    (entry,), (command,), (health,) = map(instructions, ("ENTRYPOINT", "CMD", "HEALTHCHECK"))
    assert words(entry) == ["chromalink"]
    serve = words(command)
    assert serve[0] == "serve"
    assert {word for word in serve if word.startswith("--")} <= options("serve")
    assert words(health)[:2] == ["chromalink", "ping"]
    assert options("ping")


def test_port_and_data_are_the_same_everywhere() -> None:
    serve = words(instructions("CMD")[0])
    port, data = serve[serve.index("--port") + 1], serve[serve.index("--path") + 1]
    assert instructions("EXPOSE") == [port]
    assert words(instructions("HEALTHCHECK")[0])[-1] == f"http://127.0.0.1:{port}"
    assert instructions("VOLUME") == [data]
    assert [one.rpartition(":")[2] for one in service()["ports"]] == [port]
    assert [one.rpartition(":")[2] for one in service()["volumes"]] == [data]


def test_it_does_not_run_as_root() -> None:
    text = FILE.read_text(encoding="utf-8")
    (user,) = instructions("USER")
    assert user not in ("root", "0")
    assert f"--no-create-home {user}" in text
    assert f"--owner={user} /data" in text


def test_the_port_is_open_to_this_machine_only() -> None:
    assert all(one.startswith("127.0.0.1:") for one in service()["ports"])


def test_it_is_built_from_what_there_is() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    copied = [source for one in instructions("COPY") if "--from" not in one for source in one.split()[:-1]]
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert {"sdk", "generated", "mockserver", "pyproject.toml", project["readme"], *project["license-files"]} == set(
        copied
    )
    (install,) = [one for one in instructions("RUN") if "pip install" in one]
    extras = install.partition("'.[")[2].partition("]")[0].split(",")
    assert extras
    assert set(extras) <= project["optional-dependencies"].keys()
    build = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]["chroma"]["build"]
    assert (COMPOSE.parent / build["context"]).resolve() == ROOT
    assert ROOT / build["dockerfile"] == FILE


def test_the_python_of_both_stages_is_one_that_is_supported() -> None:
    first, second = instructions("FROM")
    assert first == f"{second} AS build"
    version = first.partition("python:")[2].partition("-")[0]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"Programming Language :: Python :: {version}" in project["classifiers"]
