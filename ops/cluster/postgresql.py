"""PostgreSQL as a child: its own folder, a free port of this machine, a password that nobody else knows."""

import glob
import os
import pathlib
import pwd
import re
import secrets
import shutil
import subprocess

from supervision import Child, Refused, with_parent

INSTALL = "apt-get install postgresql-15"
NAME = "actorchat"
# The pools of so many nodes, and psql beside them.
CONNECTIONS = 400


class PostgreSql(Child):
    def __init__(self, data, port):
        self.folder, self.port = data / "postgresql", port
        # It refuses to run as root.
        user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self._binaries = binaries()
        self._data = data
        self._password = password(data / "postgresql.password")
        super().__init__(
            "PostgreSQL",
            [
                self._binaries / "postgres", "-D", self.folder, "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                "-c", f"max_connections={CONNECTIONS}",
            ],
            data / "postgresql.log", user=user, cwd="/")

    @property
    def connection(self):
        """As Npgsql reads it."""
        return f"Host=127.0.0.1;Port={self.port};Database={NAME};Username={NAME};Password={self._password}"

    def prepare(self):
        """Makes the database's files at the first start."""
        self._data.chmod(self._data.stat().st_mode | 0o711)
        if (self.folder / "PG_VERSION").exists():
            return
        self.folder.mkdir(exist_ok=True)
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.folder.chmod(0o700)
        reader, writer = os.pipe()
        with os.fdopen(writer, "w") as text:
            text.write(self._password)
        # No file that others could read, and not on the command line.
        if self.user:
            os.fchown(reader, self.user.pw_uid, self.user.pw_gid)
        done = self._run(
            [self._binaries / "initdb", "-D", self.folder, "-U", NAME, "--auth=scram-sha-256", f"--pwfile=/dev/fd/{reader}", "--encoding=UTF8", "--locale=C"],
            pass_fds=[reader])
        os.close(reader)
        if done.returncode:
            hint = f" (user {self.user.pw_name} must be able to enter this folder)" if self.user else ""
            raise Refused(f"initdb cannot make {self.folder}{hint}: {done.stderr.strip()}")

    def is_ready(self):
        return self._sql("postgres", "select 1").returncode == 0

    def create(self):
        """Makes the database in it, unless it is there."""
        if self._sql("postgres", f"select 1 / count(*) from pg_database where datname = '{NAME}'").returncode == 0:
            return
        done = self._sql("postgres", f"create database {NAME}")
        if done.returncode:
            raise Refused(f"The database cannot be made: {done.stderr.strip()}")

    def _sql(self, database, text):
        environment = {**os.environ, "PGPASSWORD": self._password, "PGCONNECT_TIMEOUT": "5"}
        return self._run(
            [self._binaries / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", NAME, "-d", database, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", text],
            environment=environment)

    def _run(self, command, environment=None, pass_fds=()):
        who = {} if self.user is None else {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, cwd="/", pass_fds=pass_fds, preexec_fn=with_parent, check=False, **who)


def password(file):
    """Made at the first start, and readable by this user alone."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32), encoding="ascii")
    return file.read_text("ascii")


def binaries():
    """The folder of the newest PostgreSQL that is installed."""
    def version(folder):
        return int(re.search(r"/(\d+)/bin$", folder)[1])

    installed = sorted((folder for folder in glob.glob("/usr/lib/postgresql/[0-9]*/bin") if os.path.exists(f"{folder}/initdb")), key=version)
    if installed:
        return pathlib.Path(installed[-1])
    if found := shutil.which("initdb"):
        return pathlib.Path(found).resolve().parent
    raise Refused(f"PostgreSQL is not installed: {INSTALL}")
