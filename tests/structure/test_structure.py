"""The shape of the code: which folder may include which, how long a file may be, words that may not occur."""

import pathlib
import re
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
MOST_LINES = 300

# Commands of one group know nothing of those of another.
COMMAND_GROUPS = [f"client/commands/{group}" for group in ("keys", "secrets", "account", "config", "daemon")]

OPS = [f"daemon/ops/{topic}" for topic in ("keys", "secrets", "account", "doctor")]
BELOW_OPS = {"daemon/ledger", "daemon/base", "daemon/model", "daemon/config", "daemon/wallet", "daemon/crypto", "daemon/session", "daemon/api"}

# Folder -> our folders that it may include, besides itself. Data flows ipc -> rpc -> ops -> api ->
# {http, codec, crypto}; nothing points back.
ALLOWED = {
    "daemon/base": set(),
    "daemon/model": {"daemon/base"},
    "daemon/crypto": {"daemon/base"},
    "daemon/codec": {"daemon/base", "daemon/model"},
    "daemon/config": {"daemon/base", "daemon/model", "daemon/crypto", "daemon/http"},
    "daemon/wallet": {"daemon/base", "daemon/codec", "daemon/crypto"},
    "daemon/http": {"daemon/base"},
    "daemon/ledger": {"daemon/base", "daemon/model"},
    "daemon/api": {"daemon/base", "daemon/model", "daemon/codec", "daemon/crypto", "daemon/http"},
    "daemon/session": {"daemon/base", "daemon/model", "daemon/config", "daemon/crypto", "daemon/http"},
    "daemon/ops": BELOW_OPS,
    "daemon/ops/keys": {"daemon/ops", *BELOW_OPS},
    "daemon/ops/secrets": {"daemon/ops", *BELOW_OPS},
    "daemon/ops/account": {"daemon/ops", *BELOW_OPS},
    "daemon/ops/doctor": {"daemon/ops", "daemon/ops/keys", "daemon/ops/account", *BELOW_OPS},
    "daemon/rpc": {"daemon/base", "daemon/model", "daemon/config", "daemon/wallet", "daemon/session", "daemon/ops", *OPS,
                   "proto"},
    "daemon/ipc": {"daemon/base"},
    "daemon/app": {"daemon/base", "daemon/model", "daemon/config", "daemon/session", "daemon/http", "daemon/api",
                   "daemon/ops", *OPS, "daemon/rpc", "daemon/ipc", "proto"},
    "daemon": {"daemon/app"},
    "proto/support": set(),
    "client/rpc": {"proto"},
    "client/start": {"client/rpc"},
    "client/render": {"client/rpc", "proto"},
    "client/terminal": {"client/rpc", "client/render"},
    "client/commands": {"client/terminal", "client/render", "client/rpc", "client/start", "proto"},
    **{group: {"client/commands", "client/terminal", "client/render", "client/rpc", "client/start",
               "proto"} for group in COMMAND_GROUPS},
    "client": {"client/commands", "client/terminal", "client/rpc", "client/start"},
}

# Folder -> libraries that stop there: nobody else may include them.
LIBRARY_HOMES = {
    r"nlohmann/": {"daemon/codec", "client/render", "client/commands/keys"},
    r"CLI/": {"daemon/app", "client/commands", *COMMAND_GROUPS},
    r"curl/": {"daemon/http"},
    r"openssl/": {"daemon/crypto"},
    r"grpcpp/|grpc/|.*\.grpc\.pb\.h": {"daemon/rpc", "daemon/ipc", "daemon/app"},
    r"google/protobuf/|chutesd/v1/|google/rpc/": {"daemon/rpc", "client/rpc", "client/render", "client/commands",
                                                  *COMMAND_GROUPS, "client"},
    r"sqlite3": {"daemon/ledger"},
    r"nghttp2/": {"client/rpc"},
    # Everywhere for wiping, hex and hashes; the curve stops at crypto (below).
    r"sodium\.h": {"daemon/base", "daemon/crypto", "daemon/codec", "daemon/config", "daemon/wallet", "daemon/session",
                   "daemon/rpc"},
    r"asio": {"daemon/session", "daemon/http", "daemon/api", "daemon/ops", *OPS, "daemon/rpc", "daemon/ipc",
              "daemon/app"},
}

# Prints secrets, whatever it is called with.
BANNED = re.compile(r"DebugString\(|CURLOPT_VERBOSE")


