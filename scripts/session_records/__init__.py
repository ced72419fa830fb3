"""A session at the terminal and one in the browser, recorded for the documentation."""
