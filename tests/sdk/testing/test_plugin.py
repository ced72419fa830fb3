"""The fixtures for pytest, in small test suites of other people."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from congruences.stage import official_bin

pytest_plugins = ["pytester"]

SETTINGS = """
[pytest]
asyncio_mode = strict
asyncio_default_fixture_loop_scope = function
filterwarnings = error
"""


def run(pytester: pytest.Pytester, text: str, *options: str) -> pytest.RunResult:
    """Runs a suite of one file with the plugin."""
    pytester.makeini(SETTINGS)
    pytester.makepyfile(text)
    return pytester.runpytest_inprocess("-p", "chromalink.testing.plugin", "-p", "no:cacheprovider", *options)


def test_every_test_has_an_empty_server(pytester: pytest.Pytester) -> None:
    done = run(
        pytester,
        """
        import pytest

        @pytest.mark.parametrize("turn", range(3))
        def test_films(chroma_client, chroma_server, turn):
            assert chroma_client.list_collections() == []
            films = chroma_client.create_collection("films", embedding_function=None)
            films.add(ids="a", embeddings=[[1.0, 2.0]])
            chroma_server.requests.of("addRecords").once()
        """,
    )
    done.assert_outcomes(passed=3)


def test_async_tests_have_a_client_under_asyncio_and_anyio(pytester: pytest.Pytester) -> None:
    done = run(
        pytester,
        """
        import pytest

        async def work(client):
            films = await client.create_collection("films", embedding_function=None)
            await films.add(ids="a", embeddings=[[1.0, 2.0]])
            assert await films.count() == 1

        @pytest.mark.asyncio
        async def test_asyncio(async_chroma_client):
            await work(async_chroma_client)

        @pytest.mark.anyio
        @pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
        async def test_anyio(async_chroma_client):
            await work(async_chroma_client)
        """,
    )
    done.assert_outcomes(passed=3)


def test_the_marker_says_what_the_server_is_made_of_the_nearest_first(pytester: pytest.Pytester) -> None:
    done = run(
        pytester,
        """
        import pytest
        from chromalink.errors import InternalError

        @pytest.mark.chroma(seed=1, faults=["createCollection:500:times=1"])
        class TestFaults:
            def test_of_the_class(self, chroma_client):
                with pytest.raises(InternalError):
                    chroma_client.create_collection("films", embedding_function=None)

            @pytest.mark.chroma(faults=[])
            def test_of_the_test(self, chroma_client):
                made = chroma_client.create_collection("films", embedding_function=None)
                assert str(made.id).startswith("01941f29-7c00-4000-")

        @pytest.mark.chroma(auth=["k3y=studio:archive"])
        def test_with_a_key(chroma_client, chroma_server):
            assert chroma_client.get_user_identity()["tenant"] == "studio"
            assert (chroma_client.tenant, chroma_client.database) == ("studio", "archive")

        @pytest.mark.chroma(users={"ann": "s3cret"})
        def test_with_a_user(chroma_client):
            assert chroma_client.get_user_identity()["user_id"] == "ann"

        @pytest.mark.chroma(dialect="cloud-openapi")
        def test_in_the_other_dialect(chroma_client):
            assert chroma_client.count_collections() == 0
        """,
    )
    done.assert_outcomes(passed=5)


BAD_MARKERS = [
    ('"cloud-openapi"', "pytest.mark.chroma: expected named arguments only, got ('cloud-openapi',)"),
    ('faults=["addRecord:503"]', "pytest.mark.chroma(faults=): *did you mean addRecords?*"),
    ('faults=["addRecords:999"]', "pytest.mark.chroma(faults=): status: expected a number from 200 to 599, got 999"),
    ('dialekt="chroma"', "pytest.mark.chroma(dialekt=): expected any of auth, dialect, *; got dialekt"),
    ('dialect="cloud"', "pytest.mark.chroma(dialect=): dialect: expected one of chroma, cloud-openapi; got 'cloud'"),
    ('auth="s3cret"', "pytest.mark.chroma(api_keys=): API key: expected KEY=tenant*"),
    ('seed=1, rate_limit="fast"', "pytest.mark.chroma(seed=, rate_limit=): expected a positive number*got 'fast'"),
    ("rate_limit=10", "pytest.mark.chroma(rate_limit=): *"),
]


@pytest.mark.parametrize(("arguments", "told"), BAD_MARKERS)
def test_a_marker_that_makes_no_sense_is_an_error_that_says_so_and_no_more(
    pytester: pytest.Pytester, arguments: str, told: str
) -> None:
    done = run(
        pytester,
        f"""
        import pytest

        @pytest.mark.chroma({arguments})
        def test_never_run(chroma_server): ...
        """,
    )
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines([told.replace("[", "[[]")])
    assert "Traceback" not in done.stdout.str()
    assert "mock_server.py" not in done.stdout.str()
    assert ": s3cret" not in done.stdout.str()


def test_the_cloud_takes_its_own_arguments_only(pytester: pytest.Pytester) -> None:
    done = run(
        pytester,
        """
        import pytest

        @pytest.mark.chroma(quotas="limit_value=5", seed=1)
        def test_a_quota(chroma_cloud):
            assert chroma_cloud.cloud_client().count_collections() == 0

        @pytest.mark.chroma(dialect="chroma")
        def test_never_run(chroma_cloud): ...
        """,
    )
    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(["pytest.mark.chroma(dialect=): expected any of auth, *; got dialect"])


def test_one_fault_needs_no_list(pytester: pytest.Pytester) -> None:
    done = run(
        pytester,
        """
        import pytest

        @pytest.mark.chroma(faults="createCollection:503:times=2", auth="k3y=studio:archive")
        def test_films(chroma_client, chroma_server):
            chroma_client.create_collection("films", embedding_function=None)
            chroma_server.requests.of("createCollection").times(3)
            assert chroma_client.tenant == "studio"

        @pytest.mark.chroma(faults={"status": 500})
        def test_written_as_in_json(chroma_server):
            assert [rule.action.status for rule in chroma_server.faults.rules()] == [500]
        """,
    )
    done.assert_outcomes(passed=2)


def test_the_cloud_has_a_key_a_tenant_and_quotas(pytester: pytest.Pytester) -> None:
    done = run(
        pytester,
        """
        import pytest
        from chromalink.errors import QuotaError

        def test_cloud(chroma_cloud):
            client = chroma_cloud.cloud_client()
            films = client.create_collection("films", embedding_function=None)
            with pytest.raises(QuotaError):
                films.get(limit=100_000)
        """,
    )
    done.assert_outcomes(passed=1)


def test_the_real_port_is_shared_and_swept_between_tests(pytester: pytest.Pytester) -> None:
    done = run(
        pytester,
        """
        import httpx, pytest
        from chromalink import HttpClient

        urls = set()

        @pytest.mark.parametrize("turn", range(2))
        def test_port(chroma_server_url, turn):
            urls.add(chroma_server_url)
            with HttpClient(chroma_server_url) as client:
                assert client.list_collections() == []
                client.create_collection("films", embedding_function=None)
            assert len(urls) == 1
        """,
    )
    done.assert_outcomes(passed=2)


def test_workers_of_xdist_each_have_a_port_of_their_own(pytester: pytest.Pytester) -> None:
    pytester.makeini(SETTINGS)
    pytester.makepyfile(
        """
        import pytest
        from chromalink import HttpClient

        @pytest.mark.parametrize("turn", range(4))
        def test_port(chroma_server_url, chroma_client, turn):
            with HttpClient(chroma_server_url) as client:
                client.create_collection("films", embedding_function=None)
            chroma_client.create_collection("films", embedding_function=None)
        """
    )
    done = pytester.runpytest_subprocess("-p", "chromalink.testing.plugin", "-p", "no:cacheprovider", "-n", "2")
    done.assert_outcomes(passed=4)


INSTALLED = official_bin(Path(__file__).resolve().parents[3], os.environ)

STAND_IN = """
import sys
from pathlib import Path

