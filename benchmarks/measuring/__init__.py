"""The harness: what is measured, in which order, on which machine, and how it is told."""
