"""Drives Debian's python3-socketio (asyncio) and prints one line of JSON for each thing seen.

    /usr/bin/python3 scenario.py URL polling|websocket|upgrade [behaviours|reconnection]
"""

import asyncio
import json
import sys

import socketio

EVENTS_IN_ORDER = 200
# The client refuses a poll answer of more than 16 packets, so it is never owed more than that.
EVENTS_AT_ONCE = 8
HEARTBEATS_SECONDS = 1.6
LARGE_BYTES = 200_000

url, transport, *rest = sys.argv[1:]
scenario = rest[0] if rest else "behaviours"


def report(**line):
    print(json.dumps(line), flush=True)


def expect(seen, wanted):
    if seen != wanted:
        raise AssertionError(f"expected {str(wanted)[:200]}, got {str(seen)[:200]}")


class Session:
    """One client with a queue of what came back."""

    def __init__(self, reconnection=True):
        self.client = socketio.AsyncClient(
            reconnection=reconnection, reconnection_delay=0.1, reconnection_delay_max=0.2, randomization_factor=0
        )
        self.answers = asyncio.Queue()
        self.auths = asyncio.Queue()
        self.refusals = asyncio.Queue()
        self.connects = asyncio.Queue()
        self.disconnects = 0
        self.client.on("message-back", lambda *args: self.answers.put_nowait(list(args)))
        self.client.on("auth", self.auths.put_nowait, namespace="/custom")
        self.client.on("connect", lambda: self.connects.put_nowait(True))
        self.client.on("connect_error", self.refusals.put_nowait, namespace="/random")
        self.client.on("disconnect", self.disconnected)

    def disconnected(self):
        self.disconnects += 1

    async def open(self, namespaces=("/",), auth=None, wait=True):
        transports = None if transport == "upgrade" else [transport]
        await self.client.connect(url, transports=transports, namespaces=list(namespaces), auth=auth, wait=wait, wait_timeout=5)

    async def answer(self, seconds=5):
        return await asyncio.wait_for(self.answers.get(), seconds)

    async def echoed(self, *args):
        await self.client.emit("message", tuple(args))
        return await self.answer()


async def text(session):
    sent = ["hello", 1, -2.5, True, None, {"a": [1, {"b": "c"}], "3": [True]}]
    expect(await session.echoed(*sent), sent)
    expect(await session.echoed(), [])


async def unicode(session):
    sent = 'a\u001eb\u0000c \u00e9 \u20ac \U0001f600 \u2028 "\\/ \u0416'
    expect(await session.echoed(sent, {sent: sent}), [sent, {sent: sent}])


async def nested_binary(session):
    sent = {"list": [b"\x01\x02\x03", {"deep": b"\x00\xff\x04\x1e"}], "none": b"", "text": "x"}
    expect(await session.echoed(sent), [sent])


async def large_binary(session):
    sent = bytes((at * 31 + (at >> 8)) & 0xFF for at in range(LARGE_BYTES))
    expect(await session.echoed(sent), [sent])


async def acks(session):
    for n in range(3):
        expect(await session.client.call("message-with-ack", (n, {"n": n}), timeout=5), (n, {"n": n}))
    expect(await session.client.call("message-with-ack", {"data": b"\x09\x08\x07"}, timeout=5), {"data": b"\x09\x08\x07"})


async def order(session):
    for first in range(0, EVENTS_IN_ORDER, EVENTS_AT_ONCE):
        burst = range(first, first + EVENTS_AT_ONCE)
        for n in burst:
            await session.client.emit("message", n)
        expect([await session.answer() for _ in burst], [[n] for n in burst])


async def second_namespace(_):
    other = Session()
    await other.open(namespaces=["/", "/custom"], auth={"token": "abc"})
    expect(await asyncio.wait_for(other.auths.get(), 5), {"token": "abc"})
    await other.client.disconnect()


async def unknown_namespace(_):
    other = Session(reconnection=False)
    await other.open(namespaces=["/random"], wait=False)
    expect(await asyncio.wait_for(other.refusals.get(), 5), {"message": "Invalid namespace"})
    await other.client.disconnect()


async def heartbeats(session):
    await asyncio.sleep(HEARTBEATS_SECONDS)
    expect(await session.echoed("alive"), ["alive"])


async def one_connection(session):
    expect(session.disconnects, 0)


async def transport_in_use(session):
    expect(session.client.transport(), "polling" if transport == "polling" else "websocket")


BEHAVIOURS = {
    "text": text,
    "unicode": unicode,
    "nestedBinary": nested_binary,
    "largeBinary": large_binary,
    "acks": acks,
    "order": order,
    "secondNamespace": second_namespace,
    "unknownNamespace": unknown_namespace,
    "heartbeats": heartbeats,
    "oneConnection": one_connection,
    "transport": transport_in_use,
}


async def attempt(behaviour, action):
    try:
        await action
        report(behaviour=behaviour, passed=True)
    except Exception as error:  # whatever went wrong is the result
        report(behaviour=behaviour, passed=False, detail=f"{type(error).__name__}: {error}")


async def all_behaviours(session):
    await session.open()
    for name, behaviour in BEHAVIOURS.items():
        await attempt(name, behaviour(session))
    await session.client.disconnect()


async def connected_again(session):
    await asyncio.wait_for(session.connects.get(), 20)
    expect(await session.echoed("again"), ["again"])


async def reconnection(session):
    await session.open()
    await session.connects.get()
    # The test restarts the server now.
    report(ready=True)
    await attempt("reconnection", connected_again(session))
    await session.client.disconnect()


async def main():
    run = {"behaviours": all_behaviours, "reconnection": reconnection}[scenario]
    try:
        await asyncio.wait_for(run(Session()), 50)
    except Exception as error:  # an end without results must say why
        report(behaviour=scenario, passed=False, detail=f"{type(error).__name__}: {error}")


asyncio.run(main())
