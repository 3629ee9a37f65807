"""``dwgate diff``: the command, what its two sides can be, and how differences are written."""
