"""Two OpenAPI documents of one API, brought to comparable facts."""
