"""nginx in front of the nodes."""

import os
import pathlib
import shutil
import subprocess

from hosts import answers
from supervision import Child, Refused

INSTALL = "apt-get install nginx-light"
TEMPLATE = pathlib.Path(__file__).resolve().parent / "nginx.conf"


class Nginx(Child):
    def __init__(self, data, port, hosts):
        found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        if not found:
            raise Refused(f"nginx is not installed: {INSTALL}")
        folder = data / "nginx"
        folder.mkdir(exist_ok=True)
        config = folder / "nginx.conf"
        config.write_text(text_of(folder, port, hosts), encoding="utf-8")
        tried = subprocess.run([found, "-t", "-q", "-c", config, "-e", "stderr"], capture_output=True, text=True, check=False)
        if tried.returncode:
            raise Refused(f"nginx refuses its configuration or the port: {tried.stderr.strip()}")
        self.port = port
        super().__init__("nginx", [found, "-c", config, "-e", "stderr"], data / "nginx.log")

    def is_ready(self):
        return self.runs and answers(self.port, "/health/live")


def text_of(folder, port, hosts):
    """The template with this cluster's ports: a group of all nodes, and for each node a group whose other nodes answer only while it is down."""
    def group(name, first, others):
        lines = [f"    server {host.address} max_fails=1 fail_timeout=1s;" for host in first]
        lines += [f"    server {host.address} max_fails=1 fail_timeout=1s backup;" for host in others]
        return "\n".join([f"  upstream {name} {{", f"    zone {name} 64k;", *lines, "    keepalive 64;", "  }"])

    groups = [group("nodes", hosts, [])]
    groups += [group(host.name, [host], [other for other in hosts if other is not host]) for host in hosts]
    marks = "\n".join(f"    ~^{host.name}\\. {host.name};" for host in hosts)
    text = TEMPLATE.read_text("utf-8")
    for name, value in {"FOLDER": str(folder), "PORT": str(port), "GROUPS": "\n".join(groups), "MARKS": marks}.items():
        text = text.replace(f"@{name}@", value)
    return text
