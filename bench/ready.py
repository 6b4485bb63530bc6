"""Waits for a server that a benchmark started."""
import sys, time, urllib.error, urllib.request


def wait_ready(program, url, process, seconds, pause=0.1):
    """Returns once the server is ready; ends the program if the server ended or takes longer than that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            sys.exit(f"{program}: the server ended with {process.returncode}")
        try:
            urllib.request.urlopen(url + "/health/ready", timeout=1)
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(pause)
    process.kill()
    sys.exit(f"{program}: the server is not ready after {seconds} s")
