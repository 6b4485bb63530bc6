#!/usr/bin/env python3
"""Waves of connects and disconnects with chat in between: does the server return to its initial state?

Starts the Release build of the host on an empty folder, samples its process and its metrics every second, and writes soak.csv and soak.svg.
The first wave is the warm-up; what the process holds at rest after it is the baseline, what it holds at rest after the last wave the end.
Exits with 1 when memory, handles or threads grew by more than --tolerance, or when a wave lost anything.
"""
import argparse, csv, json, os, pathlib, re, subprocess, sys, tempfile, threading, time, urllib.error, urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "charts"))
sys.path.insert(0, str(HERE.parent))
import svgchart
from ready import wait_ready

HOST = ROOT / "src/ActorChat.Host/bin/Release/net10.0/ActorChat.Host"
LOAD = ROOT / "bench/ActorChat.Load/bin/Release/net10.0/ActorChat.Load"
# What the picture shows, and in how many points.
DRAWN = re.compile(r"^(rss_mib|own_mib|handles|threads|actorchat_sessions_live|actorchat_rooms_awake|dotnet_timer_count|dotnet_gc_last_collection_heap_size_bytes)$")
POINTS = 400
SAMPLE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{[^}]*\})? (\S+)")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--connections", type=int, default=5000, help="of one wave")
    parser.add_argument("--users", type=int, default=500, help="accounts that share the connections of a wave")
    parser.add_argument("--pairs", type=int, default=100, help="that chat between the waves")
    parser.add_argument("--rest", type=float, default=20, help="seconds of quiet before the baseline and before the end are taken")
    parser.add_argument("--port", type=int, default=18780)
    parser.add_argument("--metrics", default="http://127.0.0.1:19464/metrics", help="as soak.conf says")
    parser.add_argument("--tolerance", type=float, default=0.15, help="growth of memory at rest that is accepted")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."), help="folder of soak.csv and soak.svg")
    return parser.parse_args()


class Sampler(threading.Thread):
    """Reads the process and the metrics every second until stopped."""

    def __init__(self, pid, metrics):
        super().__init__(daemon=True)
        self.pid, self.metrics, self.rows, self.stopped, self.start_time = pid, metrics, [], threading.Event(), time.monotonic()

    def run(self):
        while not self.stopped.wait(1):
            try:
                self.rows.append(self.read())
            except (FileNotFoundError, ProcessLookupError):
                return

    def read(self):
        status = dict(line.split(":", 1) for line in open(f"/proc/{self.pid}/status") if ":" in line)
        row = {"seconds": round(time.monotonic() - self.start_time, 1),
               "rss_mib": round(int(status["VmRSS"].split()[0]) / 1024, 1),
               # Without mapped files: the pages of the database grow with the data and belong to the operating system.
               "own_mib": round(int(status["RssAnon"].split()[0]) / 1024, 1),
               "handles": len(os.listdir(f"/proc/{self.pid}/fd")),
               "threads": int(status["Threads"])}
        return row | self.read_metrics()

    def read_metrics(self):
        """The sums of the gauges: sessions, rooms, actors, timers, connections, the heap."""
        try:
            text = urllib.request.urlopen(self.metrics, timeout=2).read().decode()
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return {}
        gauges = {name for name, kind in re.findall(r"^# TYPE (\S+) (\w+)", text, re.M) if kind in ("gauge", "untyped", "unknown")}
        sums = {}
        for name, value in (found.groups() for found in map(SAMPLE.match, text.splitlines()) if found):
            if name in gauges and re.search(r"session|room|actor|timer|connection|heap", name):
                sums[name] = sums.get(name, 0) + float(value)
        return sums

    def at_rest(self, seconds):
        """The lowest value of each figure over this many quiet seconds."""
        begin = len(self.rows)
        time.sleep(seconds)
        rows = self.rows[begin:]
        return {key: min(row[key] for row in rows if key in row) for key in rows[-1]}


def load(*options):
    """Runs the load tool; returns its report and whether nothing was lost."""
    run = subprocess.run([LOAD, *map(str, options), "--json", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if run.returncode not in (0, 3):
        sys.exit("soak: " + run.stderr.strip().splitlines()[-1])
    return json.loads(run.stdout), run.returncode == 0


def wave(number, url, options):
    connects, all_stayed = load("connect", "--url", url, "--prefix", "soak", "--connections", options.connections, "--users", options.users, "--concurrency", 50, "--hold", 3)
    chat, all_came = load("chat", "--url", url, "--prefix", "soak", "--pairs", options.pairs, "--window", 2, "--warmup", 1, "--duration", 8)
    print(f"wave {number}: {connects['counts']['connected']} connected at {connects['perSecond']:.0f}/s, {chat['counts']['done']} messages at {chat['perSecond']:.0f}/s"
          + "".join(f", ERROR {times} times: {error}" for report in (connects, chat) for error, times in report["errors"].items()), flush=True)
    return all_stayed and all_came


def write(rows, out):
    keys = list(dict.fromkeys(key for row in rows for key in row))
    with open(out / "soak.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, keys)
        writer.writeheader()
        writer.writerows(rows)
    names = {"rss_mib": "resident memory, MiB", "own_mib": "of it not mapped from files, MiB", "handles": "open handles", "threads": "threads"}
    drawn = rows[::max(1, len(rows) // POINTS)]
    panels = [(names.get(key, key), {key: [(row["seconds"] / 60, row[key]) for row in drawn if key in row]}) for key in keys if DRAWN.search(key)]
    (out / "soak.svg").write_text(svgchart.draw(f"Soak: {rows[-1]['seconds'] / 60:.0f} minutes of waves", panels, "minutes"))


def main():
    options = arguments()
    for program in (HOST, LOAD):
        if not program.exists():
            sys.exit(f"soak: build first: dotnet build -c Release {program.parent.parent.parent.parent.relative_to(ROOT)}")
    options.out.mkdir(parents=True, exist_ok=True)
    url = f"http://127.0.0.1:{options.port}"
    with tempfile.TemporaryDirectory(prefix="actorchat-soak-") as data, open(options.out / "soak.log", "w") as log:
        server = subprocess.Popen([HOST], stdout=log, stderr=log, cwd=ROOT, env=os.environ | {
            "ACTORCHAT_URLS": url, "ACTORCHAT_DATA": data + "/data", "ACTORCHAT_CONFIG": str(HERE / "soak.conf")})
        try:
            wait_ready("soak", url, server, 30)
            sampler = Sampler(server.pid, options.metrics)
            sampler.start()
            fine = wave(0, url, options)
            baseline = sampler.at_rest(options.rest)
            number, end = 0, time.monotonic() + options.minutes * 60
            while time.monotonic() < end:
                number += 1
                fine = wave(number, url, options) and fine
            final = sampler.at_rest(options.rest)
            sampler.stopped.set()
            sampler.join()
        finally:
            server.terminate()
            server.wait(60)
    write(sampler.rows, options.out)
    grew = {key for key, slack in (("own_mib", 16), ("handles", 8), ("threads", 8)) if final[key] > baseline[key] * (1 + options.tolerance) + slack}
    for key in (key for key in baseline if key != "seconds"):
        print(f"{key:40} at rest: {baseline[key]:>12g} after the warm-up, {final.get(key, 0):>12g} at the end{'   GREW' if key in grew else ''}")
    sys.exit(0 if fine and not grew else 1)


main()
