"""What DataWorks is answered to the messages that a manual shows."""

import json

from dwgate.errors import MessageError
from dwgate.manuals.answers import Answer, Sample, answer_to
from dwgate.manuals.chapter import Chapter
from dwgate.policy.compiler import Compilation
from manuals.written import NOW, SAMPLES, message


def answer(whole: Chapter, sample: str) -> Answer:
    """The answer to a sample that can be read."""
    found = whole.answers[f"events/{sample}.json"]
    assert isinstance(found, Answer)
    return found


def test_a_message_is_judged_by_the_policy(whole: Chapter) -> None:
    """The reason is that of the answer, in either language; a rule in shadow is asked and not answered."""
    refused = answer(whole, "too-many-rows")
    assert refused.strictest.result.value == "FAIL"
    assert (refused.reason("en"), refused.reason("zh")) == ("123456 rows are too many.", "123456 行过多。")
    assert [(one.rule, one.state) for one in refused.outcomes()] == [("too-many-rows", "fired"), ("many-rows", "fired")]


def test_an_ok_has_no_reason(whole: Chapter) -> None:
    """Whatever a rule in shadow says."""
    for sample in ("allowed", "many-rows"):
        assert (answer(whole, sample).strictest.result.value, answer(whole, sample).reason("en")) == ("OK", "")


def test_what_cannot_be_read_is_told(whole: Chapter) -> None:
    """It is what the gate would say of it."""
    malformed = whole.answers["events/malformed.json"]
    assert isinstance(malformed, MessageError)
    assert "not JSON" in malformed.problem


def test_the_strictest_of_several_messages_is_answered(compilation: Compilation) -> None:
    """As where EventBridge brings a list."""
    payloads = [SAMPLES[f"events/{name}.json"].payload for name in ("allowed", "too-many-rows", "many-rows")]
    several = answer_to(Sample(b"[%b]" % b",".join(payloads), NOW), compilation.policy())
    assert isinstance(several, Answer)
    assert (several.strictest.result.value, len(several.decisions)) == ("FAIL", 3)


def test_a_list_with_a_message_that_cannot_be_read_shows_nothing(compilation: Compilation) -> None:
    """It is no example of a policy."""
    broken = answer_to(Sample(b"[%b, 7]" % message(dataRowSize=5), NOW), compilation.policy())
    assert isinstance(broken, MessageError)


def test_the_time_is_that_of_the_sample(compilation: Compilation) -> None:
    """A rule can ask for it."""
    early = Sample(message(dataRowSize=123456), NOW.replace(year=2025))
    found = answer_to(early, compilation.policy())
    assert isinstance(found, Answer)
    assert found.strictest.result.value == "OK"


def test_the_message_is_one_of_dataworks_own() -> None:
    """So that the tests show what really comes."""
    assert json.loads(message())["eventType"] == "download-resources"
