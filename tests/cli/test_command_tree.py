"""The command line as a whole: help for everything, exit codes, completion, ways to start it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from chromalink.cli import main
from chromalink.cli.app import app


def commands(group: TyperGroup, *before: str) -> Iterator[tuple[tuple[str, ...], TyperCommand | TyperGroup]]:
    """Every command and group with the words that lead to it."""
    yield before, group
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, *before, name)
        else:
            assert isinstance(command, TyperCommand)
            yield (*before, name), command


def tree() -> list[tuple[tuple[str, ...], TyperCommand | TyperGroup]]:
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    return list(commands(root))


def test_every_command_says_what_it_does_and_every_option_what_it_is_for() -> None:
    found = tree()
    assert len(found) > 10
    silent = [" ".join(words) or "chromalink" for words, command in found if not (command.help or "").strip()]
    silent += [
        f"{' '.join(words)} {option.name}"
        for words, command in found
        for option in command.params
        if not getattr(option, "help", None)
    ]
    assert silent == []


@pytest.mark.parametrize("words", [words for words, _ in tree()], ids=lambda words: " ".join(words) or "chromalink")
def test_the_help_names_every_option_in_full_on_80_columns(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main([*words, "--help"]) == 0
    shown = capsys.readouterr().out.split()
    command = dict(tree())[words]
    assert {name for option in command.params for name in option.opts if name.startswith("--")} <= set(shown)


@pytest.mark.parametrize("words", [(), ("utils",)])
def test_a_group_alone_shows_its_help_and_ends_with_2(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    output = capsys.readouterr()
    assert "Usage: chromalink" in output.out
    assert output.err == ""


def test_an_argument_the_client_refuses_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ping", "http://[bad"]) == 2
    assert capsys.readouterr().err.startswith("chromalink: host: expected a host name")


def test_ctrl_c_ends_with_130_and_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted:
        def readline(self) -> str:
            raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", Interrupted())
    assert main(["ping", "--token", "-"]) == 130
    assert capsys.readouterr().err == "chromalink: interrupted\n"


def test_it_is_a_module_too() -> None:
    done = subprocess.run([sys.executable, "-m", "chromalink", "bogus"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "chromalink: No such command 'bogus'.\n")


def test_without_typer_the_pip_line_is_shown() -> None:
    program = "import sys; sys.modules['typer'] = None; from chromalink.cli import main; sys.exit(main(['serve']))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pip install 'chromalink[cli]'" in done.stderr
    assert "pip install 'chromalink[mock]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_command_loads_what_only_another_needs() -> None:
    heavy = ("chromalink_mock", "starlette", "httpx", "numpy", "textual", "yaml", "chromadb", "pytest")
    program = f"import sys, chromalink.cli.app; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("chromalink ser", ["serve"]),
        ("chromalink serve --dur", ["--durability"]),
        ("chromalink serve --durability f", ["full"]),
        ("chromalink utils v", ["vacuum"]),
    ],
)
def test_a_shell_is_told_how_a_word_goes_on(line: str, offered: list[str]) -> None:
    words = str(len(line.split()) - 1)
    asked = {"_CHROMALINK_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": words}
    done = subprocess.run(
        [sys.executable, "-m", "chromalink"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **asked},
    )
    assert done.stdout.split() == offered


def test_the_completion_script_can_be_shown() -> None:
    asked = {**os.environ, "_CHROMALINK_COMPLETE": "source_zsh"}
    done = subprocess.run([sys.executable, "-m", "chromalink"], capture_output=True, text=True, check=True, env=asked)
    assert "#compdef chromalink" in done.stdout
