"""dwgate: a policy gate for Alibaba Cloud DataWorks, run on Function Compute.

Nothing is imported here: what a function imports decides how long a person waits for a cold start.
"""
