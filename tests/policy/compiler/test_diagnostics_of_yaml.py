"""Every finding about the form of a function's files: its name, its place, its text, its hint.

A ‸ in a text stands before the character at which the finding is expected.  Each is the only one.
"""

from collections.abc import Callable

import pytest

from dwgate.policy.compiler import Compilation
from dwgate.policy.compiler.yaml_tokens import DEEPEST

RULES = "rules:\n- name: large\n  when: event.fileSize > 1\n  then: FAIL\n  reason: {en: No.}\n"
FILE_KEYS = "the keys of a policy: calendars, contact, description, exemptions, params, points, rules"
A_POLICY = "a policy is a mapping with the keys description, contact, points, params, calendars, rules, exemptions"
A_RULE = "a rule is a mapping with the keys name, description, when, then, reason, mode, on_error"
QUOTE_IT = (
    "a value that begins with a quote, a bracket, a brace, ! or & or holds ': ' must be quoted whole, "
    "or stand below 'when: |'"
)
INDENTED = "this line is indented otherwise than those beside it"
STRAY_ITEM = "no list goes on here: indent the item as those of its list, or put it between the list's brackets"
NO_ITEM = "the lines beside it are items of a list: begin it with '- ', or indent it"
NO_PAIR = "write it as 'key: value', with a blank after the colon; an item of a list begins with '- '"
NO_PAIR_BEFORE = "the line before it is no 'key: value': a blank stands after the colon"
NO_MAPPING = "mapping values are not allowed here"
NO_BLOCK = "expected <block end>, but found "
LIST_IT = "begin each item with '- ', or write [a, b]"
WRITE_A_DATE = "write 2026-12-31, or 2026-12-31T18:00:00+08:00"
ALONE = "give it a parameter of its own"
TOO_DEEP = f"lists and mappings stand at most {DEEPEST} deep in one another"
DIRECTIVE = "by this directive the file would be read otherwise than it looks"
NO_DIRECTIVE = "take the line away, and the --- below it"
UNIQUE = "a name is unique in its function"


def with_line(lines: dict[str, str], line: str) -> str:
    """Give an item of a list, in which this line stands for the one with the same key."""
    return "- " + "\n  ".join({**lines, line.replace("‸", "").split(":")[0]: line}.values()) + "\n"


def a_rule(line: str) -> str:
    """Give a policy of one rule with this line in it."""
    lines = ["name: large", "when: event.fileSize > 1", "then: FAIL", "reason: {en: No.}"]
    return "rules:\n" + with_line({text.split(":")[0]: text for text in lines}, line)


def an_exemption(line: str) -> str:
    """Give a policy with an exemption with this line in it."""
    lines = ["rules: [large]", "when: 'true'", "reason: audit", "owner: me", "expires: 2026-12-31"]
    return f"{RULES}exemptions:\n" + with_line({text.split(":")[0]: text for text in lines}, line)


def a_parameter(value: str) -> str:
    """Give a policy with a parameter of this value, which a rule uses."""
    return f"params:\n  x: {value}\n" + a_rule("when: event.fileSize > 1 && params.x == params.x")


