"""The pytest plugin of the suite: options for `pytest --chroma-url URL --pyargs chromalink.contract`.

Only options and one fixture of the suite's own module; other tests do not notice it.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .suite import Options, Suite


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("chromalink contract", "contract suite (--pyargs chromalink.contract)")
    group.addoption("--chroma-url", metavar="URL", help="base URL of the server to compare with Chroma")
    group.addoption("--chroma-only", metavar="PREFIX", action="append", default=[], help="scenarios or capabilities")
    group.addoption("--chroma-dialect", metavar="NAME", default="chroma", help="what to judge by (%(default)s)")
    group.addoption("--chroma-tenant", metavar="NAME", help="existing tenant to work in (default_tenant)")
    group.addoption("--chroma-token", metavar="KEY", help="sent with every request as x-chroma-token")
    group.addoption(
        "--chroma-header", metavar="NAME=VALUE", action="append", default=[], help="sent with every request"
    )
    group.addoption("--chroma-strict", action="store_true", help="compare parser wording and content types too")
    group.addoption("--chroma-allow-traces", action="store_true", help="also run what leaves tenants behind")
    group.addoption("--chroma-allow-crashers", action="store_true", help="also run what crashes some real servers")


@pytest.fixture(scope="session")
def contract_suite(pytestconfig: pytest.Config) -> Generator[Suite]:
    """The suite at work on the server of `--chroma-url`; what it makes is deleted at the end of the session."""
    from .suite import UnusableServer, opened

    url: str = pytestconfig.option.chroma_url
    try:
        with opened(url, suite_options(pytestconfig)) as suite:
            yield suite
    except UnusableServer as error:
        pytest.exit(f"chromalink contract: {error}", returncode=pytest.ExitCode.USAGE_ERROR)


def suite_options(config: pytest.Config) -> Options:
    """How to run, by the command line; raises pytest.UsageError for what makes no sense."""
    from .scenario import Risk
    from .scenario_files import DIALECTS, dialect_named
    from .suite import DEFAULT_TENANT, Options

    dialect = dialect_named(config.option.chroma_dialect)
    if dialect is None:
        raise pytest.UsageError(f"--chroma-dialect: expected one of {', '.join(DIALECTS)}")
    headers: dict[str, str] = {}
    for text in config.option.chroma_header:
        name, separator, value = text.partition("=")
        if not name or not separator:
            raise pytest.UsageError(f"--chroma-header: expected NAME=VALUE, got {text!r}")
        headers[name] = value
    if config.option.chroma_token:
        headers["x-chroma-token"] = config.option.chroma_token
    allowed: set[Risk] = set()
    if config.option.chroma_allow_traces:
        allowed.add(Risk.TRACE)
    if config.option.chroma_allow_crashers:
        allowed.add(Risk.CRASH)
    return Options(
        dialect=dialect,
        tenant=config.option.chroma_tenant or DEFAULT_TENANT,
        only=tuple(config.option.chroma_only),
        headers=headers,
        strict=config.option.chroma_strict,
        allowed=frozenset(allowed),
    )
