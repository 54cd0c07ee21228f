"""The papers say what there is: links, files, commands, options, reasons, services, folders."""

import functools
import importlib.util
import json
import re
import subprocess

import pytest

from papers import MARKDOWN, PAGES, PRESENT, TOP, all_typed, anchors, blocks, rows, section, spans, tracked, typed_in
from program_help import CHUTES, CHUTESD, OPTION, commands, help_of, split_help

MOST_README_BYTES = 12_000
# Words in capitals that are no reasons: variables, placeholders, constants.
NO_REASONS = re.compile(r"(CHUTESD?|XDG|BT|HTTPS|LC|PR|HF)_\w+|NAME_OR_ID|SECRET_ID|PERMISSION_DENIED")
GROUPS = {command[:1] for command in commands() if len(command) > 1}
TYPED = all_typed()
ERRORS = (TOP / "proto/chutesd/v1/errors.proto").read_text()
REASONS = set(re.findall(r"^ +REASON_(\w+) = \d+", ERRORS, re.MULTILINE)) - {"UNSPECIFIED"}


def test_the_readme_is_short():
    assert len(MARKDOWN["README.md"].encode()) <= MOST_README_BYTES


@pytest.mark.parametrize("paper", MARKDOWN)
def test_links_lead_somewhere(paper):
    for target in re.findall(r"\]\(([^)\s]+)\)", MARKDOWN[paper]):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        file = ((TOP / paper).parent / path).resolve() if path else TOP / paper
        assert file.exists(), f"{target}"
        assert not anchor or anchor in anchors(file.read_text()), target


def test_the_readme_leads_to_every_paper():
    """Itself, or by way of the paper about tests."""
    texts = MARKDOWN["README.md"] + MARKDOWN["tests/README.md"].replace("](", "](tests/")
    linked = set(re.findall(r"\]\(([^)#\s]+)", texts))
    assert set(MARKDOWN) - {"README.md"} | set(tracked("*/man/*.[158]")) | {"LICENSE"} <= linked


# tests/vectors names files of other projects.
@pytest.mark.parametrize("paper", [paper for paper in MARKDOWN if paper in PRESENT and "vectors" not in paper])
def test_files_that_are_named_exist(paper):
    folder = (TOP / paper).parent
    for span in spans(paper):
        if not re.fullmatch(r"[\w.][\w.-]*/[\w./-]*", span):
            continue
        first = span.split("/")[0]
        if (TOP / first).is_dir() or (folder / first).is_dir():
            assert (TOP / span).exists() or (folder / span).exists(), span


def test_there_are_commands_to_check():
    by_paper = {paper: [typed for typed in TYPED if typed.paper == paper] for paper in PRESENT}
    assert len(TYPED) > 60
    for paper in ("README.md", "chutes.1", "systemd/README.md", "docker/README.md", "tests/README.md"):
        assert by_paper[paper], paper


@functools.cache
def choices(text):
    """Option -> the values that it takes, where the help lists them."""
    return {option: values.split("|") for option, values in re.findall(r"(--[a-z-]+) \[([a-z|]+)\]", text)}


def check_chutes(words):
    handed_over = re.search(r"^Handed to .*:\n(.*)$", help_of(CHUTES), re.MULTILINE).group(1).split()
    _, common = split_help(help_of(CHUTES))
    values = {option for option in common if re.search(rf"{option} [A-Z\[]", help_of(CHUTES))}
    plain, options, value_of = [], [], None
    for word in words:
        if value_of:
            assert word in choices(help_of(CHUTES)).get(value_of, [word])
            value_of = None
        elif word.startswith("-"):
            options.append(word)
            value_of = word if word in values else None
        else:
            plain.append(word)
    if plain[:1] == ["help"]:
        plain = plain[1:]
    if not plain or plain[0] in handed_over:
        assert plain or set(options) <= common | {"--help", "-h", "--version"}
        return
    command = next((each for each in commands() if tuple(plain[: len(each)]) == each), None)
    if command is None:
        assert tuple(plain) in GROUPS and not options, "there is no such command"
        return
    text = help_of(CHUTES, *command)
    short = set(re.findall(r"^ +(-\w),--", text, re.MULTILINE))
    own, common = split_help(text)
    assert set(options) <= own | common | short | {"--help"}
    for option, following in zip(words, words[1:]):
        assert following in choices(text).get(option, [following]), option


