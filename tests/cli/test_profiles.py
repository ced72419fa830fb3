"""Profiles of the Cloud: their files, and the commands that keep them."""

from __future__ import annotations

import json
import stat
import tomllib
from pathlib import Path

import pytest

from chromalink.cli.failure import Failure
from chromalink.cli.profiles import Profile, Profiles

TEAM = Profile("team", "ck-one", "tenant-1")
STAGING = Profile('st "a".ging é', "ck-\\two\"'", "tenant-2")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / ".chroma"


@pytest.fixture
def profiles(directory: Path) -> Profiles:
    return Profiles(directory)


def written(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o600)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_saved_is_there_again(profiles: Profiles) -> None:
    profiles.save(TEAM)
    profiles.save(STAGING)
    assert profiles.all() == {TEAM.name: TEAM, STAGING.name: STAGING}
    assert profiles.named(STAGING.name) == STAGING


def test_without_files_there_is_no_profile_and_none_is_made(profiles: Profiles, directory: Path) -> None:
    assert profiles.all() == {}
    assert profiles.active() is None
    assert profiles.theme == "dark"
    assert not directory.exists()


def test_the_files_are_those_of_the_official_command_line(profiles: Profiles, directory: Path) -> None:
    profiles.save(TEAM)
    profiles.use("team")
    assert tomllib.loads((directory / "credentials").read_text("utf-8")) == {
        "team": {"api_key": "ck-one", "tenant_id": "tenant-1"}
    }
    assert json.loads((directory / "config.json").read_text("utf-8")) == {
        "current_profile": "team",
        "sample_apps": {"show_updates": True, "installed": {}},
        "theme": "Dark",
    }


def test_what_means_nothing_here_is_kept(profiles: Profiles, directory: Path) -> None:
    written(
        directory / "credentials",
        'version = 2\n[team]\napi_key = "ck-0"\ntenant_id = "t"\nsince = 2025-01-02\n[team.x]\ny = [1]\n',
    )
    written(
        directory / "config.json", '{"current_profile": "", "sample_apps": {"installed": {"a": "1.0"}}, "new": [1]}'
    )
    profiles.save(TEAM)
    profiles.rename("team", "squad")
    profiles.use("squad")
    profiles.set_theme("light")
    kept = tomllib.loads((directory / "credentials").read_text("utf-8"))
    assert kept["version"] == 2
    assert kept["squad"]["x"] == {"y": [1]}
    assert str(kept["squad"]["since"]) == "2025-01-02"
    assert kept["squad"]["api_key"] == "ck-one"
    assert json.loads((directory / "config.json").read_text("utf-8")) == {
        "current_profile": "squad",
        "sample_apps": {"installed": {"a": "1.0"}},
        "theme": "Light",
        "new": [1],
    }
    assert profiles.theme == "light"


def test_only_the_owner_may_read_what_is_written(
    profiles: Profiles, directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profiles.save(TEAM)
    assert mode(directory) == 0o700
    profiles.use("team")
    assert capsys.readouterr().err == ""
    assert {path.name: mode(path) for path in directory.iterdir()} == {"credentials": 0o600, "config.json": 0o600}


def test_what_others_could_read_is_closed_with_a_warning(
    profiles: Profiles, directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profiles.save(TEAM)
    directory.chmod(0o755)
    (directory / "credentials").chmod(0o644)
    assert profiles.all() == {"team": TEAM}
    assert (mode(directory), mode(directory / "credentials")) == (0o700, 0o600)
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(" was ")[0] for line in told] == [
        f"chromalink: warning: {directory}",
        f"chromalink: warning: {directory / 'credentials'}",
    ]
    profiles.all()
    assert capsys.readouterr().err == ""


def test_a_link_to_the_credentials_stays_a_link(profiles: Profiles, directory: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    written(elsewhere, "")
    directory.mkdir(mode=0o700)
    (directory / "credentials").symlink_to(elsewhere)
    profiles.save(TEAM)
    assert (directory / "credentials").is_symlink()
    assert "ck-one" in elsewhere.read_text("utf-8")
    assert mode(elsewhere) == 0o600


def test_a_file_that_cannot_be_written_is_left_as_it_was(profiles: Profiles, directory: Path) -> None:
    directory.mkdir(mode=0o700)
    (directory / "credentials").symlink_to(directory / "missing" / "credentials")
    with pytest.raises(Failure, match="cannot be written"):
        profiles.save(TEAM)
    assert [path.name for path in directory.iterdir()] == ["credentials"]


def test_a_profile_does_not_show_its_key() -> None:
    assert "ck-one" not in repr(TEAM)


def test_the_active_profile_follows_its_name_and_goes_with_it(profiles: Profiles) -> None:
    profiles.save(TEAM)
    profiles.save(STAGING)
    profiles.use("team")
    profiles.rename("team", "squad")
    assert profiles.active() == Profile("squad", TEAM.api_key, TEAM.tenant_id)
    assert list(profiles.all()) == ["squad", STAGING.name]
    profiles.delete(STAGING.name)
    assert profiles.active_name() == "squad"
    profiles.delete("squad")
    assert profiles.active() is None


def test_an_active_profile_that_is_gone_is_an_error_naming_it(profiles: Profiles, directory: Path) -> None:
    profiles.save(TEAM)
    written(directory / "config.json", '{"current_profile": "gone", "sample_apps": {}, "theme": "Dark"}')
    with pytest.raises(Failure, match="no 'gone'; known: team"):
        profiles.active()


@pytest.mark.parametrize("name", ["", " a", "a\n", "a\x1b[31m"])
def test_a_name_that_cannot_be_shown_is_refused(profiles: Profiles, directory: Path, name: str) -> None:
    profiles.save(TEAM)
    with pytest.raises(Failure, match="expected a name of printable characters"):
        profiles.rename("team", name)
    with pytest.raises(Failure, match="expected a name of printable characters"):
        profiles.save(Profile(name, "ck-one", "t"))
    assert list(profiles.all()) == ["team"]


def test_a_profile_is_not_renamed_over_another(profiles: Profiles) -> None:
    profiles.save(TEAM)
    profiles.save(STAGING)
    with pytest.raises(Failure, match="'team' exists already"):
        profiles.rename(STAGING.name, "team")
    assert profiles.all() == {TEAM.name: TEAM, STAGING.name: STAGING}


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("credentials", '[team\napi_key = "ck-secret"', "expected TOML"),
        ("credentials", '[team]\napi_key = "ck-secret"', "profile 'team': expected api_key and tenant_id"),
        ("config.json", "{", "expected JSON"),
        ("config.json", "[]", "expected a JSON object"),
        ("config.json", '{"current_profile": 1}', "current_profile: expected a text"),
        ("config.json", '{"theme": "pink"}', "theme: expected Dark or Light, got 'pink'"),
    ],
)
def test_a_file_that_makes_no_sense_is_named_and_not_quoted(
    profiles: Profiles, directory: Path, file: str, text: str, told: str
) -> None:
    written(directory / file, text)
    with pytest.raises(Failure, match=f"{file}: {told}") as caught:
        _ = (profiles.all(), profiles.active(), profiles.theme)
    assert "ck-secret" not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert (directory / file).read_text("utf-8") == text
