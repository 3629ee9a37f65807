"""A request is let in once, if it is signed with the valid key, as the vendor describes it and as its SDK does it."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from dwgate.testing import CREDENTIALS, Credentials, DataWorks
from dwgate.testing.signature import ALGORITHM, canonical_request, sign
from dwgate.testing.wire import Request

ASK = {"ExtensionCode": "guard"}


@pytest.fixture
def backend() -> DataWorks:
    """A DataWorks that knows an extension."""
    made = DataWorks()
    made.register_extension("guard", points=["download-resources"])
    return made


def unsigned(headers: Mapping[str, str | None] | None = None, form: Mapping[str, str] = ASK) -> Request:
    """A request with every header that must be signed; None takes one away."""
    body = urlencode(form).encode()
    all_headers: dict[str, str | None] = {
        "host": "dataworks.cn-shanghai.aliyuncs.com",
        "content-type": "application/x-www-form-urlencoded",
        "x-acs-action": "GetExtension",
        "x-acs-version": "2020-05-18",
        "x-acs-date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": "nonce-1",
        "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
        "x-acs-security-token": CREDENTIALS.security_token,
        **(headers or {}),
    }
    present = {name: value for name, value in all_headers.items() if value is not None}
    return Request(method="POST", path="/", query="", headers=present, body=body)


def signed(request: Request, credentials: Credentials = CREDENTIALS, names: list[str] | None = None) -> Request:
    """Sign a request, by default every vendor's header and the host."""
    names = names or sorted(name for name in request.headers if name.startswith("x-acs-") or name == "host")
    signature = sign(canonical_request(request, names), credentials.access_key_secret)
    value = f"{ALGORITHM} Credential={credentials.access_key_id},SignedHeaders={';'.join(names)},Signature={signature}"
    return replace(request, headers={**request.headers, "authorization": value})


def refusal(backend: DataWorks, request: Request) -> tuple[int | None, str | None]:
    """The status and the code that a request is answered with."""
    backend.answer(request)
    return backend.calls[-1].status, backend.calls[-1].code


def test_the_vendors_example_has_the_vendors_signature() -> None:
    """The documentation prints a request and the signature that it must have."""
    request = Request(
        method="POST",
        path="/",
        query="RegionId=cn-shanghai&ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        headers={
            "host": "ecs.cn-shanghai.aliyuncs.com",
            "x-acs-action": "RunInstances",
            "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "x-acs-date": "2023-10-26T10:22:32Z",
            "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
            "x-acs-version": "2014-05-26",
        },
        body=b"",
    )
    expected = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    assert sign(canonical_request(request, sorted(request.headers)), "YourAccessKeySecret") == expected


def test_a_request_signed_by_hand_is_let_in(backend: DataWorks) -> None:
    """Without an SDK, by the description alone."""
    assert refusal(backend, signed(unsigned())) == (200, None)


def test_a_body_that_was_changed_after_signing_is_refused(backend: DataWorks) -> None:
    """The hash in the header is that of the old body."""
    request = replace(signed(unsigned()), body=b"ExtensionCode=other")
    assert refusal(backend, request) == (400, "SignatureDoesNotMatch")


def test_a_hash_of_the_body_that_is_wrong_is_refused_though_it_is_signed(backend: DataWorks) -> None:
    """What the header says must be what came."""
    request = signed(unsigned({"x-acs-content-sha256": hashlib.sha256(b"").hexdigest()}))
    assert refusal(backend, request) == (400, "SignatureDoesNotMatch")


def test_a_parameter_that_was_added_to_the_query_is_refused(backend: DataWorks) -> None:
    """The query is signed as well."""
    assert refusal(backend, replace(signed(unsigned()), query="Extra=1")) == (400, "SignatureDoesNotMatch")


def test_a_wrong_secret_is_refused(sdk: Any, dataworks: DataWorks) -> None:
    """The key is known, the signature is not of it."""
    call = sdk(replace(dataworks.credentials, access_key_secret=dataworks.credentials.access_key_secret + "x"))
    assert call.refusal("GetExtension", **ASK) == (400, "SignatureDoesNotMatch")


def test_an_unknown_key_is_refused(sdk: Any, dataworks: DataWorks) -> None:
    """The status is 404, as the vendor's gateways answer it."""
    call = sdk(replace(dataworks.credentials, access_key_id="somebody-else"))
    assert call.refusal("GetExtension", **ASK) == (404, "InvalidAccessKeyId.NotFound")


@pytest.mark.parametrize(
    ("token", "code"), [("of-yesterday", "InvalidSecurityToken.Expired"), (None, "MissingSecurityToken")]
)
def test_a_wrong_token_is_refused(sdk: Any, dataworks: DataWorks, token: str | None, code: str) -> None:
    """A temporary key is nothing without its own token."""
    call = sdk(replace(dataworks.credentials, security_token=token))
    assert call.refusal("GetExtension", **ASK) == (400, code)


