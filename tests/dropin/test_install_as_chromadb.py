"""Code that imports chromadb runs on chromalink, without the official package."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from surfaces.introspection import MODULES

TESTS = Path(__file__).parents[1]
THIRD_PARTY = """
import sys
import chromadb
import chromadb.utils.embedding_functions as functions
from chromadb import Collection
from chromadb.api.models.Collection import Collection as Same
from chromadb.api.types import Documents, EmbeddingFunction, Embeddings
from chromadb.config import Settings


class Lengths(EmbeddingFunction[Documents]):
    def __init__(self) -> None:
        pass

    def __call__(self, input: Documents) -> Embeddings:
        return [[float(len(one)), 1.0] for one in input]

    @staticmethod
    def name() -> str:
        return "lengths"

    def get_config(self) -> dict[str, object]:
        return {}

    @staticmethod
    def build_from_config(config: dict[str, object]) -> "Lengths":
        return Lengths()


settings = Settings(is_persistent=False)
settings.persist_directory = "nowhere"
films = chromadb.Client(settings).get_or_create_collection("films", embedding_function=Lengths())
films.add(ids=["a", "b"], documents=["heist", "a crew of thieves"])
again = chromadb.EphemeralClient().get_collection("films")
print(chromadb.__version__, Collection is Same, isinstance(again, chromadb.api.models.Collection.Collection))
print(again.query(query_texts=["heist"], n_results=1)["ids"], chromadb.AdminClient().get_tenant("default_tenant"))
print([one.name for one in chromadb.EphemeralClient().list_collections()], functions.DefaultEmbeddingFunction.name())
chromadb.api.client.SharedSystemClient.clear_system_cache()
print(chromadb.EphemeralClient().list_collections(), sys.argv[1:])
"""
TOLD = """1.5.9 True True
[['a']] {'name': 'default_tenant'}
['films'] default
[] ['one', '--two']
"""


def ran(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=environment,
    )


def test_a_script_that_imports_chromadb_runs_unchanged(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(THIRD_PARTY, "utf-8")
    done = ran("-m", "chromalink.as_chromadb", "script.py", "one", "--two", cwd=tmp_path)
    assert (done.stdout, done.stderr) == (TOLD, "")


def test_a_module_that_imports_chromadb_runs_unchanged(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(THIRD_PARTY, "utf-8")
    done = ran("-m", "chromalink.as_chromadb", "-m", "program", "one", "--two", cwd=tmp_path)
    assert (done.stdout, done.stderr) == (TOLD, "")


def test_without_a_program_its_use_is_told(tmp_path: Path) -> None:
    done = ran("-m", "chromalink.as_chromadb", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("usage: python -m chromalink.as_chromadb")


def test_installing_it_twice_is_as_once(tmp_path: Path) -> None:
    code = """
import sys
from chromalink import install_as_chromadb
before = len(sys.meta_path)
install_as_chromadb(); install_as_chromadb()
import chromadb, chromadb.errors, chromalink.errors
install_as_chromadb()
print(len(sys.meta_path) - before, chromadb.errors is chromalink.errors, sys.modules["chromadb"] is chromadb)
"""
    assert ran("-c", code, cwd=tmp_path).stdout == "1 True True\n"


def test_it_is_refused_once_the_official_package_is_imported(tmp_path: Path) -> None:
    (tmp_path / "chromadb.py").write_text("", "utf-8")
    code = "import chromadb; from chromalink import install_as_chromadb; install_as_chromadb()"
    done = ran("-c", code, cwd=tmp_path)
    assert "ImportError: install_as_chromadb: the official chromadb is imported already" in done.stderr


def test_it_goes_before_an_official_package_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "chromadb.py").write_text("__version__ = 'official'", "utf-8")
    code = "import chromalink; chromalink.install_as_chromadb(); import chromadb; print(chromadb.__version__)"
    assert ran("-c", code, cwd=tmp_path).stdout == "1.5.9\n"


@pytest.mark.parametrize("module", ["chromadb.server", "chromadb.embedded", "chromadb._core", "chromadb.api.rust"])
def test_what_is_not_mirrored_is_not_found(module: str, tmp_path: Path) -> None:
    code = f"from chromalink import install_as_chromadb; install_as_chromadb(); import {module}"
    done = ran("-c", code, cwd=tmp_path)
    assert f"ModuleNotFoundError: No module named '{module}': chromalink stands in for chromadb" in done.stderr


def test_every_official_name_is_reached_through_chromadb(tmp_path: Path) -> None:
    code = """
from chromalink import install_as_chromadb
install_as_chromadb()
from surfaces.comparison import differences, ours, recorded, unexplained
official = recorded()
print([str(one) for one in unexplained(differences(official, ours("chromadb", official)))])
"""
    done = ran("-c", code, cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_importing_chromalink_alone_changes_nothing_of_chromadb(tmp_path: Path) -> None:
    code = "import chromalink, chromalink.api.types, chromalink.as_chromadb, sys; import chromadb"
    assert "No module named 'chromadb'" in ran("-c", code, cwd=tmp_path).stderr


def test_clients_of_chromalink_stay_alone_where_those_of_chromadb_share(tmp_path: Path) -> None:
    code = """
from chromalink import EphemeralClient, install_as_chromadb
install_as_chromadb()
import chromadb
chromadb.EphemeralClient().create_collection("films", embedding_function=None)
print(EphemeralClient().list_collections(), chromadb.EphemeralClient().count_collections())
"""
    assert ran("-c", code, cwd=tmp_path).stdout == "[] 1\n"


def test_the_documented_examples_run_under_the_name_chromadb(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from chromalink import install_as_chromadb\n\ninstall_as_chromadb()\n")
    examples = [TESTS / "dropin" / "test_documented_examples.py", *(TESTS / "dropin" / "examples").glob("*.*")]
    for path in (*examples, *(TESTS / "sdk" / "embeddings" / file for file in ("tiny_model.py", "stand_ins.py"))):
        copy = tmp_path / path.relative_to(TESTS.parent)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8")
        if path in examples:
            text = text.replace("import chromalink as chromadb", "import chromadb")
            text = text.replace("from chromalink ", "from chromadb ").replace("from chromalink.", "from chromadb.")
        copy.write_text(text, "utf-8")
    settings = ("-c", str(TESTS.parent / "pyproject.toml"), "--rootdir=.", "-p", "no:cacheprovider")
    done = ran("-m", "pytest", "-q", *settings, "tests", cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert int(done.stdout.splitlines()[-1].partition(" passed")[0]) > 140


@pytest.mark.parametrize("module", [one for one in MODULES if one not in ("", "serde")])
def test_a_mirrored_module_has_what_it_says(module: str) -> None:
    found = importlib.import_module(f"chromalink.{module}")
    assert [name for name in getattr(found, "__all__", ()) if not hasattr(found, name)] == []
