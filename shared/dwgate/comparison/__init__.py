"""Two policies of a function by what they mean: which rules differ, in what, and a message for which they do.

A comparison goes through these modules in this order::

    side      one of the two policies, with the messages of its project
    meaning   what of a compiled rule can change a verdict, so that two rules with the same of it judge alike
    pairing   which rule of the one side is which of the other
    written   in what two rules differ as they are written
    reach     how far a change may reach in each direction: what the analysis proves, without a message
    effect    messages that one side answers more strictly than the other, found by trying
    model     what came of it; telling: the same in words, for whoever shows it
    compare   a whole function

That two rules mean the same is proven where they compile to the same, or where no direction is left that a change could
reach.  That they do not is shown by a message, of which the engine has said what is told.  Where neither is so, it is
not known.
"""

from dwgate.comparison.compare import compare
from dwgate.comparison.model import ChangedRule, Comparison
from dwgate.comparison.side import Side

__all__ = ["ChangedRule", "Comparison", "Side", "compare"]
