"""The nodes."""

import http.client
import os
import shutil

from supervision import Child, Refused

HEALTH_PATIENCE = 5
# 64 MiB of new objects between two collections, as .NET reads it. Several nodes share these processors, and each collection of each of them costs all.
YOUNGEST_GENERATION = "0x4000000"


class Host(Child):
    def __init__(self, name, data, program, database, ports, contacts):
        self.address, self.port = f"127.0.0.1:{ports['web']}", ports["web"]
        folder = data / name
        folder.mkdir(mode=0o700, exist_ok=True)
        environment = {
            **os.environ,
            "ACTORCHAT_URLS": f"http://{self.address}",
            "ACTORCHAT_DATA": str(folder),
            "ACTORCHAT_METRICS": f"127.0.0.1:{ports['metrics']}",
            "ACTORCHAT_STORAGE": "postgresql",
            "ACTORCHAT_POSTGRESQL": database.connection,
            "ACTORCHAT_CLUSTER": "on",
            "ACTORCHAT_NODE": name,
            "ACTORCHAT_CLUSTER_HOST": "127.0.0.1",
            "ACTORCHAT_CLUSTER_PORT": str(ports["remoting"]),
            "ACTORCHAT_CLUSTER_MANAGEMENT_PORT": str(ports["management"]),
            "ACTORCHAT_CLUSTER_CONTACTS": contacts,
        }
        environment.setdefault("DOTNET_GCgen0size", YOUNGEST_GENERATION)
        super().__init__(name, [dotnet(), program], data / f"{name}.log", pid_file=data / f"{name}.pid", environment=environment)

    @staticmethod
    def all(data, program, database, nodes, ports):
        """All nodes, the file that they read if none is given, and the list of their addresses."""
        if not program.exists():
            raise Refused(f"{program}: there is no such program")
        taken = {f"node-{number}": {kind: next(ports) for kind in ("web", "metrics", "remoting", "management")} for number in range(1, nodes + 1)}
        contacts = ",".join(f"127.0.0.1:{node['management']}" for node in taken.values())
        if not os.environ.get("ACTORCHAT_CONFIG"):
            standard = data / "actorchat.conf"
            if not standard.exists():
                standard.write_text('# nginx is on this machine: limits by address see the address that it names.\nactorchat.security.trusted-proxies = ["127.0.0.1"]\n', encoding="ascii")
            os.environ["ACTORCHAT_CONFIG"] = str(standard)
        (data / "nodes").write_text("".join(
            f"{name} http://127.0.0.1:{node['web']} metrics http://127.0.0.1:{node['metrics']} remoting {node['remoting']} management {node['management']}\n" for name, node in taken.items()),
            encoding="ascii")
        return [Host(name, data, program, database, node, contacts) for name, node in taken.items()]

    def is_ready(self):
        return self.runs and answers(self.port, "/health/ready")


def answers(port, path):
    """Whether 127.0.0.1 answers a request with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HEALTH_PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def dotnet():
    if found := shutil.which("dotnet"):
        return found
    raise Refused("dotnet is not installed, or not on PATH: https://dotnet.microsoft.com/download")
