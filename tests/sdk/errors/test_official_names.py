"""Code that catches, or in fakes raises, the errors of the official client finds them here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from chromalink import errors

OFFICIAL = {
    "AuthorizationError",
    "BatchSizeExceededError",
    "ChromaAuthError",
    "ChromaError",
    "DuplicateIDError",
    "IDAlreadyExistsError",
    "InternalError",
    "InvalidArgumentError",
    "InvalidDimensionException",
    "InvalidHTTPVersion",
    "InvalidUUIDError",
    "NotFoundError",
    "QuotaError",
    "RateLimitError",
    "UniqueConstraintError",
    "VersionMismatchError",
}
"""`chromadb.errors` of 1.5.9; all below ChromaError and none below another."""
UNRELEASED = {"BackoffError", "ConditionalWriteConflictError", "StaleReadError", "TransactionsNotSupportedError"}
"""What the official client's main branch adds."""
ENVIRONMENT = Path(__file__).parents[3] / ".crosscheck" / "chromadb-1.5.9" / "bin" / "python"


@pytest.mark.parametrize("name", sorted(OFFICIAL | UNRELEASED))
def test_every_official_name_is_public_and_caught_as_a_chroma_error(name: str) -> None:
    assert name in errors.__all__
    assert issubclass(getattr(errors, name), errors.ChromaError)


@pytest.mark.parametrize("name", sorted(OFFICIAL | UNRELEASED))
def test_an_error_can_be_made_of_a_message_alone_as_fakes_do(name: str) -> None:
    made = getattr(errors, name)("why")
    assert str(made) == "why"
    assert made.name() == name


@pytest.mark.official
@pytest.mark.skipif(shutil.which(str(ENVIRONMENT)) is None, reason="the official client is not installed")
def test_the_list_of_official_names_is_that_of_the_official_client() -> None:
    code = (
        "import chromadb.errors as e\n"
        "print(*[n for n, c in vars(e).items() if isinstance(c, type) and issubclass(c, Exception)])"
    )
    done = subprocess.run([ENVIRONMENT, "-c", code], check=True, capture_output=True, text=True)
    assert set(done.stdout.split()) == OFFICIAL


def test_an_error_made_by_hand_has_the_status_of_its_class() -> None:
    assert errors.NotFoundError("gone").status_code == 404
    assert errors.RateLimitError("slow down", status_code=430).status_code == 430
