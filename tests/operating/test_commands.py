"""``dwgate smoke`` and ``dwgate doctor`` as a person meets them: what they print, how they end, and what they keep."""

import json
import re
from collections.abc import Callable

import pytest
import responses

from dwgate.testing import CREDENTIALS
from openapi.network import in_its_place
from operating.function_compute import Answer, refusal
from operating.world import DOWNLOADS, DOWNLOADS_CODE, FILES, FILES_CODE, KEYS, Done, World

Run = Callable[..., Done]

CANARIES = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "key-canary",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret-canary",
    "ALIBABA_CLOUD_SECURITY_TOKEN": "token-canary",
}


def smoke(world: World, run: Run, *arguments: str, **environment: str) -> Done:
    """Run the smoke test against a Function Compute on this machine."""
    with world.function_compute.served() as url:
        return run("smoke", "--endpoint", url, *arguments, **environment)


def test_smoke_shows_every_sample(world: World, run: Run) -> None:
    """With both results, and no difference; a server on this machine takes any keys."""
    done = smoke(world, run)
    assert (done.status, done.err) == (0, "")
    rows = [line.split() for line in done.out.splitlines()]
    assert ["data_download", "allowed", "OK", "OK"] in rows
    assert ["refused", "FAIL", "FAIL"] in rows
    assert "\n4 samples answered, 0 of them otherwise than here\n" in done.out


def test_smoke_asks_the_functions_that_are_named(world: World, run: Run) -> None:
    """And no others."""
    assert smoke(world, run, "files").status == 0
    assert {sent.function for sent in world.function_compute.sent} == {"dwgate-files"}


def test_smoke_says_what_is_different(world: World, run: Run) -> None:
    """In the row of the sample, and ends with 1."""
    world.answer(DOWNLOADS, lambda answer: Answer(b"{}", answer.log))
    done = smoke(world, run, "data_download")
    assert done.status == 1
    assert "no result instead of OK" in done.out
    assert "3 samples answered, 3 of them otherwise than here" in done.out


def test_smoke_says_what_could_not_be_compared(world: World, run: Run) -> None:
    """Beside what could."""
    world.answer(DOWNLOADS, lambda one: Answer(one.body, ("{" + "x" * 5000,)) if b"100001" in one.body else one)
    done = smoke(world, run, "data_download")
    assert (done.status, "only the answer was compared" in done.out) == (0, True)


def test_smoke_says_what_this_shell_lacks_before_it_calls_anything_different(world: World, run: Run) -> None:
    """With the variable, and what to do; and ends with 1 all the same."""
    world.edit("s.yaml", "DWGATE_LANGUAGE: en", "DWGATE_LANGUAGE: \"${env('GATE_LANGUAGE', 'en')}\"")
    world.deploy(GATE_LANGUAGE="zh")
    done = smoke(world, run, "data_download")
    note, advice, *rest = done.out.splitlines()
    assert note == (
        f"warning: data_download ({DOWNLOADS}): DWGATE_LANGUAGE is zh, and en by the template: this shell does not set"
        " GATE_LANGUAGE, from which the template takes it"
    )
    assert advice == "  export what it was deployed with before you deploy"
    assert "another reason" in "".join(rest)
    assert done.status == 1
    done = smoke(world, run, "data_download", GATE_LANGUAGE="zh")
    assert (done.status, "GATE_LANGUAGE" in done.out) == (0, False)


def test_smoke_says_what_to_do_about_a_function_that_does_not_answer(world: World, run: Run) -> None:
    """On its own lines, below the table."""
    world.function_compute.functions.clear()
    done = smoke(world, run)
    assert done.status == 1
    assert done.out.startswith("problem: ")
    assert f"problem: data_download ({DOWNLOADS}): allowed was not answered" in done.out
    assert "  deploy it: s data_download deploy" in done.out.splitlines()


def test_advice_is_about_the_template_that_was_named(world: World, run: Run) -> None:
    """To deploy by it would otherwise deploy the functions of another."""
    (world.root / "s.prod.yaml").write_text((world.root / "s.yaml").read_text())
    world.function_compute.functions.clear()
    done = smoke(world, run, "-t", "s.prod.yaml")
    assert "  deploy it: s data_download deploy -t s.prod.yaml" in done.out.splitlines()


