#!/usr/bin/env python3
"""Does a start, or waking a room, cost more with more data?

Makes data sets whose first room has 100 to 1,000,000 messages, asks for the latest page of that room while it sleeps and while it is awake, and
writes wake.svg. With --folder, a large data set (bench/ActorChat.DataSet), also starts the server on it and on an empty folder in turn.
Needs the Release builds of the host and of bench/ActorChat.DataSet, and Debian's python3-websocket.
"""
import argparse, json, os, pathlib, statistics, subprocess, sys, tempfile, time, urllib.request

import websocket

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "charts"))
sys.path.insert(0, str(HERE.parent))
import svgchart
from ready import wait_ready

HOST = ROOT / "src/ActorChat.Host/bin/Release/net10.0/ActorChat.Host"
DATA_SET = ROOT / "bench/ActorChat.DataSet/bin/Release/net10.0/ActorChat.DataSet"
# Longer than rooms.idle-timeout in growth.conf plus the check that finds a room idle.
ASLEEP = 2.5  # seconds


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=pathlib.Path, help="data folder of a large data set; the start is timed on it")
    parser.add_argument("--lengths", default="100,1000,10000,100000,1000000", help="messages of the room that is woken")
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--port", type=int, default=18790)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."), help="folder of wake.svg")
    return parser.parse_args()


class Server:
    """The host on a data folder; start_seconds is from the start of the process to readiness."""

    def __init__(self, folder, port):
        self.url = f"http://127.0.0.1:{port}"
        begin = time.monotonic()
        self.process = subprocess.Popen([HOST], stdout=subprocess.DEVNULL, cwd=ROOT, env=os.environ | {
            "ACTORCHAT_URLS": self.url, "ACTORCHAT_DATA": str(folder), "ACTORCHAT_CONFIG": str(HERE / "growth.conf")})
        wait_ready("growth", self.url, self.process, 60, pause=0.02)
        self.start_seconds = time.monotonic() - begin

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)


class Client:
    """A user of the data set on a separate WebSocket."""

    def __init__(self, url, login):
        body = json.dumps({"login": login, "password": "load-password"}).encode()
        request = urllib.request.Request(url + "/login", body, {"Content-Type": "application/json"})
        token = json.load(urllib.request.urlopen(request, timeout=10))["token"]
        self.socket = websocket.create_connection(url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket", timeout=10)
        self.receive("0")
        self.socket.send("40" + json.dumps({"login": login, "token": token}))
        self.receive("42")

    def receive(self, prefix):
        while not (text := self.socket.recv()).startswith(prefix):
            if text == "2":
                self.socket.send("3")
        return text

    def ask(self, event, argument):
        """The answer, and its time in milliseconds."""
        begin = time.perf_counter()
        self.socket.send("421" + json.dumps([event, argument]))
        text = self.receive("431")
        took = (time.perf_counter() - begin) * 1000
        return json.loads(text[3:])[0], took


def time_wakes(length, options):
    """Milliseconds for the latest page of a sleeping room, and of one that is awake."""
    with tempfile.TemporaryDirectory(prefix="actorchat-growth-") as folder:
        subprocess.run([DATA_SET, "--folder", folder, "--rooms", "1", "--messages", "10", "--users", "6", "--long-room", str(length)],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with Server(folder, options.port) as server:
            client = Client(server.url, "load-000000")
            room = client.ask("join_room", {"companion": "load-000001"})[0]["room"]
            asleep, awake = [], []
            for _ in range(options.repeats):
                time.sleep(ASLEEP)
                page, took = client.ask("have_room", room)
                assert page["messages"][-1]["seq"] == length, page["messages"][-1]["seq"]
                asleep.append(took)
                awake.append(client.ask("have_room", room)[1])
    return statistics.median(asleep), statistics.median(awake)


def time_starts(options):
    with tempfile.TemporaryDirectory(prefix="actorchat-growth-") as empty:
        for name, folder in (("empty", empty), ("large", options.folder)):
            seconds = []
            for _ in range(options.starts):
                with Server(folder, options.port) as server:
                    seconds.append(server.start_seconds)
            print(f"ready on the {name} folder after {statistics.median(seconds):.2f} s (of {options.starts} starts, the first {seconds[0]:.2f} s)", flush=True)


def main():
    options = arguments()
    for program in (HOST, DATA_SET):
        if not program.exists():
            sys.exit(f"growth: build first: dotnet build -c Release {program.parent.parent.parent.parent.relative_to(ROOT)}")
    if options.folder:
        time_starts(options)
    lengths = [int(length) for length in options.lengths.split(",")]
    curves = {"asleep": [], "awake": []}
    for place, length in enumerate(lengths):
        asleep, awake = time_wakes(length, options)
        print(f"{length:>9,} messages: latest page after {asleep:.2f} ms asleep, {awake:.2f} ms awake", flush=True)
        curves["asleep"].append((place, asleep))
        curves["awake"].append((place, awake))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "wake.svg").write_text(svgchart.draw(
        "The latest page of a room, by the room's length", [("ms to the answer, median", curves)], "messages in the room",
        {place: f"{length:,}" for place, length in enumerate(lengths)}))


main()
