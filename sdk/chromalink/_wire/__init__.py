"""The seam to the wire: the only importers of the generated client and of the JSON codec. Calls out, results in."""
