"""Packages from npm that tests against real clients and browsers need: installed at run time, into the build folder."""
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "npm"


def packages(*wanted, build=()):
    """The folder in whose node_modules the packages ("name@version") lie. Where npm is absent the test ends as skipped.

    Scripts of packages do not run, but those that make the parts in `build`, which are of C++.
    """
    if not shutil.which("npm") or not shutil.which("node"):
        print("npm is not installed")
        sys.exit(77)
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not (FOLDER / "package.json").exists():
        (FOLDER / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    stamp = FOLDER / ("-".join(wanted).replace("/", "_") + ".installed")
    if not stamp.exists():
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *wanted], cwd=FOLDER, check=True, timeout=600)
        if build:
            subprocess.run(["npm", "rebuild", *build], cwd=FOLDER, check=True, timeout=600)
        stamp.touch()
    return FOLDER