def test_a_rotated_key_is_let_in_and_the_old_one_is_not(sdk: Any, dataworks: DataWorks) -> None:
    """Who has kept the old client gets an expired token, who builds a new one goes on."""
    dataworks.register_extension("guard", points=["download-resources"])
    old = sdk(dataworks.credentials)
    old("GetExtension", **ASK)
    rotated = dataworks.rotate_credentials()
    assert rotated == dataworks.credentials
    assert old.refusal("GetExtension", **ASK) == (400, "InvalidSecurityToken.Expired")
    assert sdk(rotated)("GetExtension", **ASK)["Extension"]["ExtensionCode"] == "guard"


def test_a_lasting_key_has_no_token() -> None:
    """It is let in without one, refused with one, and its environment names none."""
    lasting = replace(CREDENTIALS, security_token=None)
    backend = DataWorks(lasting)
    backend.register_extension("guard", points=["download-resources"])
    assert refusal(backend, signed(unsigned({"x-acs-security-token": None}), lasting)) == (200, None)
    assert refusal(backend, signed(unsigned(), lasting)) == (400, "InvalidSecurityToken.Expired")
    assert sorted(backend.environment()) == ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"]


def test_credentials_do_not_show_their_secrets() -> None:
    """What pytest prints of a failing test must not teach people to print secrets."""
    assert repr(CREDENTIALS) == "Credentials(access_key_id='stub-access-key-id')"


def test_a_nonce_is_used_once(backend: DataWorks) -> None:
    """A replay is refused; a request that was refused has used up no nonce."""
    request = signed(unsigned())
    assert refusal(backend, replace(request, body=b""))[1] == "SignatureDoesNotMatch"
    assert refusal(backend, request) == (200, None)
    assert refusal(backend, request) == (400, "SignatureNonceUsed")


@pytest.mark.parametrize("minutes", [-16, 16])
def test_a_date_that_is_off_is_refused(backend: DataWorks, minutes: int) -> None:
    """Fifteen minutes is the documented limit, before and after."""
    date = datetime.now(UTC) + timedelta(minutes=minutes)
    request = signed(unsigned({"x-acs-date": date.strftime("%Y-%m-%dT%H:%M:%SZ")}))
    assert refusal(backend, request) == (400, "InvalidTimeStamp.Expired")


def test_a_date_of_another_form_is_refused(backend: DataWorks) -> None:
    """The documented form has no fraction and ends in Z."""
    request = signed(unsigned({"x-acs-date": "2026-11-18T10:00:00+08:00"}))
    assert refusal(backend, request) == (400, "InvalidTimeStamp.Format")


@pytest.mark.parametrize(
    "request_",
    [
        unsigned(),
        replace(unsigned(), headers={**unsigned().headers, "authorization": "acs key:signature"}),
        signed(unsigned({"x-acs-signature-nonce": None})),
        signed(unsigned(), names=["host", "x-acs-action"]),
        signed(unsigned({"x-acs-more": "1"}), names=sorted(name for name in unsigned().headers if "-" in name)),
        signed(unsigned(), names=sorted((name for name in unsigned().headers), reverse=True)),
    ],
)
def test_a_signature_that_is_not_whole_is_refused(backend: DataWorks, request_: Request) -> None:
    """Every header of the vendor's must be signed, and the list must be in order."""
    assert refusal(backend, request_) == (400, "IncompleteSignature")


def test_a_signed_header_that_did_not_come_is_refused(backend: DataWorks) -> None:
    """A proxy on the way has taken it."""
    request = unsigned({"accept": "application/json"})
    whole = signed(request, names=sorted(request.headers))
    headers = {name: value for name, value in whole.headers.items() if name != "accept"}
    assert refusal(backend, replace(whole, headers=headers)) == (400, "IncompleteSignature")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"x-acs-action": "CreateExtension"}, (404, "InvalidAction.NotFound")),
        ({"x-acs-action": None}, (404, "InvalidAction.NotFound")),
        ({"x-acs-version": "2024-05-18"}, (400, "InvalidVersion")),
        ({"x-acs-version": None}, (400, "InvalidVersion")),
    ],
)
def test_an_operation_that_there_is_not_is_refused(
    backend: DataWorks, changed: dict[str, str | None], expected: tuple[int, str]
) -> None:
    """Neither another operation nor another version is served, whoever signs it."""
    assert refusal(backend, signed(unsigned(changed))) == expected


def test_another_path_is_no_operation(backend: DataWorks) -> None:
    """Operations of this style all live at the root."""
    assert refusal(backend, replace(signed(unsigned()), path="/extensions")) == (404, "InvalidAction.NotFound")


def test_a_body_that_is_no_form_has_no_parameters(backend: DataWorks) -> None:
    """The gateway reads forms: JSON in the body is not looked at."""
    request = signed(unsigned({"content-type": "application/json"}))
    assert refusal(backend, request) == (400, "MissingExtensionCode")