def check_dev(words):
    text = subprocess.run([TOP / "dev", "help"], capture_output=True, text=True, check=True).stdout
    verbs = re.findall(r"^  (\w+) ", text, re.MULTILINE)
    if not words:
        return
    verb, *rest = words
    assert verb in verbs
    presets = json.loads((TOP / "CMakePresets.json").read_text())["configurePresets"]
    allowed = {
        "build": {preset["name"] for preset in presets} - {"base"},
        "test": set(re.search(r"those with a label:\s+(.*)\n", text).group(1).split()),
        "fuzz": {path.name.removesuffix("_fuzz.cc") for path in (TOP / "tests/fuzz").glob("*_fuzz.cc")},
        "lint": {"--all"}, "bench": {"--json", "FILE"}, "install": {"PREFIX"},
    }.get(verb, set())
    if verb == "run":
        assert {word for word in rest if word.startswith("--")} <= set(OPTION.findall(help_of(CHUTESD)))
    else:
        assert {word for word in rest if not word.isdigit()} <= allowed


@pytest.mark.parametrize("typed", TYPED, ids=str)
def test_what_is_typed_exists(typed):
    program, *words = typed.words
    if program == "chutes":
        check_chutes(words)
    elif program == "chutesd":
        assert {word for word in words if word.startswith("-")} <= set(OPTION.findall(help_of(CHUTESD)))
    else:
        check_dev(words)


@pytest.mark.parametrize("command", [(), *commands()], ids=" ".join)
def test_examples_of_the_help_exist(command):
    _, _, examples = help_of(CHUTES, *command).partition("\nExample:\n")
    found = list(typed_in("--help", examples))
    assert found
    for typed in found:
        check_chutes(typed.words[1:])


def test_no_option_is_made_up():
    """In sentences as well, where nothing says to which command an option belongs."""
    known = set(OPTION.findall("".join(help_of(CHUTES, *command) for command in [(), *commands()]) + help_of(CHUTESD)))
    used = {option for paper in MARKDOWN if paper in PRESENT and not paper.startswith("tests/")
            for span in spans(paper) if span.startswith("--") for option in OPTION.findall(span)}
    assert used and used <= known
    in_manual = {f"--{name}" for text in PAGES.values() for name in re.findall(r"\bFl -([a-z][a-z-]*)", text)}
    assert in_manual <= known


@pytest.mark.parametrize("paper", [paper for paper in MARKDOWN | PAGES if not paper.startswith("tests/")])
def test_reasons_exist(paper):
    words = re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", (MARKDOWN | PAGES)[paper])
    assert {word for word in words if not NO_REASONS.fullmatch(word)} <= REASONS


def test_every_reason_has_its_meaning():
    described = set(re.findall(r"^ +//.*\n +REASON_(\w+) = \d+", ERRORS, re.MULTILINE))
    assert described >= REASONS and len(REASONS) > 40


def test_names_of_the_api_are_in_the_protos():
    protos = "".join((TOP / path).read_text() for path in tracked("proto/*.proto"))
    names = set(re.findall(r"^ *(?:message|enum|service|rpc) (\w+)", protos, re.MULTILINE))
    paper = MARKDOWN["proto/README.md"]
    code = "\n".join(text for _, text in blocks("proto/README.md"))
    used = set(re.findall(r"\bchutesd\.v1\.(\w+)", paper))
    used |= {re.sub("^New|Client$", "", name) for name in re.findall(r"\bchutesd\.([A-Z]\w+)\(?", code)}
    used |= {span for span in spans("proto/README.md") if re.fullmatch(r"(?:[A-Z][a-z]+){2,}", span)}
    assert used - names - {"ServerReflectionInfo"} == set()
    for path in re.findall(r"\bchutesd/v1/\w+\.proto", paper):
        assert (TOP / "proto" / path).is_file(), path
    service, method = re.search(r"^  (?:chutesd\.v1\.)(\w+)/(\w+)$", code, re.MULTILINE).groups()
    assert re.search(rf"service {service} {{[^}}]*rpc {method}\(", protos)


