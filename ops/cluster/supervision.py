"""Children that are started again when they end, and ended in order."""

import ctypes
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

# A child that ended is started again this long after. (Seconds, like everything here.)
BACK_OFF = 1
LOOK_EVERY = 0.1
# The first start fails when a node ended so often before all were ready: nobody waits for a setting that is wrong.
FAILED_STARTS = 5
# The longest that each is given to end in an orderly way. A node: longer than stopping.deadline and stopping.requests (hocon.conf).
NODE_STOPS = 60
OTHERS_STOP = 30
# After a second signal.
CUT_SHORT = 5

PR_SET_PDEATHSIG = 1
LIBRARY = ctypes.CDLL(None)


class Refused(Exception):
    """What somebody has to change before it can start; its text says what."""


def with_parent():
    """In the child: it is told to stop when this process is killed."""
    LIBRARY.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A process with its log, which is its name."""

    def __init__(self, name, command, log, pid_file=None, environment=None, user=None, cwd=None):
        self.name, self.command, self.log, self.pid_file = name, command, pathlib.Path(log), pid_file and pathlib.Path(pid_file)
        self.environment, self.user, self.cwd = environment, user, cwd
        self.process, self.starts, self.due = None, 0, 0.0

    def start(self):
        who = {} if self.user is None else {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        with open(self.log, "ab") as log:
            # A session of its own: Ctrl-C reaches only this process, which ends its children in order.
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment, cwd=self.cwd,
                start_new_session=True, preexec_fn=with_parent, **who)
        self.starts += 1
        if self.pid_file:
            # Whole or not at all: a reader never finds half a number.
            beside = self.pid_file.with_suffix(".new")
            beside.write_text(f"{self.process.pid}\n", encoding="ascii")
            beside.replace(self.pid_file)

    @property
    def runs(self):
        return self.process is not None and self.process.poll() is None

    def look(self, now):
        """Starts it again if it has ended long enough ago; whether it was found ended just now."""
        if self.runs:
            self.due = 0.0
            return False
        if self.due == 0.0:
            self.due = now + BACK_OFF
            self.forget()
            return True
        if now >= self.due:
            self.start()
        return False

    def tell(self, number):
        if self.runs:
            self.process.send_signal(number)

    def wait(self, seconds, cut=None):
        """Whether it ended within this time, and before somebody has cut it short."""
        end = time.monotonic() + seconds
        while self.runs:
            if time.monotonic() >= end or (cut and cut.is_set()):
                return False
            time.sleep(LOOK_EVERY)
        self.forget()
        return True

    def kill(self):
        if self.runs:
            # The whole session: what PostgreSQL has started ends by itself, nothing else starts anything.
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.forget()

    def forget(self):
        if self.pid_file:
            self.pid_file.unlink(missing_ok=True)

    def last_lines(self, count=3):
        try:
            return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-count:])
        except OSError:
            return ""


class Supervisor:
    """Starts everything in order, keeps it alive, ends it in order."""

    def __init__(self):
        self._stopping, self._cut = threading.Event(), threading.Event()
        self._database, self._hosts, self._front = None, [], None

    def stop(self):
        """On a signal: the first ends everything in order, a second one cuts that short."""
        (self._cut if self._stopping.is_set() else self._stopping).set()

    def run(self, database, hosts, front, _held):
        self._database, self._hosts, self._front = database, hosts, front
        outcome = 0
        try:
            database.prepare()
            database.start()
            if self._when(database.is_ready):
                database.create()
                for host in hosts:
                    host.start()
                outcome = self._serve()
        finally:
            self._end()
        return outcome

    def _serve(self):
        waited = list(self._hosts)
        started = False
        while not self._stopping.wait(LOOK_EVERY):
            now = time.monotonic()
            children = [self._database, *self._hosts, *([self._front] if self._front.starts else [])]
            for child in children:
                if child.look(now):
                    print(f"{child.name} ended with {child.process.returncode}; it is started again. {child.log} ends with:\n{child.last_lines()}", file=sys.stderr, flush=True)
                    if not started and child.starts >= FAILED_STARTS:
                        print(f"{child.name} does not start.", file=sys.stderr, flush=True)
                        return 1
            if not started:
                waited = [host for host in waited if not host.is_ready()]
                if not waited and not self._front.starts:
                    self._front.start()
                elif not waited and self._front.is_ready():
                    started = True
                    print("ready", flush=True)
        return 0

    def _when(self, is_true):
        """Whether it became true before somebody stopped everything."""
        while not is_true():
            if not self._database.runs:
                raise Refused(f"PostgreSQL does not start. {self._database.log} ends with:\n{self._database.last_lines(10)}")
            if self._stopping.wait(LOOK_EVERY):
                return False
        return True

    def _end(self):
        """The nodes one after the other, so that the sessions of one can go to the others; then nginx, then the database."""
        for host in self._hosts:
            # A second signal: the node lets no session leave in its turn.
            self._end_one(host, signal.SIGTERM, NODE_STOPS, again=signal.SIGTERM)
        self._end_one(self._front, signal.SIGTERM, OTHERS_STOP, again=signal.SIGTERM)
        self._end_one(self._database, signal.SIGINT, OTHERS_STOP, again=signal.SIGQUIT)

    def _end_one(self, child, number, seconds, again):
        if child is None or child.process is None:
            return
        child.tell(number)
        if not child.wait(seconds, self._cut):
            child.tell(again)
            child.wait(CUT_SHORT)
        child.kill()
