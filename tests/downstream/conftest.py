"""The sample project is no part of our suite: it is tested in processes of its own, as other people's would be."""

collect_ignore = ["project"]
