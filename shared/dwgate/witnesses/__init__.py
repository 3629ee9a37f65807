"""Witnesses: messages that show something, such as one that an old policy refuses and a new one does not.

They are found by trying, without a solver: whatever is claimed of a witness, the engine has said of it.  One goes
through these modules in this order::

    bases       the messages that a project has: the cases of its tests, then its samples, then the documented ones
    interests   what conditions compare with: for each variable the values at which something can change; arithmetic
    candidate   a message with what it is judged by, and one with a variable changed
    search      bases and their variations, a few variables at a time, until one reaches the goal
    writing     a witness as a case that can be pasted into a policy test
"""

from dwgate.witnesses.bases import Desk
from dwgate.witnesses.candidate import Candidate
from dwgate.witnesses.interests import Interests
from dwgate.witnesses.search import find
from dwgate.witnesses.writing import Head, as_case, as_yaml

__all__ = ["Candidate", "Desk", "Head", "Interests", "as_case", "as_yaml", "find"]
