"""The commands and how they are grouped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import cleandoc
from typing import Annotated

import typer

from .._version import __version__
from . import browse, contract, copy, db, files, install, login, ping, profile, run, serve, update, vacuum
from .words import WordsCommand

_SERVERS, _DATA, _CLOUD, _OTHER = "Servers", "Data", "Accounts", "This package"

_COMMANDS: Mapping[str, Mapping[str, Callable[..., None]]] = {
    _SERVERS: {"serve": serve.run, "run": run.run, "ping": ping.run, "contract": contract.run},
    _DATA: {
        "browse": browse.run,
        "copy": copy.run,
        "export": files.run_export,
        "import": files.run_import,
        "vacuum": vacuum.run,
    },
    _CLOUD: {"login": login.run},
    _OTHER: {"install": install.run, "update": update.run},
}
"""By the heading they stand under in the help."""

app = typer.Typer(
    name="chromalink",
    help="Tools around the Chroma vector database.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
utils = typer.Typer(help="Care for a directory of data.", no_args_is_help=True)


def _add(group: typer.Typer, name: str, function: Callable[..., None], panel: str | None = None) -> None:
    """A command whose help is its docstring, each paragraph as wide as the terminal."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in cleandoc(function.__doc__ or "").split("\n\n")]
    group.command(name, cls=WordsCommand, help="\n\n".join(paragraphs), rich_help_panel=panel)(function)


for _panel, _functions in _COMMANDS.items():
    for _name, _function in _functions.items():
        _add(app, _name, _function, _panel)
_add(utils, "vacuum", vacuum.run)
app.add_typer(utils, name="utils", rich_help_panel=_DATA)
app.add_typer(profile.group, name="profile", rich_help_panel=_CLOUD)
app.add_typer(db.group, name="db", rich_help_panel=_CLOUD)


def _version(asked: bool) -> None:
    if asked:
        print(f"chromalink {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Tools around the Chroma vector database."""
