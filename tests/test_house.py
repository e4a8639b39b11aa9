"""The house: layers, sizes, what must never stand in the repository, and the wheel elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = ["constraints", "exports", "instances", "semainier", "solver"]
LONGEST = 450  # about 400 is the aim; far beyond, a file is two


def files() -> list[Path]:
    """Every file of the project; without git (a source archive), every file but what is built."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode == 0:
        names = [ROOT / os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
    else:
        built = {".venv", "out", "build", "dist", "__pycache__", ".git"}
        names = [path for path in ROOT.rglob("*") if not built & set(path.parts)]
    return [path for path in names if path.is_file()]


def modules() -> list[Path]:
    return [p for p in files() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in ROOMS]


def test_layers():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_room_is_in_the_layers_and_in_the_wheel():
    linter = PROJECT["tool"]["importlinter"]
    assert linter["root_packages"] == ROOMS
    layers = " ".join(linter["contracts"][0]["layers"])
    assert sorted(re.findall(r"\w+", layers)) == ROOMS
    assert PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ROOMS


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_are_short_and_say_what_they_are(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert text.startswith(('"""', 'r"""')), "a module begins with its docstring"


def test_no_registry_and_no_path_of_a_machine():
    hosts = ["pypi" + r"\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs"]
    options = ["--index" + "-url", "--extra-index" + "-url", "--find" + "-links"]
    homes = [r"(?<![\w.])/" + rf"{home}/\w" for home in ("home", "root", "Users", "work")]
    forbidden = re.compile("|".join([*hosts, *options, *homes]))
    found = []
    for path in files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        # `make lock` names one of the options: to leave the index out of what it writes.
        text = text.replace("--no-emit-index" + "-url", "")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in forbidden.finditer(text)]
    assert found == []


def pins(name: str) -> dict[str, str]:
    """Name → version of a requirements file; every pin has its hashes."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    found = {}
    for entry in re.split(r"\n(?=\S)", text.strip()):
        match = re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", entry)
        assert match and "--hash=sha256:" in entry, entry
        found[match[1].lower().replace("_", "-")] = match[2]
    return found


def named(requirements: list[str]) -> set[str]:
    return {re.match(r"[\w.-]+", text)[0].lower().replace("_", "-") for text in requirements}


def test_pins_hold_what_the_project_names_and_agree():
    run, dev, build = pins("run.txt"), pins("dev.txt"), pins("build.txt")
    project = PROJECT["project"]
    assert named(project["dependencies"]) <= set(run)
    assert named(project["optional-dependencies"]["dev"]) <= set(dev)
    assert named(PROJECT["build-system"]["requires"]) <= set(build)
    for name, pinned in [*run.items(), *build.items()]:
        assert dev.get(name, pinned) == pinned
    assert set(run) <= set(dev)


def test_extras_that_are_asked_for_are_pinned():
    # pip takes the newest version for an extra whose pin does not name it, and then refuses it.
    text = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    assert re.search(r"^coverage\[toml\]==", text, re.M)


def test_changelog_knows_the_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(PROJECT['project']['version'])}\]", text, re.M)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    arguments = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, *arguments, ROOT], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_holds_the_rooms_and_their_data(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.partition("/")[0] for name in names}
    assert tops == {*ROOMS, f"semainier-{PROJECT['project']['version']}.dist-info"}
    for wanted in (
        "exports/web/list.css",
        "exports/web/page.html",
        "exports/web/script.js",
        "exports/web/style.css",
        "instances/examples/s1.toml",
        "instances/referentials/bts-sio-pstm.toml",
        "semainier/locale/fr/LC_MESSAGES/semainier.mo",
    ):
        assert wanted in names


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment of its own: dependencies from here, but not the project."""
    home = tmp_path_factory.mktemp("ailleurs")
    venv.create(home, with_pip=False, symlinks=True)
    paths = sysconfig.get_paths("venv", {"base": str(home), "platbase": str(home)})
    # A folder named in a .pth is searched, but its own .pth (the editable project) is not read.
    dependencies = sysconfig.get_paths()["purelib"]
    (Path(paths["purelib"]) / "dependencies.pth").write_text(dependencies)
    scripts = Path(paths["scripts"])
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    install = ["install", "--quiet", "--no-deps", "--no-index", "--ignore-installed", wheel]
    subprocess.run(
        [*pip, "--python", scripts / "python", *install], check=True, capture_output=True
    )
    return scripts


def commands_of(page: str) -> list[str]:
    """The commands a page shows, as written: lines that begin with `$ ` in its fences."""
    text = (ROOT / page).read_text(encoding="utf-8")
    fences = re.findall(r"^```console\n(.*?)^```", text, re.M | re.S)
    return [line[2:] for fence in fences for line in fence.splitlines() if line.startswith("$ ")]


def elsewhere(command: str | list[str], scripts: Path, folder: Path) -> str:
    """Run a command in another folder, with the installed `semainier` first on the path."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV"))}
    environment |= {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "LANGUAGE": "fr"}
    done = subprocess.run(
        command,
        shell=isinstance(command, str),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


def test_wheel_is_what_runs_elsewhere(installed, tmp_path):
    code = "import semainier, instances; print(semainier.__file__, instances.__file__)"
    for place in elsewhere([str(installed / "python"), "-c", code], installed, tmp_path).split():
        assert Path(place).is_relative_to(installed.parent)


def test_readme_commands_run_as_written_with_the_wheel(installed, tmp_path):
    commands = commands_of("README.md")
    assert [command.split()[:2] for command in commands] == [
        ["semainier", name] for name in ("new", "check", "solve", "verify")
    ]
    said = [elsewhere(command, installed, tmp_path) for command in commands]
    assert "SIO1" in said[1]
    assert "Aucune entorse" in said[3]
    assert "Aucune entorse" in elsewhere(
        "semainier verify probleme.xlsx probleme/emploi-du-temps.xlsx", installed, tmp_path
    )