CURVE = re.compile(r"crypto_(core|scalarmult)_ristretto255|crypto_sign|crypto_pwhash|crypto_secretbox")


def tracked(*patterns):
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", *patterns], cwd=TOP, check=True,
                            capture_output=True, text=True).stdout.split()
    return sorted(path for path in listed if (TOP / path).is_file())


SOURCES = tracked("daemon/*.h", "daemon/*.cc", "client/*.h", "client/*.cc", "proto/support/*.h", "proto/support/*.cc")
ALL_CODE = SOURCES + tracked("tests/*.h", "tests/*.cc", "tests/*.py", "proto/*.proto", "dev")


def includes_of(path):
    return re.findall(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', (TOP / path).read_text(), re.MULTILINE)


def folder_of(path):
    return str(pathlib.PurePosixPath(path).parent)


def test_there_is_something_to_check():
    assert len(SOURCES) > 50


@pytest.mark.parametrize("path", SOURCES)
def test_includes_follow_the_table(path):
    folder = folder_of(path)
    assert folder in ALLOWED, f"{folder} has no row in ALLOWED"
    for included in includes_of(path):
        if included.startswith(("daemon/", "client/", "proto/support/")):
            target = folder_of(included)
            allowed = ALLOWED[folder] | {folder, "proto/support"}  # the one room that both programs may use
            assert target in allowed, f"{path} includes {included}"
        elif included.endswith(".pb.h"):
            assert "proto" in ALLOWED[folder], f"{path} includes {included}"


@pytest.mark.parametrize("path", SOURCES)
def test_libraries_stop_at_their_folder(path):
    folder = folder_of(path)
    for included in includes_of(path):
        for pattern, homes in LIBRARY_HOMES.items():
            if re.match(pattern, included):
                assert folder in homes, f"{path} includes {included}"


# Copies are as long as their originals.
@pytest.mark.parametrize("path", [path for path in ALL_CODE if not path.startswith("proto/third_party/")])
def test_files_are_short(path):
    lines = (TOP / path).read_text().count("\n")
    assert lines <= MOST_LINES, f"{path} has {lines} lines: two reasons to change in one file?"


@pytest.mark.parametrize("path", SOURCES)
def test_nothing_prints_secrets(path):
    found = BANNED.search((TOP / path).read_text())
    assert found is None, f"{path}: {found.group()}"


@pytest.mark.parametrize("path", [path for path in SOURCES if folder_of(path) != "daemon/crypto"])
def test_the_curve_stops_at_crypto(path):
    assert CURVE.search((TOP / path).read_text()) is None


def awaited(text):
    """The expressions after co_await, with the lines they begin in."""
    text = re.sub(r'//[^\n]*|"(\\.|[^"\\\n])*"', "", text)
    for found in re.finditer(r"\bco_await\b", text):
        depth, end = 0, found.end()
        while end < len(text) and not (depth == 0 and text[end] in ";,)]}"):
            depth += (text[end] in "([{") - (text[end] in ")]}")
            end += 1
        yield text.count("\n", 0, found.start()) + 1, " ".join(text[found.end():end].split())


def awaits_unnamed_objects(text):
    return [(line, awaits) for line, awaits in awaited(text) if "{" in awaits or re.search(r"\[[^\]]*\] *\(", awaits)]


# g++ 12 destroys lambdas and aggregates within an awaiting expression twice, clang does not; AddressSanitizer runs
# with clang.
@pytest.mark.parametrize("path", tracked("daemon/*.h", "daemon/*.cc", "tests/*.h", "tests/*.cc"))
def test_lambdas_and_aggregates_are_named_before_they_are_awaited(path):
    assert awaits_unnamed_objects((TOP / path).read_text()) == []


def test_the_rule_about_awaiting_finds_what_it_is_for():
    good = 'const auto made = [id] { return 1; };\nco_return co_await Run(std::move(made), "{[");\n'
    assert awaits_unnamed_objects(good) == []
    for bad in ("co_await Run([id]() { return id; });", "x = co_await Send(Request{.id = id}, ctx);",
                "co_await Run(\n    [id] { return id; });"):
        assert len(awaits_unnamed_objects(good + bad)) == 1, bad


def test_every_unit_test_has_a_folder_that_it_mirrors():
    for path in tracked("tests/unit/*_test.cc"):
        folder = pathlib.PurePosixPath(path).parts[2]
        assert any(f in ALLOWED for f in (f"daemon/{folder}", f"proto/{folder}", folder)), path