@pytest.mark.parametrize(
    ("name", "policy", "message", "hint"),
    [
        pytest.param("tab", "rules:\n‸\t- name: large\n", "YAML does not take a tab here", "write spaces"),
        pytest.param("tab", a_rule("mode:‸\tshadow"), "YAML does not take a tab here", "write spaces"),
        pytest.param("yaml-syntax", a_rule("when: 'x\n")[:-1] + "‸", "found unexpected end of stream", QUOTE_IT),
        pytest.param(
            "yaml-syntax", a_rule('when: "a" ‸== "b"'), "expected <block end>, but found '<scalar>'", QUOTE_IT
        ),
        pytest.param("yaml-syntax", a_rule("when: a‸: b"), "mapping values are not allowed here", QUOTE_IT),
        pytest.param("yaml-syntax", a_rule("when: ‸*other"), "found undefined alias 'other'", QUOTE_IT),
        pytest.param(
            "yaml-syntax",
            a_rule("when: ‸! event.fileSize > 1"),
            "YAML takes what begins with ! for a tag, and drops it",
            QUOTE_IT,
        ),
        pytest.param(
            "yaml-syntax",
            a_rule("when: ‸!has(event.ip)"),
            "YAML takes what begins with ! for a tag, and drops it",
            QUOTE_IT,
        ),
        pytest.param(
            "yaml-syntax", a_parameter('‸!!int "5"'), "YAML takes what begins with ! for a tag, and drops it", QUOTE_IT
        ),
        pytest.param("yaml-syntax", f"{RULES}# 中文 ‸\x01\n", "the character U+0001 cannot stand in YAML", None),
        pytest.param("yaml-syntax", a_rule('reason: {en: ‸"\\ud800"}'), "half a surrogate pair is no character", None),
        pytest.param("yaml-syntax", "‸" + '"\\U00110000"\n', "this cannot be read: ValueError", None),
        pytest.param(
            "yaml-syntax", "[" * DEEPEST + "‸" + "[" * 500 + "]" * (DEEPEST + 500), TOO_DEEP, "write it flatter"
        ),
        pytest.param("yaml-syntax", "- " * DEEPEST + "‸- 1\n", TOO_DEEP, "write it flatter"),
        pytest.param("yaml-syntax", "{a: " * DEEPEST + "‸{b: 1}" + "}" * DEEPEST, TOO_DEEP, "write it flatter"),
        pytest.param("yaml-syntax", f"‸%YAML 1.1\n---\n{RULES}", DIRECTIVE, NO_DIRECTIVE),
        pytest.param("yaml-syntax", f"‸%TAG ! tag:example.com,2026:\n---\n{RULES}", DIRECTIVE, NO_DIRECTIVE),
        pytest.param(
            "yaml-syntax",
            f"{RULES}---\n‸{RULES}",
            "a file holds one document",
            "put the second one into its own file",
        ),
        pytest.param("no-rules", "‸", "the file holds no policy", "remove it, or write a rule"),
        pytest.param("no-rules", "‸# later\n", "the file holds no policy", "remove it, or write a rule"),
    ],
)
def test_what_is_not_one_document_is_found(
    name: str, policy: str, message: str, hint: str | None, assert_finds: Callable[..., None]
) -> None:
    """A file that YAML cannot read, or reads otherwise than it looks, is refused where that begins."""
    assert_finds(name, policy, message, hint)


@pytest.mark.parametrize(
    ("policy", "message", "hint"),
    [
        (a_rule("when: event.fileSize > 1\n     then‸: WARN"), NO_MAPPING, INDENTED),
        (a_rule("when: event.fileSize > 1\n\n     then‸: WARN"), NO_MAPPING, INDENTED),
        (a_rule("when: event.fileSize > 1\n ‸then: WARN"), f"{NO_BLOCK}'<block mapping start>'", INDENTED),
        (a_rule("when: |\n    true\n   ‸then: WARN"), f"{NO_BLOCK}'<block mapping start>'", INDENTED),
        (a_rule("reason:\n    en: No.\n   ‸zh: 不行。"), f"{NO_BLOCK}'<block mapping start>'", INDENTED),
        (
            f" description: a\n‸{RULES}",
            "expected '<document start>', but found ('<block mapping start>',)",
            INDENTED,
        ),
        (f"{RULES} ‸- name: b\n", f"{NO_BLOCK}'<block sequence start>'", STRAY_ITEM),
        (f"points: [download-resources]\n‸- a\n{RULES}", f"{NO_BLOCK}'-'", STRAY_ITEM),
        (f"points: [download-resources]\n  ‸- a\n{RULES}", f"{NO_BLOCK}'<block sequence start>'", STRAY_ITEM),
        ("rules:\n  - name: a\n  ‸then: FAIL\n", f"{NO_BLOCK}'?'", NO_ITEM),
        (RULES.replace("when: ", "‸when "), "could not find expected ':'", NO_PAIR),
        ("points:\n  - download-resources\n  ‸b\nrules: []\n", "could not find expected ':'", NO_PAIR),
        ("rules:\n- name:a\n  then‸: FAIL\n", NO_MAPPING, NO_PAIR_BEFORE),
        ("rules:\n- name: a\n  when: event.a ?\n    b ‸: c\n", NO_MAPPING, QUOTE_IT),
    ],
)
def test_lines_that_do_not_belong_together_are_told_apart_from_quoting(
    policy: str, message: str, hint: str, assert_finds: Callable[..., None]
) -> None:
    """Most often a line is indented wrongly, and quotes would help nobody."""
    assert_finds("yaml-syntax", policy, message, hint)


