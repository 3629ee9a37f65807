"""A size with its unit has its bytes, and what is not exactly one has none."""

import pytest

from dwgate.facts.units import FUNCTIONS, NoSizeError, as_text, is_size, size
from dwgate.policy.compiler.folding import folded

LARGEST = 2**63 - 1
NO_SIZE = "a size with its unit, such as 5MB, 1.5GB or 512KiB"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0B", 0),
        ("100B", 100),
        ("1KB", 1000),
        ("5MB", 5_000_000),
        ("2GB", 2 * 10**9),
        ("3TB", 3 * 10**12),
        ("1KiB", 1024),
        ("5MiB", 5 * 2**20),
        ("2GiB", 2**31),
        ("3TiB", 3 * 2**40),
        ("1.5GB", 1_500_000_000),
        ("0.5KiB", 512),
        ("0.001KB", 1),
        ("1.50 mb", 1_500_000),
        (" 5\tMb\n", 5_000_000),
        ("5kIb", 5120),
        (f"{LARGEST}B", LARGEST),
    ],
)
def test_a_size_has_its_bytes(text: str, number: int) -> None:
    """KB and the like count by 1000, KiB and the like by 1024; letter case and blanks say nothing."""
    assert size(text) == number
    assert is_size(text)
    assert folded("units.bytes", [text]) == number


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        *(
            (text, NO_SIZE)
            for text in ("", "5", "MB", "5M", "5 bytes", "-5MB", "+5MB", "5,000MB", "5_0MB", ".5MB", "5.MB", "1e3B")
        ),
        *((text, NO_SIZE) for text in ("5MB 3KB", "5PB", "٥MB", "5ＭB", "0x5B", "9" * 21 + "B")),
        ("0.5B", "a whole number of bytes"),
        ("1.0001KB", "a whole number of bytes"),
        (f"{LARGEST + 1}B", "a size of less than 2^63 bytes"),
        ("9223373TB", "a size of less than 2^63 bytes"),
    ],
)
def test_what_is_no_size_is_an_error(text: str, wanted: str) -> None:
    """Never a smaller one; at compile time it is said what was wanted."""
    with pytest.raises(NoSizeError, match=wanted.split(",", maxsplit=1)[0].replace("^", r"\^")):
        size(text)
    assert not is_size(text)
    assert folded("units.bytes", [text]) is None
    assert FUNCTIONS[0].checks[0](text) == wanted


def test_a_number_is_no_text_of_a_size() -> None:
    """What a parameter holds may be anything."""
    assert not is_size(5)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 KB"),
        (1049, "1 KB"),
        (1050, "1.1 KB"),
        (999_949, "999.9 KB"),
        (999_950, "1 MB"),
        (5_200_000, "5.2 MB"),
        (1_500_000_000, "1.5 GB"),
        (2 * 10**12, "2 TB"),
        (LARGEST, "9223372 TB"),
    ],
)
def test_a_number_of_bytes_is_told_in_the_largest_unit(number: int, text: str) -> None:
    """To a tenth, a half upwards; it can be read again."""
    assert as_text(number) == text
    assert is_size(text)
    assert folded("units.text", [number]) == text


def test_a_negative_number_of_bytes_is_an_error() -> None:
    """No file has so many."""
    assert folded("units.text", [-1]) is None
