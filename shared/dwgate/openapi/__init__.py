"""DataWorks's OpenAPI as dwgate calls it: a few operations, one client, and the only way to the network."""