def test_a_stray_item_in_the_file_of_the_function_is_found(assert_finds: Callable[..., None]) -> None:
    """The points are often listed in brackets already."""
    files = {"function.yaml": "points: [download-resources]\n‸- upload-data-to-table\n", "policy/limits.yaml": RULES}
    assert_finds("yaml-syntax", files, f"{NO_BLOCK}'-'", STRAY_ITEM)


@pytest.mark.parametrize(
    ("name", "policy", "message", "hint"),
    [
        pytest.param("wrong-type", "‸- a\n", A_POLICY, None),
        pytest.param("wrong-type", "‸~\n", A_POLICY, None),
        pytest.param("wrong-type", "---‸\n", A_POLICY, None),
        pytest.param(
            "unknown-key", f"{RULES}‸exemption: []\n", "a policy has no key exemption", "did you mean exemptions?"
        ),
        pytest.param("unknown-key", f"{RULES}‸severity: 1\n", "a policy has no key severity", FILE_KEYS),
        pytest.param("unknown-key", "‸rule:\n- a\n", "a policy has no key rule", "did you mean rules?"),
        pytest.param(
            "duplicate-key", f"description: a\n{RULES}‸description: b\n", "description stands on line 1 already", None
        ),
        pytest.param("missing-key", "‸description: a\n", "a policy needs the key rules", None),
        pytest.param("wrong-type", f"{RULES}‸[a, b]: c\n", "a key is a text", None),
        pytest.param(
            "wrong-type", f"description: ‸[a]\n{RULES}", "this is a text, not a list or a mapping", "quote it whole"
        ),
        pytest.param("wrong-type", f"contact: ‸[a]\n{RULES}", "a contact is a mapping with the keys en, zh", None),
        pytest.param("missing-key", f"contact: ‸{{zh: 请联系我。}}\n{RULES}", "a contact needs the key en", None),
        pytest.param(
            "unknown-key",
            f"contact: {{en: Ask me., ‸fr: Moi.}}\n{RULES}",
            "a contact has no key fr",
            "the keys of a contact: en, zh",
        ),
        pytest.param("wrong-type", f"contact: ‸''\n{RULES}", "there is no text here", None),
        pytest.param("wrong-type", "rules: ‸too-many\n", "rules is a list", LIST_IT),
        pytest.param("wrong-type", "rules: ‸{a: b}\n", "rules is a list", LIST_IT),
        pytest.param("wrong-type", "rules:‸\n", "rules is a list", LIST_IT),
        pytest.param("wrong-type", "rules: ‸[]\n", "rules lists nothing", "remove the file, or write a rule"),
        pytest.param("wrong-type", "rules: [‸large]\n", A_RULE, None),
        pytest.param(
            "unknown-point",
            f"points: [‸download-resource]\n{RULES}",
            "there is no extension point download-resource here",
            "did you mean download-resources?",
        ),
        pytest.param(
            "unknown-point",
            f"points: [download-resources, ‸kill-instance]\n{RULES}",
            "there is no extension point kill-instance here",
            "the points that can stand here: download-resources, download-resources-execute",
        ),
        pytest.param(
            "duplicate-point",
            f"points: [download-resources, ‸download-resources]\n{RULES}",
            "download-resources is listed twice",
            None,
        ),
        pytest.param("wrong-type", f"points: ‸[]\n{RULES}", "points lists nothing", "list the points that it is about"),
        pytest.param("wrong-type", f"points: ‸download-resources\n{RULES}", "points is a list", LIST_IT),
        pytest.param(
            "wrong-type",
            f"points: [‸[download-resources]]\n{RULES}",
            "this is a text, not a list or a mapping",
            "quote it whole",
        ),
    ],
)
def test_a_file_of_another_form_is_found(
    name: str, policy: str, message: str, hint: str | None, assert_finds: Callable[..., None]
) -> None:
    """A key, a point or a value that cannot stand where it stands is refused there."""
    assert_finds(name, policy, message, hint)


