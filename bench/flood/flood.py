#!/usr/bin/env python3
"""What do well-behaved users notice of users who flood?

Starts the Release build of the host on an empty folder with the limits of hocon.conf, measures pairs that chat at a steady rate, first alone and then beside
users who send as fast as they can and come back whenever they are thrown out, --rounds times by turns, and prints each p99 and the ratio of the medians.
Exits with 1 when a message of the well-behaved was lost.
"""
import argparse, json, os, pathlib, statistics, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bench"))
from ready import wait_ready

HOST = ROOT / "src/ActorChat.Host/bin/Release/net10.0/ActorChat.Host"
LOAD = ROOT / "bench/ActorChat.Load/bin/Release/net10.0/ActorChat.Load"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=50, help="of well-behaved users")
    parser.add_argument("--rate", type=int, default=200, help="messages a second of all of them together")
    parser.add_argument("--flooders", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=15, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=18790)
    return parser.parse_args()


def start_load(*options, niceness=0):
    return subprocess.Popen(["nice", "-n", str(niceness), LOAD, *map(str, options), "--json", "-"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report_of(load):
    output, _ = load.communicate()
    if load.returncode not in (0, 3):
        sys.exit(f"flood: the load tool ended with {load.returncode}")
    return json.loads(output), load.returncode == 0


def measure(url, server, options, flooded):
    # A real flood comes from other machines. Here it must not take CPU from the server, and only sends what the processors have time for.
    flood = start_load("flood", "--url", url, "--prefix", "flood", "--users", options.flooders, "--duration", options.seconds + 8, niceness=19) if flooded else None
    time.sleep(3 if flooded else 0)
    began, used = time.monotonic(), cpu_seconds(server.pid)
    chat, fine = report_of(start_load("chat", "--url", url, "--prefix", "calm", "--pairs", options.pairs, "--rate", options.rate, "--warmup", 2, "--duration", options.seconds))
    cores = (cpu_seconds(server.pid) - used) / (time.monotonic() - began)
    p99 = chat["latency"]["delivered"]["p99"]
    rude = report_of(flood)[0]["counts"] if flood else {}
    print(f"{'with' if flooded else 'without'} flood: delivered p50 {chat['latency']['delivered']['p50']:.1f} ms, p99 {p99:.1f} ms of {chat['counts']['done']} messages, the server used {cores:.2f} processors"
          + (f"; the flooding sent {rude['sent']} over {rude['connects']} connects" if rude else ""), flush=True)
    return p99, fine


def main():
    options = arguments()
    for program in (HOST, LOAD):
        if not program.exists():
            sys.exit(f"flood: build first: dotnet build -c Release {program.parent.parent.parent.parent.relative_to(ROOT)}")
    url = f"http://127.0.0.1:{options.port}"
    figures, all_fine = {False: [], True: []}, True
    with tempfile.TemporaryDirectory(prefix="actorchat-flood-") as data:
        config = pathlib.Path(data, "flood.conf")
        # The limits are the defaults, because they are what is measured. Only the hash is cheap, because accounts are made first.
        config.write_text("actorchat.passwords { memory = 64KiB, iterations = 1 }\nactorchat.metrics.listen = off\nactorchat.log.level = warning\n")
        server = subprocess.Popen([HOST], stdout=subprocess.DEVNULL, cwd=ROOT, env=os.environ | {
            "ACTORCHAT_URLS": url, "ACTORCHAT_DATA": data + "/data", "ACTORCHAT_CONFIG": str(config)})
        try:
            wait_ready("flood", url, server, 60)
            for _ in range(options.rounds):
                for flooded in (False, True):
                    p99, fine = measure(url, server, options, flooded)
                    figures[flooded].append(p99)
                    all_fine = all_fine and fine
        finally:
            server.terminate()
            server.wait(60)
    alone, beside = (statistics.median(figures[flooded]) for flooded in (False, True))
    print(f"median p99: {alone:.1f} ms alone, {beside:.1f} ms beside {options.flooders} flooding users, ratio {beside / alone:.2f}")
    sys.exit(0 if all_fine else 1)


main()
