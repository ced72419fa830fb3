"""The first version of the API, as the Python server of Chroma 0.5.15 answered it, on the engine of the second.

Off by default. Tenant and database are query parameters; a body of the wrong shape is answered 422 with an
`HTTPValidationError`, and what the old server raised is answered as it showed it. `docs/legacy-v1.md` lists where ours
differs.
"""
