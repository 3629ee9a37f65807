"""Analysis: what is wrong with a policy that compiles, shown without a solver.

What is claimed here is true of every message.  A condition becomes lists of states, each of which says of some values
what they can be; where there is no state left, there is no message.  What is not understood stands for itself, so that
the analysis may miss a finding and makes none up.  One goes through these modules in this order::

    values          what is known of an expression before a message comes; domains: what a value can be
    evaluation      what a condition that reads nothing comes to, by CEL itself
    states          what must hold of a message, as a disjunction of conjunctions
    terms           what a condition compares; comparisons: what follows from one
    outcomes        a condition at a point: when it is true, when it is false, when it cannot be judged
    subject         the rules and exemptions of a function with all of that
    limits          limits that no value reaches
    rules           rules that never fire, or always; contradictions: those that do so by the values of parameters
    pointless       rules beside which there is one that says as much; exemptions: what they lift, and until when
    variants        a policy that asks something else; examples: for each finding a message that shows it
"""

from dwgate.analysis.findings import analyse

__all__ = ["analyse"]