@pytest.mark.parametrize(
    ("name", "policy", "message", "hint"),
    [
        pytest.param("unknown-key", a_rule("‸on_eror: OK"), "a rule has no key on_eror", "did you mean on_error?"),
        pytest.param("unknown-key", a_rule("name: a\n  ‸nmae: b"), "a rule has no key nmae", "did you mean name?"),
        pytest.param("unknown-key", RULES.replace("name", "‸nmae"), "a rule has no key nmae", "did you mean name?"),
        pytest.param("duplicate-key", a_rule("then: FAIL\n  ‸then: WARN"), "then stands on line 4 already", None),
        pytest.param(
            "missing-key", RULES.replace("- name: large\n  when", "- ‸when"), "a rule needs the key name", None
        ),
        pytest.param(
            "missing-key",
            RULES.replace("  then: FAIL\n", "").replace("name", "‸name"),
            "a rule needs the key then",
            None,
        ),
        pytest.param(
            "missing-key",
            RULES.replace("  reason: {en: No.}\n", "").replace("name", "‸name"),
            "a rule needs the key reason",
            None,
        ),
        pytest.param(
            "bad-name", a_rule("name: ‸Too_Many"), "Too_Many is not kebab-case", "name the fault, such as too-many-rows"
        ),
        pytest.param("bad-name", a_rule("name: ‸5"), "5 is not kebab-case", "name the fault, such as too-many-rows"),
        pytest.param("wrong-type", a_rule("name:‸"), "there is no text here", None),
        pytest.param("wrong-type", a_rule("when: ‸''"), "there is no text here", None),
        pytest.param("wrong-type", a_rule("when: ‸~"), "there is no text here", None),
        pytest.param("wrong-type", a_rule("when: ‸null"), "there is no text here", None),
        pytest.param("wrong-type", a_rule("when: ‸|"), "there is no text here", None),
        pytest.param(
            "wrong-type",
            a_rule("when:\n  ‸- event.fileSize > 1"),
            "this is a text, not a list or a mapping",
            "quote it whole",
        ),
        pytest.param("bad-value", a_rule("then: ‸fail"), "fail cannot stand here", "did you mean FAIL?"),
        pytest.param("bad-value", a_rule("then: ‸OK"), "OK cannot stand here", "it can be: FAIL, WARN"),
        pytest.param("bad-value", a_rule("mode: ‸shaddow"), "shaddow cannot stand here", "did you mean shadow?"),
        pytest.param("bad-value", a_rule("on_error: ‸IGNORE"), "IGNORE cannot stand here", "it can be: FAIL, OK, WARN"),
        pytest.param(
            "wrong-type", a_rule("reason: ‸No."), "a reason is given by language", 'write reason: {en: "…", zh: "…"}'
        ),
        pytest.param(
            "wrong-type", a_rule("reason:‸"), "a reason is given by language", 'write reason: {en: "…", zh: "…"}'
        ),
        pytest.param("wrong-type", a_rule("reason: ‸[No.]"), "a reason is a mapping with the keys en, zh", None),
        pytest.param("missing-key", a_rule("reason: ‸{}"), "a reason needs a text in en, zh or both", None),
        pytest.param(
            "unknown-key", a_rule("reason: {‸fr: Non.}"), "a reason has no key fr", "the keys of a reason: en, zh"
        ),
        pytest.param("wrong-type", a_rule("reason: {en:‸ , zh: 不行。}"), "there is no text here", None),
        pytest.param(
            "bad-reason", a_rule("reason: {zh: '文件 ‸${event.fileName'}"), "this ${ is not closed", "add the }"
        ),
        pytest.param(
            "wrong-type", a_rule("description: ‸[a]"), "a description is a mapping with the keys en, zh", None
        ),
    ],
)
def test_a_rule_of_another_form_is_found(
    name: str, policy: str, message: str, hint: str | None, assert_finds: Callable[..., None]
) -> None:
    """What is missing, unknown or of another kind in a rule is refused where it stands."""
    assert_finds(name, policy, message, hint)