def test_smoke_for_programs_is_json(world: World, run: Run) -> None:
    """Both verdicts of each sample, and the findings of each function."""
    (world.root / "functions" / "files" / "events" / "allowed.json").unlink()
    document = json.loads(smoke(world, run, "--format", "json").out)
    downloads, files = document["functions"]
    assert (downloads["function"], downloads["function_name"], downloads["findings"]) == (
        "data_download",
        DOWNLOADS,
        [],
    )
    refused = downloads["samples"][-1]
    assert (refused["sample"], refused["differences"], refused["notes"]) == ("refused", [], [])
    assert refused["deployed"] == refused["checkout"]
    assert refused["deployed"]["rules"] == [{"fired": ["too-many-rows"], "errors": []}]
    assert [(finding["name"], finding["level"]) for finding in files["findings"]] == [("no-samples", "problem")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "there are no keys to call Function Compute with: set ALIBABA_CLOUD_ACCESS_KEY_ID"),
        (("--endpoint", "fc.example.com"), "there are no keys"),
        (("--endpoint", "publc"), "--endpoint: publc is no host"),
        (("--endpoint", "http://fc.example.com"), "would send keys and messages in clear"),
        (("--endpoint", "localhost", "file"), "s.yaml deploys no file; did you mean files?"),
        (("--endpoint", "localhost", "-t", "s.prod.yaml"), "s.prod.yaml"),
    ],
)
def test_a_mistake_is_one_line(run: Run, arguments: tuple[str, ...], told: str) -> None:
    """On standard error, and the command ends with 2."""
    done = run("smoke", *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("dwgate: ")
    assert told in done.err
    assert done.err.count("\n") == 1


def test_a_resource_without_a_folder_is_a_mistake(world: World, run: Run) -> None:
    """There are no samples to send."""
    world.edit("s.yaml", "\n  files:", "\n  other:")
    done = smoke(world, run, "other")
    assert (done.status, "there is no function other" in done.err) == (2, True)


def test_smoke_calls_the_region_with_the_keys_of_the_environment(world: World, run: Run) -> None:
    """Unless an endpoint is named; and shows none of them."""
    world.function_compute.refuses["InvokeFunction"] = refusal(403, "InvalidAccessKeyID")
    with world.network():
        done = run("smoke", **CANARIES)
    assert done.status == 1
    assert "Function Compute does not accept the access keys (InvalidAccessKeyID)" in done.out
    assert "canary" not in done.out + done.err
    (sent, _) = world.function_compute.sent
    assert sent.headers["x-acs-security-token"] == "token-canary"
    assert "Credential=key-canary" in sent.headers["authorization"]


def test_no_key_is_shown_though_the_environment_asks_the_client_to_show_requests(world: World, run: Run) -> None:
    """Whose log would hold them."""
    done = smoke(world, run, DEBUG="sdk", **CANARIES)
    assert done.status == 0
    assert "canary" not in done.out + done.err


def test_smoke_says_how_an_endpoint_is_spoken_to(run: Run) -> None:
    """Where it is named, and where it does not answer."""
    told = " ".join(run("smoke", "--help").out.replace("│", "").split())
    assert "HOST or HOST:PORT, spoken to by https, or http://127.0.0.1:PORT" in told


@pytest.mark.usefixtures("usual_machine")
def test_the_doctor_without_keys_says_what_it_left_out(run: Run) -> None:
    """And ends with 0 where the rest is well."""
    done = run("doctor")
    assert (done.status, done.err) == (0, "")
    assert "left out for want of keys: function, configuration, role, environment, deployed-trigger, policy" in done.out
    assert "0 problems, 0 warnings, ok: " in done.out


@pytest.mark.usefixtures("usual_machine")
def test_the_doctor_shows_what_is_wrong_and_counts_the_rest(world: World, run: Run) -> None:
    """Problems before warnings, with what to do below each; it ends with 1 for a problem."""
    world.describe(DOWNLOADS, timeout=3)
    world.describe(FILES, lastUpdateStatus="InProgress")
    with world.network():
        done = run("doctor", **KEYS)
    assert done.status == 1
    *lines, summary = done.out.splitlines()
    assert lines == [
        "problems",
        f"  configuration: data_download ({DOWNLOADS}): the timeout is 3, and 10 by the template",
        "      deploy it: s data_download deploy; or write into the template what is to hold",
        "",
        "warnings",
        f"  function: files ({FILES}): an update of it is in progress",
        "      look again when it is done",
        "",
    ]
    assert re.fullmatch(r"1 problem, 1 warning, ok: \d\d \(--all shows them\)", summary)


@pytest.mark.usefixtures("usual_machine")
def test_the_doctor_shows_what_is_ok_where_that_is_asked_for(world: World, run: Run) -> None:
    """By group, below what is wrong; a group in which nothing is ok has no heading."""
    for code in (DOWNLOADS_CODE, FILES_CODE):
        world.edit("s.yaml", code, '""')
    world.deploy()
    with world.network():
        done = run("doctor", "--all", **KEYS)
    headings = [line for line in done.out.splitlines() if line and not line.startswith(" ")]
    assert headings[:-1] == ["warnings", "ok: this checkout", "ok: functions"]
    assert re.fullmatch(r"0 problems, 1 warning, ok: \d\d", headings[-1])


@pytest.mark.usefixtures("usual_machine")
def test_the_doctor_breaks_what_is_too_wide_for_a_terminal(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is left of a finding stands below it."""
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "60")
    world.edit("s.yaml", FILES_CODE, '""')
    lines = run("doctor").out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  extension-code: "))
    assert all(len(line) <= 60 and line.startswith("  ") for line in lines[at : at + 5])


@pytest.mark.usefixtures("usual_machine")
def test_the_doctor_for_programs_is_json(world: World, run: Run) -> None:
    """Each finding with its name, level, place, what it is and what to do."""
    with world.network():
        document = json.loads(run("doctor", "--format", "json", "--probe-callback", **KEYS).out)
    assert [group["title"] for group in document["groups"]] == ["this checkout", "functions", "extensions"]
    assert document["left_out"] == []
    for finding in (finding for group in document["groups"] for finding in group["findings"]):
        assert finding.keys() == {"name", "level", "where", "what", "advice"}
        assert finding["level"] == "ok"


@pytest.mark.usefixtures("usual_machine")
def test_the_doctor_shows_neither_keys_nor_codes(world: World, run: Run) -> None:
    """Whoever refuses them, and whatever the refusal quotes."""
    world.function_compute.refuses["GetFunction"] = refusal(403, "InvalidAccessKeyID")
    for name in (DOWNLOADS_CODE, FILES_CODE):
        world.dataworks.register_extension(name, name="named", points=[])
    with world.network():
        done = run("doctor", "--probe-callback", **CANARIES)
    assert done.status == 1
    assert "canary" not in done.out + done.err
    assert "Function Compute does not accept the access keys" in done.out
    assert "DataWorks does not accept the access keys" in done.out
    with world.network():
        done = run("doctor", **KEYS)
    for secret in (CREDENTIALS.access_key_secret, CREDENTIALS.security_token, DOWNLOADS_CODE, FILES_CODE):
        assert str(secret) not in done.out + done.err


@pytest.mark.usefixtures("usual_machine")
def test_a_network_that_is_not_there_is_a_finding(world: World, run: Run) -> None:
    """Nothing crashes, and the checkout is checked all the same."""
    with responses.RequestsMock(), in_its_place() as network:
        network.gives(body=OSError())
        done = run("doctor", "--all", **KEYS)
    assert (done.status, done.err) == (1, "")
    told = "gave no answer in time, or none that can be read; it was asked at"
    assert f"Function Compute {told} fcv3.cn-shanghai.aliyuncs.com" in done.out
    assert f"no-answer: DataWorks in cn-shanghai: DataWorks {told} dataworks.cn-shanghai.aliyuncs.com" in done.out
    assert "see that the host can be reached from here" in done.out
    assert "policy: functions/data_download/policy: sha256:" in done.out
    assert world.function_compute.sent == []


def test_a_template_that_there_is_not_is_a_finding(run: Run) -> None:
    """The rest is checked."""
    done = run("doctor", "-t", "s.prod.yaml")
    assert done.status == 1
    assert "problems\n  deployment: s.prod.yaml: it cannot be read" in done.out


def test_a_probe_needs_keys(run: Run) -> None:
    """To say so is one line."""
    done = run("doctor", "--probe-callback")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("dwgate: --probe-callback needs keys: set ALIBABA_CLOUD_ACCESS_KEY_ID")
