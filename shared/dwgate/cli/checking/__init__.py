"""``dwgate check``: the command, the names of all findings, and how they are written."""
