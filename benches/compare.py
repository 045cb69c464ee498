"""Measures creating a project beside `cp -r` of the result and beside copier, all in one run.

Usage: compare.py BINARY, run by a Python that has copier. Prints medians of wall time, ratios, and peak memory.
Nothing here passes or fails: the figures are for reading.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (60, 1_000, 10_000)
ROUNDS = {60: 15, 1_000: 11, 10_000: 5}
# copier takes minutes for the larger trees; one round tells enough.
COPIER_ROUNDS = {60: 3, 1_000: 1, 10_000: 0}


def make_template(root: Path, files: int) -> None:
    """A template of small files in folders of twenty; one in five is rendered."""
    root.mkdir(parents=True)
    (root / "copier.yml").write_text("name: bench\n")
    for number in range(files):
        folder = root / f"folder-{number // 400:02}" / f"part-{number // 20 % 20:02}"
        folder.mkdir(parents=True, exist_ok=True)
        text = f"file {number}\n" * 40
        if number % 5 == 0:
            (folder / f"file-{number}.txt.jinja").write_text(text + "{{ name }}\n")
        else:
            (folder / f"file-{number}.txt").write_text(text)


def run(command: list[str], out: Path, env: dict) -> tuple[float, int]:
    """Runs a command once in a new process; gives seconds and its peak memory in KiB."""
    shutil.rmtree(out, ignore_errors=True)
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return seconds, usage.ru_maxrss


def main() -> None:
    binary = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as temp:
        base = Path(temp)
        env = {**os.environ, "HOME": temp, "XDG_CACHE_HOME": temp, "XDG_CONFIG_HOME": temp}
        starts = [run([binary, "--version"], base / "none", env)[0] for _ in range(31)]
        print(f"start-up: {statistics.median(starts) * 1000:.1f} ms")
        print(f"{'files':>7} {'cp -r':>10} {'scaffold':>10} {'× cp':>6} {'memory':>9} {'copier':>10} {'× ours':>7}")
        for files in SIZES:
            template, result, out = base / f"t{files}", base / f"r{files}", base / "out"
            make_template(template, files)
            ours = [binary, "new", str(out), "--template", str(template), "--defaults", "--quiet"]
            run([*ours[:2], str(result), *ours[3:]], result, env)
            copies, times, memory = [], [], []
            # In turns, so that whatever else the machine does meets both.
            for _ in range(ROUNDS[files]):
                copies.append(run(["cp", "-r", str(result), str(out)], out, env)[0])
                seconds, peak = run(ours, out, env)
                times.append(seconds)
                memory.append(peak)
            theirs = [sys.executable, "-m", "copier", "copy", "--defaults", "--quiet", str(template), str(out)]
            copier = [run(theirs, out, env)[0] for _ in range(COPIER_ROUNDS[files])]
            cp, own = statistics.median(copies), statistics.median(times)
            other = f"{statistics.median(copier):9.2f}s {statistics.median(copier) / own:6.0f}×" if copier else f"{'-':>10} {'-':>7}"
            print(
                f"{files:>7} {cp * 1000:8.1f}ms {own * 1000:8.1f}ms {own / cp:5.2f}× "
                f"{max(memory) / 1024:6.1f}MB {other}",
                flush=True,
            )


if __name__ == "__main__":
    main()
