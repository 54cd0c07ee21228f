"""What a build folder holds, and how the programs of the benchmark are run."""

import dataclasses
import json
import pathlib
import subprocess

from household import Household, Hotkey

PROGRAM_SECONDS = 600
USER = {"username": "bench_user", "user_id": "44b99a8e-6839-5638-90a9-a4a14874a2fc",
        "payment_address": "5EepKhB5fhWbpTDhxELUPEbQA1WhtUzDjBmF2SDgE1V59sPK"}


@dataclasses.dataclass
class Programs:
    build: pathlib.Path
    nginx: pathlib.Path
    once: bool = False  # each measurement is only tried

    def rounds(self, enough_to_judge):
        return 1 if self.once else enough_to_judge

    @property
    def chutes(self):
        return self.build / "client" / "chutes"

    @property
    def chutesd(self):
        return self.build / "daemon" / "app" / "chutesd"

    def bench(self, name):
        return self.build / "tests" / "bench" / name

    def run(self, name, *arguments, may_fail=False, **options):
        """Runs a program of the benchmark that prints JSON lines; returns them."""
        done = subprocess.run([self.bench(name), *map(str, arguments)], text=True, stdout=subprocess.PIPE,
                              timeout=PROGRAM_SECONDS, check=False, **options)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        if not lines or (done.returncode != 0 and not may_fail):
            raise RuntimeError(f"{name} ended with status {done.returncode}")
        return lines

    def household(self, api_url):
        """A throwaway home whose config has an account at `api_url`."""
        home = Household(self.chutes, self.chutesd)
        home.write_config(Hotkey(), USER, api_url)
        return home
