"""A name fits a pattern or not, in time that does not depend on how the pattern was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dwgate.facts.globs import FUNCTIONS, BrokenPatternError, examples, matches
from dwgate.policy.compiler.folding import folded

if TYPE_CHECKING:
    from dwgate.facts.function import Check


def check() -> Check:
    """What is said at compile time of a text that is no pattern."""
    return FUNCTIONS[0].checks[1]


@pytest.mark.parametrize(
    ("pattern", "fits", "fits_not"),
    [
        ("*.csv", ["a.csv", ".csv", "A.CSV", "a/b.csv", "a\n.csv", "客户.csv"], ["a.csv.exe", "acsv", "a.cs", ""]),
        ("*", ["", "a", "a/b"], []),
        ("**", ["", "a"], []),
        ("a*b", ["ab", "axb", "abab"], ["a", "b", "aba", "ba"]),
        ("ab*ab", ["abab", "abxab"], ["ab", "aba"]),
        ("a*b*c", ["abc", "axbxc", "abcbc"], ["acb", "ac"]),
        ("*ab*ab*", ["abab", "xabyabz"], ["ab", "aab"]),
        ("?", ["a", "行", "\n", "*"], ["", "ab"]),
        ("report_??.*", ["report_11.csv"], ["report_1.csv"]),
        ("[abc]x", ["ax", "CX"], ["dx", "x"]),
        ("[!abc]x", ["dx", "-x"], ["ax", "Bx", "x"]),
        ("[0-9A-F]", ["7", "b"], ["g", "-"]),
        ("[A-z]", ["q", "_"], ["-"]),
        ("[一-龥]", ["客"], ["a"]),
        ("[]]", ["]"], ["["]),
        ("[!]]", ["a"], ["]"]),
        ("[-a]", ["-", "a"], ["b"]),
        ("[a-]", ["-", "a"], ["b"]),
        ("[a^]", ["^", "a"], ["b"]),
        ("[*]", ["*"], ["a"]),
        (r"[\]", ["\\"], ["a"]),
        (r"a\b", [r"A\B"], ["ab"]),
        ("*.{csv,xlsx}", ["a.csv", "a.XLSX"], ["a.xls", "a.{csv,xlsx}", "a."]),
        ("data{,_*}.csv", ["data.csv", "data_1.csv"], ["data1.csv"]),
        ("{a,b}{1,2}", ["a1", "b2"], ["ab", "1a"]),
        ("{[,],?x}", [",", "ax"], ["a"]),
        ("{one}", ["one"], ["{one}"]),
        ("a,b", ["a,b"], ["a"]),
        ("a.b+(c)$^|", ["a.b+(c)$^|"], ["axb+(c)$^|"]),
        ("straße", ["STRASSE", "Straße"], ["strase"]),
        ("FIN*", ["ﬁnance"], ["fnance"]),
    ],
)
def test_a_name_fits_a_pattern_or_not(pattern: str, fits: list[str], fits_not: list[str]) -> None:
    """The whole name, in whichever letter case; nothing is special but what the page says."""
    assert [name for name in fits if not matches(name, [pattern])] == []
    assert [name for name in fits_not if matches(name, [pattern])] == []
    assert check()(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("", "a pattern, such as *.csv"),
        ("x" * 1001, "a pattern of at most 1000 characters"),
        ("[ab", "a pattern whose [ is closed (one that stands for itself is [[])"),
        ("[]", "a pattern whose [ is closed (one that stands for itself is [[])"),
        ("[!]", "a pattern whose [ is closed (one that stands for itself is [[])"),
        ("a]", "a pattern in which every ] closes a [ (one for itself is []])"),
        ("a}", "a pattern in which every } closes a { (one for itself is [}])"),
        ("{a,b", "a pattern whose { is closed (one that stands for itself is [{])"),
        ("{", "a pattern whose { is closed (one that stands for itself is [{])"),
        ("{}", "a pattern with something between its braces"),
        ("{a,{b,c}}", "a pattern whose braces do not stand in one another"),
        ("{" * 999, "a pattern whose braces do not stand in one another"),
        ("{a,b}" * 9, "a pattern whose braces give at most 256 choices"),
        ("{a,b}" * 8 + "c" * 60, "a pattern of at most 20000 characters in all choices of its braces"),
        (r"a\*", "a pattern: a backslash escapes nothing in one (a star is [*])"),
        ("[^ab]", "a pattern: all but a and b is [!ab], not [^ab]"),
        ("[z-a]", "a pattern whose ranges begin with the first of their characters, [a-z]"),
        ("[ß]", "a pattern: a letter that is several in another case cannot stand in brackets"),
    ],
)
def test_a_broken_pattern_is_one_whichever_name_comes(pattern: str, wanted: str) -> None:
    """Also beside one that fits; at compile time it is said what is the matter."""
    assert check()(pattern) == wanted
    with pytest.raises(BrokenPatternError):
        matches("a", ["*", pattern])
    assert examples(pattern) == [] or len(pattern) in {0, 1001}


def test_hostile_patterns_take_no_time() -> None:
    """Nothing is tried twice: with backtracking each of these would take for ever."""
    text = "a" * 20_000
    assert not matches(text, ["*" + "a*" * 400 + "b"])
    assert not matches(text, ["*" + "?" * 100 + "ab*b"])
    assert not matches(text + "c", ["{a,b}" * 8 + "*a*a*a*b"])


def test_a_function_takes_one_pattern_or_several() -> None:
    """What is broken makes the rule an error, and never false."""
    assert folded("glob.matches", ["a.csv", "*.csv"]) is True
    assert folded("glob.matches", ["a.csv", ["*.txt", "*.csv"]]) is True
    assert folded("glob.matches", ["a.csv", []]) is False
    assert folded("glob.matches", ["a.csv", ["*.csv", "["]]) is None


@pytest.mark.parametrize("pattern", ["*.{csv,xlsx}", "[!a-z]?[一-龥]*", "a[.]b", "[x]", "", "[!x]"])
def test_the_examples_of_a_pattern_fit_it(pattern: str) -> None:
    """One for each choice of its braces."""
    made = examples(pattern)
    assert len(made) == pattern.count(",") + 1
    assert all(matches(name, [pattern]) for name in made if pattern)
