"""What ``load.py`` is made of: the load tool, the server under load, and the account of what became of each message."""
