"""``dwgate events``: the commands about DataWorks's events."""
