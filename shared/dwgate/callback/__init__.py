"""The callback: a decision reported to DataWorks through its OpenAPI."""
