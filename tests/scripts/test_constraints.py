"""The constraints: every package pinned, and nothing about where packages come from."""

import re
from importlib.metadata import PackageNotFoundError, requires

import tomli
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def lines(scripts):
    text = (scripts / "constraints.txt").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_every_line_is_an_exact_version_and_names_no_index(scripts):
    pinned = re.compile(r'[\w.-]+==\d[\w.]*(; \w+ \S+ "[\w.]+")?')
    assert [line for line in lines(scripts) if not pinned.fullmatch(line)] == []


def test_every_package_that_the_checks_install_is_pinned(scripts):
    project = tomli.loads((scripts.parent / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    pinned = {canonicalize_name(Requirement(line).name) for line in lines(scripts)}
    assert closure(wanted) - pinned == set()


def closure(wanted):
    """The names of all packages that these requirements lead to, on this system."""
    waiting, seen = [Requirement(line) for line in wanted], set()
    while waiting:
        needed = waiting.pop()
        name = canonicalize_name(needed.name)
        if name not in seen and applies(needed):
            seen.add(name)
            waiting += [Requirement(line) for line in below(name)]
    return seen


def applies(requirement):
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def below(name):
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []
