"""For tests of policies: the documented sample messages.  Not shipped to Function Compute.

``samples/<event code>[.<variant>].json`` is the message that DataWorks documents for the event, made valid JSON, in
both envelopes: ``{"eventbridge": …, "function_compute": … or null}``.  Account ids are synthetic.
"""