def test_numbers_of_the_readme_are_counted():
    readme = MARKDOWN["README.md"]
    exits = re.findall(r"^\.It \d+$", PAGES["chutes.1"], re.MULTILINE)
    assert int(re.search(r"there are (\d+) exit statuses", readme).group(1)) == len(exits)
    defects = [row for row in rows("tests/cli/defects.md") if row[0].startswith("C-")]
    assert int(re.search(r"Of (\d+) \[known defects\]", readme).group(1)) == len(defects)


def test_figures_of_the_readme_have_their_ratios():
    figures = [row for row in rows("README.md") if re.fullmatch(r"[\d.]+", row[-1])]
    assert len(figures) == 4
    for _, here, there, ratio in figures:
        ours, other = (float(re.search(r"([\d.,]+) [mµ]s", cell).group(1).replace(",", "")) for cell in (here, there))
        assert abs(ours / other - float(ratio)) < 0.01, (here, there)


def test_the_paper_of_the_containers_is_that_of_the_image():
    image = (TOP / "docker/Dockerfile").read_text()
    paper = MARKDOWN["docker/README.md"]
    wanted = set(re.findall(r"/home/chutes/\.[\w./]*\w(?<!ini)|/run/chutesd(?:/chutesd\.sock)?|\b\d{5}\b", paper))
    assert len(wanted) > 3
    for name in wanted:
        assert name in image or name.removesuffix("/config.ini") in image, name


def test_the_paper_of_the_service_is_that_of_the_units():
    units = "".join(path.read_text() for path in (TOP / "systemd").glob("chutesd.*"))
    assert {name for name in spans("systemd/README.md") if name.startswith("@") and name not in units} == set()
    for name in re.findall(r"\bchutesd\.(?:service|socket)\b", MARKDOWN["systemd/README.md"]):
        assert (TOP / "systemd" / name).exists() or (TOP / "systemd" / f"{name}.in").exists()


def floors():
    """Of daemon/ and client/: the folders of each floor, from the roof down; and those beside the house."""
    found = {}
    for line in blocks("daemon/README.md")[0][1].splitlines():
        top, text = line.split(maxsplit=1)
        text, _, beside = text.partition(";")
        found[top] = ([names(top, floor) for floor in text.split("→")], names(top, beside))
    return found


def names(top, text):
    for name, inner in re.findall(r"(\w+)/\{(.*?)\}", text):
        text = text.replace(f"{name}/{{{inner}}}", ",".join([name, *(f"{name}/{each}" for each in inner.split(","))]))
    return [top + name.strip() for name in text.split(",") if name.strip() and name.strip() != "main"]


def test_the_house_is_that_of_the_code():
    path = TOP / "tests/structure/test_structure.py"
    spec = importlib.util.spec_from_file_location("structure", path)
    structure = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(structure)
    house = floors()
    drawn = {folder for levels, beside in house.values() for folder in [*sum(levels, []), *beside]}
    real = {folder for folder in structure.ALLOWED if folder not in ("daemon", "client")} | {"proto/chutesd/v1", "proto/third_party"}
    assert drawn - {"daemon/ops", "client/commands"} <= real
    assert real <= drawn
    for top in ("daemon/", "client/"):
        height = {folder: level for level, floor in enumerate(house[top][0]) for folder in floor}
        for folder, used in structure.ALLOWED.items():
            for other in used:
                if folder in height and other in height:
                    assert height[folder] <= height[other], f"{folder} uses {other}, which is above it"


def test_every_folder_of_the_house_is_explained():
    explained = {name.strip() for row in rows("daemon/README.md") for name in row[0].split(",")}
    for levels, beside in floors().values():
        for folder in [*sum(levels, []), *beside]:
            parts = folder.split("/")
            if parts[:2] not in (["daemon", "ops"], ["client", "commands"]) and parts[0] != "proto":
                assert parts[1] in explained, folder
    assert {"ops", "commands", "support"} <= explained


def test_the_security_of_the_readme_is_explained_where_it_says():
    assert len([line for line in section("README.md", "Security").splitlines() if line.startswith("- ")]) <= 10
