"""The manual of a policy, written at the head of its file, and the catalogue that is made of all of them.

A policy file begins with a comment that says what it stops, why, what is to be set, and shows a message that is
refused and one that is allowed: in English, and then the same in Chinese.  It goes through here in this order::

    comment    the comment at the head of a file, line by line
    sections   the lines as blocks, one for each language, and their sections
    model      the manual in one language
    reading    the blocks as manuals
    answers    what DataWorks is answered to the messages that a manual shows
    chapter    one policy file: its manuals, its rules, what it shows
    holding    a chapter's manual held against its parameters and its messages
    wording    the words of a page, in each language
    markdown   texts as Markdown
    page       a chapter as a page
    catalogue  the pages of a project, and their index

The manual of a policy is for whoever writes it to write or to leave out; one that is begun is to be right.
"""
