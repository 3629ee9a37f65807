"""The comment at the head of a file, as lines."""

from dwgate.manuals.comment import head_comment


def test_a_line_knows_its_text_its_indentation_and_its_place() -> None:
    """The one blank after # is no indentation."""
    text = "# One\n#\n#   two \n#three\nrules: []\n# four\n"
    lines = head_comment(text)
    assert [(line.text, line.indent) for line in lines] == [("One", 0), ("", 0), ("two", 2), ("three", 0)]
    assert [text[line.offset :][:3] for line in lines] == ["One", "\n# ", "two", "thr"]


def test_the_line_of_the_schema_is_no_part_of_it() -> None:
    """It stands first; the same words further down are a comment like any other."""
    lines = head_comment("# yaml-language-server: $schema=x\n# One\n# yaml-language-server: y\n")
    assert [line.text for line in lines] == ["One", "yaml-language-server: y"]


def test_an_empty_line_ends_it() -> None:
    """What stands below that is a note and no manual."""
    assert [line.text for line in head_comment("# One\n\n# two\n")] == ["One"]
    assert head_comment("\n# One\n") == []
    assert [line.text for line in head_comment("# One\n# two")] == ["One", "two"]


def test_lines_end_as_on_any_system() -> None:
    """A carriage return is no part of a text."""
    assert [line.text for line in head_comment("# One\r\n# two\r\nrules: []\r\n")] == ["One", "two"]
