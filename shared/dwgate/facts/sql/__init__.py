"""SQL: what a text of it reads, writes and calls, told from its syntax tree."""
