"""A record in words: why an operation was refused, as it can be pasted into a reply to whoever was.

It goes through here in this order::

    operations  what an extension point is called in Chinese
    readings    the values and limits that a rule read, as far as a record and a policy tell, and may be told
    lapsed      the exemptions that would have lifted a rule, and had ended
    account     all that is known of one record, in no language
    wording     the words, in each language
    letter      an account in words
    notes       what an administrator should know beside it
    snippet     an exemption to begin with, as YAML for the administrator
"""
