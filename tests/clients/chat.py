"""Two users chat through python-socketio:  chat.py <url> <polling|websocket|upgrade> <suffix of the logins>

Prints "ok", or throws with what was seen instead.
"""

import os
import queue
import sys
import traceback

import requests
import socketio

PATIENCE = 30  # seconds
# A refused connect waits this long in the client itself, also after the refusal has come.
REFUSAL = 5  # seconds

url, transport, suffix = sys.argv[1:4]
transports = None if transport == "upgrade" else [transport]
alice, bob, carol = (f"{name}-{suffix}" for name in ("alice", "bob", "carol"))


def register(login):
    credentials = {"login": login, "password": "correct horse"}
    assert requests.post(f"{url}/registr", json=credentials, timeout=PATIENCE).status_code == 201
    answer = requests.post(f"{url}/login", json=credentials, timeout=PATIENCE)
    assert answer.status_code == 200, answer.text
    return answer.json()


class Client:
    """A connected client that keeps the events it got, by name."""

    def __init__(self, auth):
        self.events = {}
        self.socket = socketio.Client(reconnection=False)
        for name in ("get_name", "message", "chat", "read", "typing", "presence", "chat_error", "connect_error"):
            self.events[name] = queue.Queue()
            self.socket.on(name, self.events[name].put)
        self.socket.connect(url, auth=auth, transports=transports, wait_timeout=PATIENCE)
        assert self.next("get_name") == auth["login"]

    def next(self, name):
        return self.events[name].get(timeout=PATIENCE)

    def call(self, event, argument):
        return self.socket.call(event, argument, timeout=PATIENCE)

    def refused(self, event, argument):
        return self.call(event, argument)["error"]["code"]


def refused_to_connect(auth):
    socket = socketio.Client(reconnection=False)
    errors = queue.Queue()
    socket.on("connect_error", errors.put)
    try:
        socket.connect(url, auth=auth, transports=transports, wait_timeout=REFUSAL)
    except socketio.exceptions.ConnectionError:
        error = errors.get(timeout=PATIENCE)
        return error["message"], error["data"]["code"]
    raise AssertionError("connected")


def chat():
    for_alice, for_bob, for_carol = register(alice), register(bob), register(carol)
    assert refused_to_connect({"login": alice}) == ("unauthorized", "missing_credentials")
    assert refused_to_connect({"login": alice, "token": "no token"}) == ("unauthorized", "invalid_token")
    assert refused_to_connect({"login": bob, "token": for_alice["token"]}) == ("unauthorized", "login_mismatch")

    at_alice, at_bob, at_carol = Client(for_alice), Client(for_bob), Client(for_carol)
    joined = at_alice.call("join_room", {"login": alice, "companion": bob})
    room, epoch = joined["room"], joined["epoch"]
    assert len(epoch) == 16 and joined == {"room": room, "companion": bob, "created": True, "epoch": epoch}, joined
    assert at_bob.call("join_room", {"companion": alice}) == {"room": room, "companion": alice, "created": False, "epoch": epoch}

    stored = at_alice.call("message", {"companion": bob, "message": "привет \U0001f600", "clientMessageId": "one"})
    assert (stored["room"], stored["seq"]) == (room, 1), stored
    for client in (at_alice, at_bob):
        message = client.next("message")
        assert (message["seq"], message["login"], message["message"], message["isRead"]) == (1, alice, "привет \U0001f600", False), message
        assert message["clientMessageId"] == "one" and message["id"] == stored["id"] and message["time"] == stored["time"]

    # Without an acknowledgement the copy is the answer.
    at_bob.socket.emit("message", {"room": room, "message": "hi"})
    assert [client.next("message")["message"] for client in (at_alice, at_bob)] == ["hi", "hi"]

    assert at_bob.call("read", {"room": room, "seq": 1}) == {"room": room, "seq": 1, "unread": 0}
    assert at_alice.next("read") == {"room": room, "login": bob, "seq": 1, "unread": 0}
    at_alice.socket.emit("typing", {"room": room, "typing": True})
    assert at_bob.next("typing") == {"room": room, "login": alice, "typing": True}

    history = at_bob.call("have_room", room)
    assert [(m["seq"], m["login"], m["isRead"]) for m in history["messages"]] == [(1, alice, True), (2, bob, False)], history
    assert history["companion"] == alice and history["hasMore"] is False and history["read"] == {alice: 0, bob: 1}, history

    assert at_bob.refused("message", {"companion": alice, "message": "x" * 4001}) == "message_too_long"
    assert at_bob.refused("join_room", {"companion": f"nobody-{suffix}"}) == "user_not_found"
    assert at_carol.refused("have_room", {"room": room}) == "room_not_found"
    at_carol.socket.emit("read", {"room": room, "seq": "1"})
    refused = at_carol.next("chat_error")
    assert (refused["event"], refused["code"]) == ("read", "invalid_request"), refused

    for client in (at_alice, at_bob, at_carol):
        client.socket.disconnect()
    print("ok")


try:
    chat()
except BaseException:
    traceback.print_exc()
    # The client's own threads would keep the process alive.
    os._exit(1)
