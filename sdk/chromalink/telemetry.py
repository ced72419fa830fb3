"""Nothing: there is no telemetry. Code that imports it finds it empty."""
