"""The environment that a template is filled in with: what it lacks, and what a file ``.env`` would put into it."""

from pathlib import Path

import pytest

from dwgate.deployment import DeployedFunction, DeploymentError, read_deployment

TEMPLATE = """\
edition: 3.0.0
vars: {prefix: "${env('PREFIX', 'dwgate')}", told: "${env('TOLD', '')}"}
template:
  gate:
    region: "${env('REGION', 'cn-shanghai')}"
    runtime: python3.12
    handler: index.handler
    role: "${env('EMPTY', 'reader')}"
    environmentVariables: {DWGATE_LANGUAGE: "${vars.told}", DWGATE_ON_ERROR: FAIL}
resources:
  data_download:
    component: "${env('FC3_COMPONENT', 'fc3')}"
    extend: {name: gate}
    props:
      functionName: ${vars.prefix}-${env('STAGE', 'test')}-download
      code: ./build/data_download
      triggers: [{triggerName: "${env('NAME', 'dataworks')}"}]
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own."""
    folder = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a template."""
    (tmp_path / "s.yaml").write_text(TEMPLATE)
    (tmp_path / "build" / "data_download").mkdir(parents=True)
    return tmp_path


def read(root: Path, **environment: str) -> DeployedFunction:
    """Read the one function."""
    (function,) = read_deployment(root, environment)
    return function


def refusal(root: Path, **environment: str) -> str:
    """Say why the template is not read."""
    with pytest.raises(DeploymentError) as caught:
        read(root, **environment)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_the_environment_lacks_is_known_by_property(root: Path) -> None:
    """Wherever a default goes, through variables, templates and texts; an empty variable is as good as none."""
    assert read(root, EMPTY="").unset == {
        "region": ("REGION",),
        "role": ("EMPTY",),
        "environmentVariables.DWGATE_LANGUAGE": ("TOLD",),
        "functionName": ("PREFIX", "STAGE"),
        "triggers.0.triggerName": ("NAME",),
    }


def test_what_the_environment_sets_is_not_lacking(root: Path) -> None:
    """Nor is what nobody asks for."""
    given = {"PREFIX": "a", "TOLD": "en", "REGION": "cn-beijing", "EMPTY": "b", "STAGE": "c", "NAME": "d", "OTHER": ""}
    function = read(root, **given)
    assert function.unset == {}
    assert (function.function_name, function.environment["DWGATE_LANGUAGE"]) == ("a-c-download", "en")


@pytest.mark.parametrize("folder", [".", "build/data_download"])
@pytest.mark.parametrize(
    "text",
    ["REGION=cn-beijing", "# mine\nexport  REGION = 'cn-beijing'\n", "\ufeffREGION: cn-beijing", "A=1\r\nREGION=\r\n"],
)
def test_a_file_that_sets_what_is_asked_for_is_refused(root: Path, folder: str, text: str) -> None:
    """Serverless Devs would take it from there, in the project and where its code is; the error says what to do."""
    (root / folder / ".env").write_text(text, encoding="utf-8")
    name = (Path(folder) / ".env").as_posix()
    assert refusal(root) == (
        f"{name}: it sets REGION, which s.yaml reads; Serverless Devs may take that from there, dwgate does not: export"
        " it instead, and take it out of this file"
    )


def test_a_file_is_refused_though_the_shell_sets_the_variable_too(root: Path) -> None:
    """Which of them counts is not guessed; every variable is named, and no value."""
    (root / ".env").write_text("STAGE=canary\nOTHER=1\nREGION=canary\n")
    assert refusal(root, REGION="cn-beijing", STAGE="prod").startswith(".env: it sets REGION, STAGE, which s.yaml")
    assert "canary" not in refusal(root)


def test_a_file_where_one_works_is_refused(root: Path, elsewhere: Path) -> None:
    """Named whole, since it is not of the project."""
    (elsewhere / ".env").write_text("PREFIX=mine")
    assert refusal(root).startswith(f"{elsewhere / '.env'}: it sets PREFIX, ")


def test_a_file_beside_the_template_is_refused(root: Path) -> None:
    """Which may lie in a folder of its own."""
    (root / "deploy").mkdir()
    (root / "s.yaml").rename(root / "deploy" / "s.yaml")
    (root / "deploy" / ".env").write_text("PREFIX=mine")
    with pytest.raises(DeploymentError, match=r"^deploy/\.env: it sets PREFIX, which deploy/s\.yaml reads"):
        read_deployment(root, {}, "deploy/s.yaml")


@pytest.mark.parametrize("text", ["ALIBABA_CLOUD_ACCESS_KEY_SECRET=a", "REGIONS=a\nMY.REGION=b", "#REGION=a", "REGION"])
def test_a_file_that_sets_other_variables_does_not_matter(root: Path, text: str) -> None:
    """Keys are often in one; and what dwgate does not read, such as the component, changes no function."""
    (root / ".env").write_text(f"{text}\nFC3_COMPONENT=mine\n")
    assert read(root).region == "cn-shanghai"


def test_a_folder_of_that_name_is_none(root: Path) -> None:
    """It is somebody's virtual environment."""
    (root / ".env").mkdir()
    assert read(root).region == "cn-shanghai"
