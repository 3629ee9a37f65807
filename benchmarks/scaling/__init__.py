"""A tenant on paper: what its people ask of Function Compute and of DataWorks, simulated."""
