"""Adds up one ctest run: count.py FOLDER RESULTS PRESET.

FOLDER holds ctest.junit and one GoogleTest report a program. Each GoogleTest case counts as one; a
program that left no report (it crashed, ran out of time or is no GoogleTest) counts as one by itself.
"""
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def first_words(text):
    """The reason of a skip without the source position that GoogleTest puts before it."""
    lines = [line for line in (text or "").splitlines() if line.strip() and ".cpp:" not in line]
    return lines[0].strip() if lines else "no reason given"


def cases_of(report):
    """(name, failed, skip reason or None) of each case in one GoogleTest report."""
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        skipped = case.find("skipped")
        if case.get("status") == "notrun":
            yield name, False, "disabled in the source"
        elif skipped is not None:
            yield name, False, first_words(skipped.get("message") or skipped.text)
        else:
            yield name, case.find("failure") is not None, None


def outcomes(folder):
    """(name, failed, skip reason or None) of everything that ctest ran."""
    for program in ElementTree.parse(folder / "ctest.junit").getroot().iter("testcase"):
        name, status = program.get("name"), program.get("status")
        report = folder / f"test_{name}.xml"
        cases = [(f"{name}: {case}", failed, skip) for case, failed, skip in cases_of(report)] \
            if report.exists() and report.stat().st_size else []
        yield from cases
        if status in ("disabled", "notrun"):
            yield name, True, None     # Not built: something is wrong with the build.
        elif status == "fail" and not any(failed for _, failed, _ in cases):
            yield f"{name}: crashed, ran out of time or left a sanitizer report", True, None
        elif not cases:
            yield name, False, None


def main():
    folder, results, preset = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    if not (folder / "ctest.junit").exists():
        seen = [(f"ctest ({preset})", True, None)]
    else:
        seen = list(outcomes(folder))
    suffix = "" if preset == "release" else f" ({preset})"
    failed = [name + suffix for name, bad, _ in seen if bad]
    skipped = [f"{name}{suffix}: {why}" for name, _, why in seen if why is not None]
    passed = len(seen) - len(failed) - len(skipped)
    with open(results / "counts", "a", encoding="utf-8") as file:
        print(passed, len(failed), len(skipped), file=file)
    for kind, lines in (("failed", failed), ("skipped", skipped)):
        with open(results / kind, "a", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
    print(f"{passed} passed, {len(failed)} failed, {len(skipped)} skipped of this part")


if __name__ == "__main__":
    main()
