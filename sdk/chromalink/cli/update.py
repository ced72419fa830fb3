"""`chromalink update`: whether there is a newer release; nothing else ever asks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from json import JSONDecodeError
from typing import Annotated, cast

import typer

from .. import addresses
from .._version import __version__
from ..environment import variable
from ..errors import InvalidInputError
from . import output, releases
from .failure import Failure

INDEX_VARIABLE = "CHROMALINK_INDEX_URL"
_TIMEOUT = 15.0


def run(
    *,
    index: Annotated[
        str | None,
        typer.Option(
            "--index",
            metavar="URL",
            help="An index with the JSON interface of PyPI: URL/chromalink/json is asked, in place of pip; else"
            f" {INDEX_VARIABLE} counts.",
            show_default="what pip is set to",
        ),
    ] = None,
    json: output.JsonAsked = False,
) -> None:
    """Say whether there is a newer release of chromalink that pip would install; previews count where this is one."""
    installed = releases.Release.read(__version__)
    if installed is None:
        raise Failure(f"update: this is {__version__}, which is no release")
    url, previews = index or variable(INDEX_VARIABLE), installed.is_preview
    newest = _of_pip(previews=previews) if url is None else releases.newest(_asked(url), previews=previews)
    is_newer = newest is not None and newest.order > installed.order
    if json:
        told = None if newest is None else newest.text
        output.as_json({"installed": installed.text, "newest": told, "update": is_newer})
    elif newest is not None and is_newer:
        print(f"chromalink {newest.text} is there, this is {installed.text}: pip install --upgrade chromalink")
    else:
        print(f"chromalink {installed.text}: the index has no newer release")


def _of_pip(*, previews: bool) -> releases.Release | None:
    """The newest release that pip of this environment finds, with the indexes it is set to; Failure without pip."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "index", "versions"]
    done = subprocess.run(
        [*command, "chromalink", *(["--pre"] if previews else [])], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("WARNING")]
        raise Failure(
            f"update: pip found no release: {said[-1] if said else 'it does not say why'}; --index asks another"
        )
    return releases.of_pip(done.stdout)


def _asked(index: str) -> Mapping[str, object]:
    """What the index says of this package; Failure where it says nothing."""
    import httpx

    shown = addresses.without_password(index)
    try:
        is_url = bool(addresses.split(index)[0].scheme)
    except InvalidInputError:
        is_url = False
    if not is_url:
        raise Failure(f"--index: expected an http(s) URL, got {shown!r}", 2)
    url, shown = f"{index.rstrip('/')}/chromalink/json", f"{shown.rstrip('/')}/chromalink/json"
    try:
        answer = httpx.get(url, follow_redirects=True, timeout=_TIMEOUT, headers={"accept": "application/json"})
    except httpx.HTTPError as error:
        raise Failure(f"update: {shown} could not be asked: {str(error) or type(error).__name__}") from error
    if not answer.is_success:
        raise Failure(f"update: {shown} answers {answer.status_code} {answer.reason_phrase}")
    try:
        found = cast("object", answer.json())
    except (JSONDecodeError, UnicodeDecodeError) as error:
        raise Failure(f"update: {shown} answers something other than JSON") from error
    if not isinstance(found, dict):
        raise Failure(f"update: {shown} answers something other than a JSON object")
    return cast("dict[str, object]", found)