@pytest.mark.parametrize(
    ("name", "policy", "message", "hint"),
    [
        pytest.param("wrong-type", f"params: ‸[a]\n{RULES}", "params is a mapping of names to values", None),
        pytest.param(
            "bad-name",
            f"params: {{‸max-rows: 1}}\n{RULES}",
            "max-rows is no name of a parameter",
            "write it as in max_rows",
        ),
        pytest.param(
            "unused-parameter",
            f"params: {{‸max_rows: 1}}\n{RULES}",
            "no condition and no reason uses the parameter max_rows",
            "remove it, or use it",
        ),
        pytest.param("duplicate-key", a_parameter("1\n  ‸x: 2"), "x stands on line 2 already", None),
        pytest.param("duplicate-key", a_parameter("{a: 1, ‸a: 2}"), "a stands on line 2 already", None),
        pytest.param("wrong-type", a_parameter("{‸[a]: 1}"), "a key is a text", None),
        pytest.param("wrong-type", a_parameter("‸~"), "there is no value here", "give one, or remove the line"),
        pytest.param(
            "wrong-type", a_parameter("‸").replace(" ‸", "‸"), "there is no value here", "give one, or remove the line"
        ),
        pytest.param("wrong-type", a_parameter("[1, ‸null]"), "there is no value here", "give one, or remove the line"),
        pytest.param(
            "bad-number",
            a_parameter("‸0123"),
            "0123 is 8-based to some readers of YAML",
            "drop the leading zero, or quote it",
        ),
        pytest.param(
            "bad-number",
            a_parameter("‸-010"),
            "-010 is 8-based to some readers of YAML",
            "drop the leading zero, or quote it",
        ),
        pytest.param(
            "bad-number",
            a_parameter("{a: [1, ‸012]}"),
            "012 is 8-based to some readers of YAML",
            "drop the leading zero, or quote it",
        ),
        pytest.param(
            "bad-number",
            a_parameter("‸9223372036854775808"),
            "9223372036854775808 is not a whole number of 64 bits",
            None,
        ),
        pytest.param(
            "bad-number",
            a_parameter("‸-9223372036854775809"),
            "-9223372036854775809 is not a whole number of 64 bits",
            None,
        ),
        pytest.param(
            "bad-number", a_parameter("‸" + "9" * 5000), "9" * 5000 + " is not a whole number of 64 bits", None
        ),
        pytest.param("bad-number", a_parameter("‸-_"), "-_ is not a whole number of 64 bits", None),
        pytest.param("bad-number", a_parameter("‸.inf"), ".inf is not a finite number", None),
        pytest.param("bad-number", a_parameter("‸-.inf"), "-.inf is not a finite number", None),
        pytest.param("bad-number", a_parameter("‸.nan"), ".nan is not a finite number", None),
        pytest.param("bad-number", a_parameter("‸1e400"), "1e400 is not a finite number", None),
        pytest.param("bad-number", a_parameter("‸._"), "._ is not a finite number", None),
        pytest.param("bad-date", a_parameter("‸2026-13-45"), "2026-13-45 is no date", WRITE_A_DATE),
        pytest.param("bad-date", a_parameter("‸2026-02-30"), "2026-02-30 is no date", WRITE_A_DATE),
        pytest.param(
            "bad-date", a_parameter("‸2026-12-31T18:00:00"), "2026-12-31T18:00:00 says no time zone", WRITE_A_DATE
        ),
        pytest.param("wrong-type", a_parameter("[‸2026-12-31]"), "a date stands alone as a parameter", ALONE),
        pytest.param("wrong-type", a_parameter("{a: ‸2026-12-31}"), "a date stands alone as a parameter", ALONE),
        pytest.param("wrong-type", a_parameter("‸<<"), "merge is no type of a value", "quote the text"),
        pytest.param("wrong-type", a_parameter("[[[[[[[[‸1]]]]]]]]"), "a value is nested at most 8 levels deep", None),
        pytest.param(
            "yaml-syntax", a_parameter("‸&own [*own]"), "this holds itself, by an alias", "take the alias away"
        ),
    ],
)
def test_a_parameter_of_another_form_is_found(
    name: str, policy: str, message: str, hint: str | None, assert_finds: Callable[..., None]
) -> None:
    """A value that YAML readers differ about, or that CEL cannot hold, is refused, and its name still known."""
    assert_finds(name, policy, message, hint)


