"""What is deployed: the functions that ``s.yaml``, or a variant of it, tells Serverless Devs to make.

Whoever asks the functions of an account, or checks them, needs their names and settings as Serverless Devs would fill
them in.  The file is read as Serverless Devs reads it::

    template     a file and what it extends, to the properties of each resource
    expressions  ``${…}``, filled in
    environment  what is asked of the environment, and what is not set in it
    function     the properties of a resource, to a function

What is read is the part of Serverless Devs's language that a description of functions needs.  What is not known is
refused, never passed over, so that nobody checks another function than the one that is deployed.
"""

from dwgate.deployment.error import DeploymentError
from dwgate.deployment.function import DeployedFunction, read_deployment, read_deployments

__all__ = ["DeployedFunction", "DeploymentError", "read_deployment", "read_deployments"]
