"""`chromalink install`: programs to start from, which come with the package."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from . import output
from .asking import asked
from .failure import Failure

_SAMPLES = Path(__file__).parents[1] / "samples"
_README = "README.md"
_MADE_BY_RUNNING = shutil.ignore_patterns("__pycache__", ".*")


@dataclass(frozen=True, slots=True)
class Sample:
    """A program of one directory."""

    name: str
    directory: Path

    @property
    def summary(self) -> str:
        """The first paragraph of its README."""
        paragraphs = (self.directory / _README).read_text(encoding="utf-8").split("\n\n")
        return " ".join(paragraphs[1].split())


def samples() -> Mapping[str, Sample]:
    """The programs by name."""
    found = sorted(path.parent for path in _SAMPLES.glob(f"*/{_README}"))
    return {one.name: Sample(one.name, one) for one in found}


def run(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="The program; asked for if left out.")] = None,
    *,
    directory: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to put it.", show_default="./NAME")
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="Print what there is, and put nothing anywhere.")] = False,
    json: Annotated[bool, typer.Option("--json", help="With --list: print JSON.")] = False,
) -> None:
    """Copy a sample program that uses chromalink into a directory of its own."""
    known = samples()
    if list_all:
        _print(known, json=json)
        return
    if json:
        raise Failure("--json: it goes with --list", 2)
    chosen = asked("NAME", "Sample program", choices=list(known)) if name is None else name
    if chosen not in known:
        raise Failure(f"NAME: no sample {chosen!r}; there are {', '.join(known)}", 2)
    target = Path(chosen) if directory is None else directory
    _copy(known[chosen], target)
    print(f"{chosen} is in {target}; its {_README} says how to go on:")
    print(f"  cd {quote(str(target))}\n  pip install -r requirements.txt")


def _print(known: Mapping[str, Sample], *, json: bool) -> None:
    if json:
        output.as_json([{"name": one.name, "summary": one.summary} for one in known.values()])
    else:
        output.out().print(output.table(("Name", "What it is"), [(one.name, one.summary) for one in known.values()]))


def _copy(sample: Sample, target: Path) -> None:
    try:
        is_new = not target.exists()
        if not is_new and (not target.is_dir() or any(target.iterdir())):
            raise Failure(f"--directory: expected a new or empty directory, and {target} is neither")
    except OSError as error:
        raise Failure(f"--directory: {target} cannot be read: {error.strerror}") from error
    try:
        shutil.copytree(
            sample.directory, target, ignore=_MADE_BY_RUNNING, copy_function=shutil.copyfile, dirs_exist_ok=True
        )
    except (OSError, shutil.Error) as error:
        if is_new:
            shutil.rmtree(target, ignore_errors=True)
        raise Failure(f"--directory: {target} cannot be written: {error}") from error
