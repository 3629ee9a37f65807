"""``dwgate test``: the command, and how what came of the tests is written."""
