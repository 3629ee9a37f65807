"""Function Compute as dwgate meets it: the context of an invocation, the settings, the deadline."""
