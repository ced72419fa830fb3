"""The contract suite: independent scenarios that tell whether a server answers like Chroma, and where it does not.

Run it with `chromalink contract URL`, with `pytest --chroma-url URL --pyargs chromalink.contract`, or from Python with
`chromalink.contract.suite.run`. It judges the wire: its requests are bytes of its own, not those of the SDK.
"""
