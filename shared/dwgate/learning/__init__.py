"""What records show of the messages that really come, against what the catalogue says of them.

    seen      what records of one event show: names, types, listed values
    lessons   what of that the catalogue does not say
    fields    the shapes of unpublished fields as fields of the catalogue
    patch     a patch of the catalogue's files

A record shows names and JSON types of what is not documented, and no values of it.
"""

from dwgate.learning.lessons import Lesson, lesson_of
from dwgate.learning.patch import Patch, patch_of, publishes_fields
from dwgate.learning.seen import Learned, learn

__all__ = ["Learned", "Lesson", "Patch", "learn", "lesson_of", "patch_of", "publishes_fields"]
