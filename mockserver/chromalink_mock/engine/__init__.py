"""The database itself: no HTTP, no JSON bytes, no clock."""
