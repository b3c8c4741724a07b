"""The benchmark itself, small: both servers, the load, the table and the verdicts."""

import json
import subprocess
import sys
from pathlib import Path

SMALL = ("--rooms", "5", "--paced", "0", "--desk", "12", "6")
ROOT = Path(__file__).resolve().parent.parent.parent


def test_a_quick_run_measures_both_servers_without_an_error(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks.turns", "--quick", *SMALL, "--json", figures]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    # With so few messages one that is slow breaks the promise about latency, which says nothing about the product.
    assert "FAIL" not in done.stdout.replace("FAIL  12 rooms, one in 4 s, to the screens of 6 buyers: p99", ""), (
        done.stdout + done.stderr
    )
    assert "| 5 rooms, without pause |" in done.stdout
    assert "PASS  5 rooms, without pause: no error" in done.stdout
    assert "PASS  12 rooms, one in 4 s, to the screens of 6 buyers: no error" in done.stdout
    for case in json.loads(figures.read_text())["cases"]:
        [pair] = case["pairs"]
        for server in ("parley", "echo"):
            assert pair[server]["rate"] > 0
            assert 0 < pair[server]["p50"] <= pair[server]["p99"]
