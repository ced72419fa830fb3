"""`chromalink serve --legacy-v1` as a process."""

from __future__ import annotations

import subprocess
import sys

import httpx
import pytest

COMMAND = [sys.executable, "-c", "import sys; from chromalink.cli import main; sys.exit(main())"]


@pytest.mark.parametrize(("options", "status"), [([], 410), (["--legacy-v1"], 200)])
def test_the_first_version_of_the_api_is_served_only_when_asked_for(options: list[str], status: int) -> None:
    arguments = [*COMMAND, "serve", "--port", "0", *options]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().removeprefix("chromalink serves on ").split()[0]
            assert httpx.get(f"{url}/api/v1/collections").status_code == status
        finally:
            process.kill()
