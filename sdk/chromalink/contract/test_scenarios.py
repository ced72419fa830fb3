"""The scenarios as pytest tests, one each: collected by `pytest --chroma-url URL --pyargs chromalink.contract`."""

from __future__ import annotations

import pytest

from .plugin import suite_options
from .scenario import Scenario
from .scenario_files import read_dialect
from .suite import NoSuchScenario, Suite, chosen_scenarios
from .verdicts import Outcome


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.config.getoption("--chroma-url", None) is None:
        raise pytest.UsageError("the contract suite needs --chroma-url URL")
    options = suite_options(metafunc.config)
    try:
        scenarios = chosen_scenarios(read_dialect(options.dialect), options.only)
    except NoSuchScenario as error:
        raise pytest.UsageError(f"--chroma-only: {error}") from error
    metafunc.parametrize("scenario", scenarios, ids=[scenario.id for scenario in scenarios])


def test_the_server_answers_as_chroma_does(scenario: Scenario, contract_suite: Suite) -> None:
    verdict = contract_suite.play(scenario)
    match verdict.outcome:
        case Outcome.NOT_OFFERED | Outcome.NOT_RUN:
            pytest.skip(f"{verdict.outcome.value}: {'; '.join(verdict.reasons)}")
        case _:
            lines = "\n".join(verdict.reasons)
            assert verdict.outcome is Outcome.PASS, f"{scenario.why} (wire contract: {scenario.wire})\n{lines}"
