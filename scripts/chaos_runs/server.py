"""The server that gets killed: as `chromalink serve --path`, but with snapshots all the time."""

from __future__ import annotations

import sys

from chromalink_mock import Settings
from chromalink_mock.app import application
from chromalink_mock.serve import run
from chromalink_mock.service import create_service
from chromalink_mock.storage import Store, resolved

SNAPSHOT_BYTES = 64 << 10


def main() -> None:
    """Serve the store of the first argument on a free port, whose URL is the first line of the output."""
    settings = Settings(allow_reset=True)
    store = Store(resolved(sys.argv[1]), snapshot_bytes=SNAPSHOT_BYTES)
    service = create_service(settings, store=store)
    run(application(service, settings), port=0, announce=lambda url: print(url, flush=True))


if __name__ == "__main__":
    main()
