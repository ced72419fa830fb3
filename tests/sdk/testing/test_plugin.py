"""The fixtures for pytest, in small test suites of other people."""

from __future__ import annotations

import subprocess
import sys

import pytest

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


def test_a_marker_that_makes_no_sense_is_an_error_that_says_so(pytester: pytest.Pytester) -> None:
    done = run(
        pytester,
        """
        import pytest

        @pytest.mark.chroma("cloud-openapi")
        def test_positional(chroma_server): ...

        @pytest.mark.chroma(faults=["addRecord:503"])
        def test_misspelt(chroma_server): ...
        """,
    )
    done.assert_outcomes(errors=2)
    done.stdout.fnmatch_lines(["*expected named arguments only*", "*did you mean addRecords?*"])


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


def test_the_official_server_is_used_or_skipped_with_a_reason(pytester: pytest.Pytester) -> None:
    done = run(
        pytester,
        """
        import httpx

        def test_official(official_chroma_server):
            assert httpx.get(f"{official_chroma_server}/api/v2/version").status_code == 200
        """,
        "-rs",
    )
    outcomes = done.parseoutcomes()
    assert outcomes in ({"passed": 1}, {"skipped": 1})
    if "skipped" in outcomes:
        done.stdout.fnmatch_lines(["*the official server is not here:*chromadb*"])


def test_nothing_heavy_is_imported_before_a_fixture_is_used() -> None:
    program = (
        "import sys, chromalink.testing.plugin\n"
        "heavy = ('chromalink_mock', 'starlette', 'uvicorn', 'numpy', 'httpx', 'orjson', 'anyio')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