@pytest.mark.parametrize(
    ("name", "policy", "message", "hint"),
    [
        pytest.param("wrong-type", f"{RULES}exemptions: ‸audit\n", "exemptions is a list", LIST_IT),
        pytest.param("wrong-type", f"{RULES}exemptions: ‸[]\n", "exemptions lists nothing", "remove the key"),
        pytest.param(
            "wrong-type",
            f"{RULES}exemptions: [‸audit]\n",
            "an exemption is a mapping with the keys rules, when, reason, owner, expires",
            None,
        ),
        pytest.param(
            "unknown-key",
            an_exemption("‸until: 2027-01-01"),
            "an exemption has no key until",
            "the keys of an exemption: expires, owner, reason, rules, when",
        ),
        pytest.param(
            "missing-key",
            an_exemption("owner: me").replace("  owner: me\n", "").replace("- rules", "- ‸rules"),
            "an exemption needs the key owner",
            None,
        ),
        pytest.param("wrong-type", an_exemption("rules: ‸[]"), "rules lists nothing", "name a rule to lift"),
        pytest.param("wrong-type", an_exemption("rules: ‸large"), "rules is a list", LIST_IT),
        pytest.param("wrong-type", an_exemption("rules: [‸~]"), "there is no text here", None),
        pytest.param(
            "unknown-rule", an_exemption("rules: [‸larg]"), "there is no rule larg to lift", "did you mean large?"
        ),
        pytest.param(
            "unknown-rule",
            an_exemption("rules: [large, ‸too-many-rows]"),
            "there is no rule too-many-rows to lift",
            "the rules of the function: large",
        ),
        pytest.param("wrong-type", an_exemption("reason:‸"), "there is no text here", None),
        pytest.param("bad-date", an_exemption("expires: ‸2026-13-45"), "2026-13-45 is no date", WRITE_A_DATE),
        pytest.param("bad-date", an_exemption("expires: ‸2026-02-30"), "2026-02-30 is no date", WRITE_A_DATE),
        pytest.param("bad-date", an_exemption("expires: ‸tomorrow"), "tomorrow is no date", WRITE_A_DATE),
        pytest.param(
            "bad-date",
            an_exemption("expires: ‸2026-12-31T18:00:00"),
            "2026-12-31T18:00:00 says no time zone",
            WRITE_A_DATE,
        ),
        pytest.param("bad-date", an_exemption("expires: ‸20261231"), "20261231 says no time zone", WRITE_A_DATE),
        pytest.param("bad-date", an_exemption("expires: ‸[2026-12-31]"), "this is no date", WRITE_A_DATE),
        pytest.param("bad-date", an_exemption("expires:‸"), "this is no date", WRITE_A_DATE),
        pytest.param(
            "never-fires",
            an_exemption("when: '‸false'"),
            "this is never true at download-resources, download-resources-execute",
            "compare it with what can come, or remove it",
        ),
    ],
)
def test_an_exemption_of_another_form_is_found(
    name: str, policy: str, message: str, hint: str | None, assert_finds: Callable[..., None]
) -> None:
    """An exemption that would lift nothing, or has no end, is refused."""
    assert_finds(name, policy, message, hint)


@pytest.mark.parametrize(
    ("name", "function", "message", "hint"),
    [
        pytest.param("missing-key", "‸", "the file says no points", "write points: […]"),
        pytest.param("missing-key", "‸description: Downloads.\n", "function.yaml needs the key points", None),
        pytest.param(
            "wrong-type",
            "‸- download-resources\n",
            "function.yaml is a mapping with the keys points, description, calls_back, sql",
            None,
        ),
        pytest.param("wrong-type", "points: ‸[]\n", "points lists nothing", "list the points that it is about"),
        pytest.param("wrong-type", "points: ‸download-resources\n", "points is a list", LIST_IT),
        pytest.param(
            "unknown-point",
            "points: [download-resources, ‸download-resources-execut]\n",
            "there is no extension point download-resources-execut here",
            "did you mean download-resources-execute?",
        ),
        pytest.param(
            "unknown-point",
            "points: [‸asset-publsh]\n",
            "there is no extension point asset-publsh here",
            "did you mean asset-publish?",
        ),
        pytest.param(
            "unknown-key", "‸point: [download-resources]\n", "function.yaml has no key point", "did you mean points?"
        ),
        pytest.param(
            "wrong-type",
            "points: [download-resources]\ndescription: ‸[Downloads.]\n",
            "a description is a mapping with the keys en, zh",
            None,
        ),
        pytest.param(
            "yaml-syntax", "points: [download-resources\n‸", "expected ',' or ']', but got '<stream end>'", QUOTE_IT
        ),
    ],
)
def test_a_function_file_of_another_form_is_found(
    name: str, function: str, message: str, hint: str | None, assert_finds: Callable[..., None]
) -> None:
    """A function that does not say what it serves is refused, without a word about what its rules read."""
    policy = f"points: [download-resources-execute]\n{RULES}" + a_rule("when: event.ip == 'x'")[7:].replace(
        "large", "ip"
    )
    assert_finds(name, {"function.yaml": function, "policy/limits.yaml": policy}, message, hint)


