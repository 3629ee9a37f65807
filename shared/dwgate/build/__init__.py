"""The build: from a function's folder to what runs on Function Compute.  Not shipped itself."""
