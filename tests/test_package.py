"""What is installed from a wheel holds all that the program reads while it runs."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("inspector", "spiders", "rules", "reports", "fixtures/sites", "fixtures/themes")
LEFT = shutil.ignore_patterns("__pycache__", "*.pyc")


def test_a_wheel_holds_every_file_of_the_packages_and_of_the_demo(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, source / folder, ignore=LEFT)
    for name in ("pyproject.toml", "requirements.in", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = f"from setuptools.build_meta import build_wheel; build_wheel({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=source, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as packed:
        there = set(packed.namelist())
        (commands,) = [packed.read(name).decode() for name in there if name.endswith("/entry_points.txt")]
    wanted = {
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - there == set()
    assert {name.split("/")[0] for name in there - wanted} == {
        wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info"
    }
    assert "inspector = inspector.__main__:main" in commands