@pytest.mark.parametrize(
    ("name", "more", "message"),
    [
        pytest.param(
            "duplicate-rule",
            RULES.replace("large", "‸large"),
            "the rule large stands in data_download/policy/limits.yaml:2 already",
        ),
        pytest.param(
            "duplicate-parameter",
            "params: {‸size: 2}\n" + a_rule("name: more"),
            "the parameter size stands in data_download/policy/limits.yaml:6 already",
        ),
    ],
)
def test_a_name_that_another_file_has_is_found(
    name: str, more: str, message: str, assert_finds: Callable[..., None]
) -> None:
    """A name is unique in its function, whichever file it stands in; the second one is at fault."""
    first = a_rule("when: event.fileSize > params.size") + "params: {size: 1}\n"
    files = {"function.yaml": "points: [download-resources]", "policy/limits.yaml": first, "policy/more.yaml": more}
    assert_finds(name, files, message, UNIQUE)


def test_a_rule_twice_in_one_file_is_found(assert_finds: Callable[..., None]) -> None:
    """The second rule of a name is at fault."""
    policy = RULES + RULES.removeprefix("rules:\n").replace("large", "‸large")
    message = "the rule large stands in data_download/policy/limits.yaml:2 already"
    assert_finds("duplicate-rule", policy, message, UNIQUE)


@pytest.mark.parametrize(
    ("name", "files", "file", "said"),
    [
        pytest.param(
            "no-function-file",
            {"policy/limits.yaml": RULES},
            "function.yaml",
            "there is no function.yaml\n"
            "    = write the extension points that the function serves: points: [download-resources]",
        ),
        pytest.param(
            "no-rules",
            {"function.yaml": "points: [download-resources]"},
            "policy",
            "the function has no policy file\n    = write one, such as policy/limits.yaml",
        ),
        *(
            pytest.param(
                "unread-file",
                {"function.yaml": "points: [download-resources]", "policy/limits.yaml": RULES, f"policy/{path}": RULES},
                f"policy/{path.split('/')[0]}",
                "this would not be read\n    = a policy file is named <concern>.yaml and lies directly in the folder",
            )
            for path in ("a.yml", "a.YAML", "a.json", "a_test.yml", "deeper/a.yaml", "folder.yaml/a.yaml")
        ),
    ],
)
def test_a_file_that_is_missing_or_would_not_be_read_is_found(
    name: str, files: dict[str, str], file: str, said: str, compiled: Callable[..., Compilation]
) -> None:
    """What may be a rule and is not read is no silence; it has no line to show."""
    (finding,) = compiled(files).diagnostics
    assert finding.render() == f"data_download/{file}:1:1: {name}: {said}"


def test_a_file_in_another_encoding_is_found(compiled: Callable[..., Compilation]) -> None:
    """The line of the first byte that is not UTF-8 is named, and none of the file is shown."""
    policy = f"{RULES}# 限额\n".encode("gb18030")
    (finding,) = compiled({"function.yaml": "points: [download-resources]", "policy/limits.yaml": policy}).diagnostics
    assert finding.render() == "data_download/policy/limits.yaml:6:1: yaml-syntax: the file is not UTF-8"


@pytest.mark.parametrize("name", ["notes.md", "notes.txt", "limits_test.yaml", ".limits.yaml.swp"])
def test_what_is_no_rule_may_lie_beside_the_rules(name: str, compiled: Callable[..., Compilation]) -> None:
    """Notes, tests and an editor's own files are left alone."""
    files = {"function.yaml": "points: [download-resources]", "policy/limits.yaml": RULES, f"policy/{name}": "- ]["}
    assert compiled(files).diagnostics == ()


@pytest.mark.parametrize(
    "policy",
    [RULES.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + RULES.encode(), f"%YAML 1.2\n---\n{RULES}...\n".encode()],
)
def test_what_editors_write_is_read(policy: bytes, compiled: Callable[..., Compilation]) -> None:
    """Line ends of Windows, a byte order mark, and YAML's own markers change nothing."""
    assert compiled({"function.yaml": "points: [download-resources]", "policy/limits.yaml": policy}).diagnostics == ()


def test_a_finding_on_windows_shows_no_line_end(assert_finds: Callable[..., None]) -> None:
    """Places are the same with line ends of Windows."""
    policy = f"{RULES}# 中文\n‸severity: 1\n".replace("\n", "\r\n")
    assert_finds("unknown-key", policy, "a policy has no key severity", FILE_KEYS)