import uvicorn
from chromalink_mock.app import create_app

settings = dict(line.split(": ", 1) for line in Path(sys.argv[2]).read_text().splitlines())
uvicorn.run(create_app(), host=settings["listen_address"], port=int(settings["port"]), log_level="error")
"""
"""A program that is called as the official one is."""

OFFICIAL = """
import httpx

def test_official(official_chroma_server):
    assert httpx.get(f"{official_chroma_server}/api/v2/version").status_code == 200
"""


def test_the_official_server_is_used_or_skipped_with_a_reason(pytester: pytest.Pytester) -> None:
    done = run(pytester, OFFICIAL, "-rs")
    outcomes = done.parseoutcomes()
    assert outcomes in ({"passed": 1}, {"skipped": 1})
    if "skipped" in outcomes:
        done.stdout.fnmatch_lines(["*the official server is not here (pytest takes --chroma-executable)*chromadb*"])


def test_the_official_server_may_be_that_of_another_environment(pytester: pytest.Pytester) -> None:
    program = pytester.path / "chroma"
    program.write_text(f"#!{sys.executable}\n{STAND_IN}")
    program.chmod(0o755)
    run(pytester, OFFICIAL, f"--chroma-executable={program}").assert_outcomes(passed=1)


@pytest.mark.skipif(INSTALLED is None, reason="no official server: set CHROMALINK_OFFICIAL_BIN")
def test_the_official_server_itself_is_empty_for_every_test(pytester: pytest.Pytester) -> None:
    done = run(
        pytester,
        """
        import pytest
        from chromalink import HttpClient

        @pytest.mark.parametrize("turn", range(2))
        def test_official(official_chroma_server, turn):
            with HttpClient(official_chroma_server) as client:
                assert client.list_collections() == []
                client.create_collection("films", embedding_function=None)
        """,
        f"--chroma-executable={INSTALLED and INSTALLED / 'chroma'}",
    )
    done.assert_outcomes(passed=2)


def test_an_official_server_that_is_named_and_missing_is_an_error(pytester: pytest.Pytester) -> None:
    done = run(pytester, OFFICIAL, "--chroma-executable=no-such-chroma")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["--chroma-executable: *expected a program that can be run, got 'no-such-chroma'"])


def test_nothing_heavy_is_imported_before_a_fixture_is_used() -> None:
    program = (
        "import sys, chromalink.testing.plugin\n"
        "heavy = ('chromalink_mock', 'starlette', 'uvicorn', 'numpy', 'httpx', 'orjson', 'anyio')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_suite_that_uses_no_fixture_imports_nothing_heavy(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_nothing(pytestconfig):
            assert pytestconfig.pluginmanager.has_plugin("chromalink.testing.plugin")
            heavy = ("chromalink_mock", "starlette", "uvicorn", "numpy", "httpx", "orjson")
            assert [name for name in heavy if name in sys.modules] == []
        """
    )
    light = (
        "-p",
        "no:anyio",
        "-p",
        "no:asyncio",
        "-p",
        "no:respx",
        "-p",
        "no:pytest_httpx",
        "-p",
        "no:hypothesispytest",
    )
    done = pytester.runpytest_subprocess("-p", "chromalink.testing.plugin", "-p", "no:cacheprovider", *light)
    done.assert_outcomes(passed=1)
