"""The main job, end to end, shown command by command: what `./dev demo` runs.

Starts a stand-in of the Chutes API on loopback, makes a throwaway wallet, starts chutesd and does every
account operation through the CLI, then one call through server reflection alone. Every answer is held
against what it should be. Leaves no process and no file behind.
"""

import argparse
import pathlib
import re
import shlex
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

import reflection_call  # noqa: E402
from household import Household, launch  # noqa: E402

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class Demo:
    def __init__(self, home):
        self.home = home
        self.failures = []

    def expect(self, condition, what):
        if not condition:
            self.failures.append(what)
            print(f"  !! {what}", flush=True)

    def run(self, *arguments, status=0, says=(), stdin=""):
        """Shows a command with its output, and checks both."""
        print(f"\n$ {shlex.join(['chutes', *arguments])}", flush=True)
        result = self.home.run(*arguments, stdin=stdin)
        print((result.out + result.err).rstrip("\n"), flush=True)
        self.expect(result.status == status, f"the exit status is {result.status}, not {status}")
        for pattern in says:
            self.expect(re.search(pattern, result.out + result.err), f"the output lacks {pattern!r}")
        return result


def register(demo, standin, hotkey):
    token = standin.token()
    done = demo.run("register", "--username", "demo_user", "--wallet", "default", "--hotkey", "default",
                    "--token-stdin", stdin=token + "\n", says=["demo_user", str(demo.home.config)])
    demo.expect(re.search(r"\b[A-Za-z0-9]{32}\b", done.out), "the fingerprint is not on standard output")
    demo.expect(demo.home.config.stat().st_mode & 0o777 == 0o600, "the config file has other rights than 0600")
    demo.expect(hotkey.seed.hex() not in done.out + done.err, "the seed was shown")
    demo.run("status", says=["demo_user", hotkey.address, re.escape(standin.url)])


def keys(demo):
    demo.run("keys", "create", "--name", "admin", "--admin", says=[r"cpk_[0-9a-f]{32}\.", "API key created"])
    demo.run("keys", "create", "--name", "invoke-all", "--chutes", "--action", "invoke", says=[r"cpk_"])
    demo.run("keys", "create", "--name", "admin", "--admin", status=6, says=["admin"])
    demo.run("keys", "list", says=["admin", "invoke-all"])
    only = demo.run("keys", "list", "--name", "invoke", says=["invoke-all"])
    demo.expect("admin" not in only.out.replace("Admin", ""), "--name does not filter")
    demo.run("keys", "get", "invoke-all", says=["invoke-all", UUID])
    demo.run("keys", "delete", "invoke-all", "--yes")
    demo.run("keys", "get", "invoke-all", status=5, says=["invoke-all"])


def secrets(demo):
    value = "hf_demo_value_0123456789"
    done = demo.run("secrets", "create", "--purpose", "my-llm-chute", "--key", "HF_TOKEN", "--value-stdin",
                    stdin=value + "\n", says=[UUID, "HF_TOKEN"])
    demo.expect(value not in done.out + done.err, "the secret's value was shown")
    listed = demo.run("secrets", "list", "--output", "json", says=["HF_TOKEN"])
    secret_id = listed.json()["secrets"][0]["secret_id"]
    demo.run("secrets", "list", says=["HF_TOKEN"])
    demo.run("secrets", "get", secret_id, says=[secret_id])
    demo.run("secrets", "create", "--purpose", "my-llm-chute", "--key", "HF_TOKEN", "--value-stdin",
             stdin=value + "\n", status=6)
    demo.run("secrets", "delete", secret_id, "--yes")
    demo.run("secrets", "get", secret_id, status=5)


def reflection(demo):
    print("\n$ python: KeysService.ListKeys, knowing nothing but what server reflection says", flush=True)
    reply = reflection_call.call(f"unix:{demo.home.socket}", "chutesd.v1.KeysService", "ListKeys", {"page_size": 10})
    print(reply, flush=True)
    demo.expect([key["name"] for key in reply.get("keys", [])] == ["admin"], "reflection sees other keys")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chutes", required=True)
    parser.add_argument("--chutesd", required=True)
    options = parser.parse_args()
    with launch.Standin() as standin, Household(pathlib.Path(options.chutes).resolve(),
                                                pathlib.Path(options.chutesd).resolve()) as home:
        demo = Demo(home)
        hotkey = home.make_wallet()
        print(f"stand-in API at {standin.url}; throwaway wallet with hotkey {hotkey.address}")
        daemon = home.start_daemon(CHUTES_API_URL=standin.url)
        print(f"chutesd is process {daemon.pid}")
        demo.run("version", says=[r"\d+\.\d+\.\d+"])
        home.environment["CHUTES_API_URL"] = standin.url
        register(demo, standin, hotkey)
        del home.environment["CHUTES_API_URL"]
        standin.chute("demo_user", "my-llm-chute")
        keys(demo)
        secrets(demo)
        demo.run("status", "--output", "json", says=['"can_sign": *true'])
        reflection(demo)
        demo.expect(daemon.stop() == 0, "chutesd did not end with status 0")
        demo.expect(not home.socket.exists(), "chutesd left its socket behind")
        demo.expect(standin.bugs() == [], "the stand-in met something that it does not know")
    demo.expect(not home.folder.exists(), "files are left behind")
    if demo.failures:
        print(f"\ndemo: FAILED, {len(demo.failures)} differences", flush=True)
        return 1
    print("\ndemo: passed", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
