"""Who may ask is told by lists of ids; whoever is not on one, or does not tell, is refused without being quoted."""

from typing import Any

import pytest

from calling_back import message, payload, request
from dwgate.errors import MessageError, Problem
from dwgate.events.event import Event, parse
from dwgate.runtime.admission import Admission

OURS, THEIRS = "28378954310656", "666"
POINTS = ("commit-file", "download-resources")

LISTS = {
    "tenant": Admission(tenants=frozenset({"1", OURS})),
    "account": Admission(accounts=frozenset({"1", OURS})),
    "workspace": Admission(workspaces=frozenset({"1", OURS})),
}
CHINESE = {"tenant": "租户", "account": "账号", "workspace": "工作空间"}
UNREAD = MessageError(Problem("the message is empty", "消息为空"))


def event_of(**who: Any) -> Event:
    """A message that EventBridge brought, of a tenant, an account and a workspace."""
    document = message(tenantId=who.get("tenant"), projectId=who.get("workspace"))
    return one({**document, "aliyunaccountid": who.get("account")})


def one(document: Any) -> Event:
    """The one event in a message."""
    (event,) = parse(payload(document), POINTS)
    assert isinstance(event, Event)
    return event


@pytest.mark.parametrize("message_of_any_kind", [event_of(), UNREAD, None], ids=["silent", "unread", "unknown"])
def test_without_a_list_everybody_may_ask(message_of_any_kind: Event | MessageError | None) -> None:
    """Whatever a message tells."""
    assert Admission().refusal(message_of_any_kind) is None
    assert not Admission().is_foreign(UNREAD)
    assert not Admission().is_foreign(event_of(tenant=THEIRS, account=THEIRS))


@pytest.mark.parametrize("what", LISTS)
@pytest.mark.parametrize("told", [OURS, int(OURS)], ids=["text", "number"])
def test_whoever_is_on_the_list_may_ask(what: str, told: str | int) -> None:
    """By an id in either form in which DataWorks sends one."""
    assert LISTS[what].refusal(event_of(**{what: told})) is None
    assert not LISTS[what].is_foreign(event_of(**{what: told}))


@pytest.mark.parametrize("what", LISTS)
@pytest.mark.parametrize("told", [THEIRS, int(THEIRS), f"{OURS}0", OURS[:-1]])
def test_whoever_is_not_on_it_is_refused(what: str, told: str | int) -> None:
    """In both languages, by the setting's name; nothing of the message is quoted."""
    refusal = LISTS[what].refusal(event_of(**{what: told}))
    assert refusal == f"its {what} is none of those that may ask (DWGATE_{what.upper()}S)"
    assert refusal.chinese == f"其{CHINESE[what]}不可提交（DWGATE_{what.upper()}S）"


@pytest.mark.parametrize("what", LISTS)
@pytest.mark.parametrize("told", [None, "", [OURS], {"id": OURS}, True, float(OURS) / 2 + 0.25])
def test_whoever_does_not_tell_is_refused_in_other_words(what: str, told: Any) -> None:
    """A field that is left out, or that holds no id, gets nobody in."""
    refusal = LISTS[what].refusal(event_of(**{what: told}))
    assert refusal == f"its {what} cannot be told, and only those of DWGATE_{what.upper()}S may ask"
    name = CHINESE[what]
    assert refusal.chinese == f"无法得知其{name}，只有 DWGATE_{what.upper()}S 中的{name}可以提交"


def test_a_function_compute_request_tells_no_account() -> None:
    """Whatever is written into it: the field is EventBridge's own, and the context has the function's account alone."""
    asked = one({**request(tenantId=OURS), "aliyunaccountid": OURS})
    refusal = LISTS["account"].refusal(asked)
    assert refusal == "its account cannot be told, and only those of DWGATE_ACCOUNTS may ask"
    assert LISTS["tenant"].refusal(asked) is None


def test_all_that_is_wrong_is_told() -> None:
    """Whoever mends one thing is not refused for the next one."""
    everything = Admission(tenants=frozenset({"1"}), workspaces=frozenset({"2"}), accounts=frozenset({"3"}))
    refusal = everything.refusal(event_of(tenant=OURS, account="3"))
    assert refusal == (
        "its tenant is none of those that may ask (DWGATE_TENANTS); "
        "its workspace cannot be told, and only those of DWGATE_WORKSPACES may ask"
    )
    assert refusal.chinese == (
        "其租户不可提交（DWGATE_TENANTS）；无法得知其工作空间，只有 DWGATE_WORKSPACES 中的工作空间可以提交"
    )
    assert everything.refusal(event_of(tenant="1", workspace="2", account="3")) is None


@pytest.mark.parametrize("what", LISTS)
def test_what_cannot_be_read_is_refused_and_told_why(what: str) -> None:
    """Or else bytes that nobody can read would be the way in."""
    refusal = LISTS[what].refusal(UNREAD)
    told = f"its {what} cannot be told, and only those of DWGATE_{what.upper()}S may ask"
    assert refusal == f"the message is empty; {told}"
    assert refusal.chinese.startswith("消息为空；无法得知其")
    assert LISTS[what].refusal(None) == told


@pytest.mark.parametrize(
    ("lists", "who", "is_foreign"),
    [
        (LISTS["workspace"], {"workspace": THEIRS}, False),
        (LISTS["workspace"], {}, False),
        (LISTS["tenant"], {"tenant": THEIRS}, True),
        (LISTS["tenant"], {}, True),
        (LISTS["account"], {"account": THEIRS}, True),
        (LISTS["account"], {}, True),
        (Admission(tenants=frozenset({OURS}), accounts=frozenset({OURS})), {"tenant": OURS, "account": THEIRS}, True),
        (Admission(tenants=frozenset({OURS}), accounts=frozenset({OURS})), {"tenant": THEIRS, "account": OURS}, True),
        (Admission(tenants=frozenset({OURS}), accounts=frozenset({OURS})), {"tenant": OURS, "account": OURS}, False),
    ],
)
def test_a_message_is_ours_by_its_tenant_and_its_account(
    lists: Admission,
    who: dict[str, str],
    is_foreign: bool,  # noqa: FBT001 - what holds
) -> None:
    """A workspace is one of ours, whether it may ask or not; what is not known to be ours is somebody else's."""
    assert lists.is_foreign(event_of(**who)) is is_foreign


def test_what_cannot_be_read_is_ours_where_no_list_says_otherwise() -> None:
    """Somebody waits for the answer to it; with a list of tenants nobody knows who."""
    assert [lists.is_foreign(UNREAD) for lists in LISTS.values()] == [True, True, False]
