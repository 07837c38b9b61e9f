"""The wheel alone, as a stranger has it: an empty environment, no network, no checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDERS: Final = ("competency", "frameworks", "schema", "tests", "docs", "editors", "benchmarks")
FILES: Final = (
    *("pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "NOTICE"),
    *("action.yml", ".pre-commit-hooks.yaml"),
)
NO_REGISTRY: Final = ("No matching distribution", "Could not find a version", "Connection", "ConnectTimeout", "resolve")

BARE: Final = {
    # Neither this environment's Python nor its pip settings, and every proxy leads to a port that nobody listens on.
    "PATH": os.defpath,
    "PYTHONNOUSERSITE": "1",
    "PIP_CONFIG_FILE": os.devnull,
    "NO_COLOR": "1",
    **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9"),
}


def run(*command: str | Path, cwd: Path, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def no_network() -> list[str]:
    """The words before a command that take the network away from it; none where that is not permitted."""
    unshare = shutil.which("unshare")
    words = [unshare, "--net", "--map-root-user"] if unshare else []
    return words if words and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0 else []


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the distribution is built from, so that nothing is built inside the checkout."""
    copy = tmp_path_factory.mktemp("source")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for file in FILES:
        shutil.copy(ROOT / file, copy / file)
    return copy


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and with the wheel made of it."""
    folder = tmp_path_factory.mktemp("built")
    done = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, source, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_source_distribution_holds_all_that_its_tests_need(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as held:
        names = {name.partition("/")[2] for name in held.getnames()}
    assert {*FILES, "frameworks/kirklees.yaml", "schema/record.schema.json", "tests/test_packaging.py"} <= names


def test_the_wheel_works_in_an_empty_environment_without_network_or_checkout(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    house = tmp_path / "wheelhouse"
    gathered = run(sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", house, wheel, cwd=tmp_path)
    if gathered.returncode and any(word in gathered.stderr for word in NO_REGISTRY):
        pytest.skip(f"the dependencies can't be fetched here: {gathered.stderr.strip().splitlines()[-1]}")
    assert gathered.returncode == 0, gathered.stderr

    home = tmp_path / "empty"
    venv.create(home, with_pip=True)
    offline = no_network()
    binaries = home / "bin"
    options = ("--quiet", "--no-index", "--find-links", house)
    installed = run(
        *offline, binaries / "python", "-m", "pip", "install", *options, "competency", cwd=tmp_path, environment=BARE
    )
    assert installed.returncode == 0, installed.stderr

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def told(*command: str | Path) -> str:
        done = run(*offline, *command, cwd=elsewhere, environment=BARE)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    competency = binaries / "competency"
    assert told(competency, "--version").startswith("competency ")
    listed = told(binaries / "python", "-m", "competency", "list", "--format", "json")
    assert "kirklees" in listed
    assert "working_together_2010" in listed
    assert json.loads(told(competency, "validate", "kirklees", "--format", "json"))["errors"] == 0
    plan = told(competency, "pathway", "kirklees", "kirklees-new-librarian", "--on", "2012-05-01", "--format", "json")
    assert json.loads(plan)["feasible"] is True
    assert "kirklees" in told(competency, "demo").lower()
    where = "from competency.bundled import bundled; print(bundled('frameworks'), bundled('schema'))"
    bundle = home.resolve() / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    bundle = bundle / "competency" / "_bundled"
    assert told(binaries / "python", "-c", where).split() == [str(bundle / "frameworks"), str(bundle / "schema")]
    assert {file.name for file in (bundle / "schema").iterdir()} == {file.name for file in (ROOT / "schema").iterdir()}
    kept = {file.relative_to(bundle / "frameworks") for file in (bundle / "frameworks").rglob("*.*")}
    assert kept == {file.relative_to(ROOT / "frameworks") for file in (ROOT / "frameworks").rglob("*.*")}
    assert list(elsewhere.iterdir()) == []
