"""dwgate: a policy gate for Alibaba Cloud DataWorks, run on Function Compute.

Nothing is imported here but what finds the rest quickly where it is packed: what a function imports decides how long a
person waits for a cold start.
"""

from dwgate import packed

packed.use(__path__[0])
