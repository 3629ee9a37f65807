"""Calendars and time zones of a policy: what the build reads into it, so that the run time needs no package for them.

They go through it in this order::

    form       the key ``calendars:`` of a policy file, to what it says
    calendars  the calendars of a whole policy; whole: one of them, china: that of the State Council
    uses       which calendars and zones an expression asks for; zones: those that there are
"""
