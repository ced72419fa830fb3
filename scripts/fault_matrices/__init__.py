"""Every operation of the SDK under every fault of the reference server, in every colour."""
