"""The part of google-re2 that the server uses."""

class Options:
    log_errors: bool

class error(Exception): ...  # noqa: N801 - its name there
class Match: ...

class Pattern:
    def search(self, text: str) -> Match | None: ...

def compile(pattern: str, options: Options) -> Pattern: ...
