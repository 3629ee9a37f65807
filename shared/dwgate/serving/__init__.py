"""A local Function Compute: the project's functions behind the API of Function Compute 3.0.  Not shipped.

A request goes through it in this order::

    endpoint     HTTP to a request, and a reply back to HTTP
    api          the operations: InvokeFunction, GetFunction, ListFunctions
    beside       with a DataWorks beside: it asks about the message before its function is invoked
    function     one invocation: a code folder, an instance, a log
    code         where a function's code lies, and whether it has changed since
    pool         the instances of one function: one request each, no more of them than allowed
    instance     a process of its own for each, and what becomes of it
    bootstrap    the program that such a process runs

``replies`` holds the shapes of Function Compute's answers, ``journal`` what the server tells of its work, and
``packages`` what is amiss with a package that is to be served.
"""

from dwgate.serving.beside import Beside
from dwgate.serving.journal import Access, Journal
from dwgate.serving.packages import remark
from dwgate.serving.server import Options, Served, serve_functions

__all__ = ["Access", "Beside", "Journal", "Options", "Served", "remark", "serve_functions"]
