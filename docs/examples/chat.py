"""A visitor without a browser, over HTTP alone, with nothing but Python's standard library.

Each line of the input is said; each answer is printed once, whatever the network does. It ends when the
input has ended and the last line has been answered.

    python3 docs/examples/chat.py http://127.0.0.1:8000 ASSISTANT_ID
"""
import json
import os
import random
import secrets
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

server, assistant = sys.argv[1:3]
token = secrets.token_urlsafe(32)  # Whoever has it is this visitor: keep it.


def ask(path, body=None, patience=5, **query):
    """One request, again and again until the server has answered it."""
    query = urllib.parse.urlencode({"assistant_id": assistant, **query})
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    for failures in range(10**9):
        request = urllib.request.Request(f"{server}/api/v1/widget{path}?{query}", data, headers)
        wait = random.uniform(0, min(30, 0.5 * 2 ** min(failures, 6)))
        try:
            with urllib.request.urlopen(request, timeout=patience) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code < 500 and refused.code != 429:
                print(f"refused: {refused.read().decode()}", file=sys.stderr)
                os._exit(1)  # Whichever of the two threads it is.
            wait = max(wait, float(refused.headers.get("retry-after", 0)))
        except (OSError, ValueError, urllib.error.URLError):
            pass  # No answer, or half of one. Nobody knows whether it was done: ask once more.
        time.sleep(wait)


# The same client_id again gives the same dialog, so that an answer that was lost makes no second one.
new = {"assistant_id": assistant, "client_id": str(uuid.uuid4()), "visitor_token": token}
dialog = f"/dialogs/{ask('/dialogs', new)['dialog']['id']}"
changed = threading.Condition()
answered = 0  # the number of the last answer


def listen():
    global answered
    last, epoch = 0, None
    while True:
        page = ask(f"{dialog}/messages", after=last, wait=25, patience=40)
        if epoch not in (None, page["history_epoch"]):
            last = -1  # Another history, after a restore: read it from the start.
        epoch = page["history_epoch"]
        for entry in page["items"] if last >= 0 else []:
            last = entry["seq"]
            if entry["type"] == "message" and entry["sender"] != "user":
                print(f"{entry['sender']}: {entry['text']}", flush=True)
                with changed:
                    answered = last
                    changed.notify()
        last = max(last, 0)


threading.Thread(target=listen, daemon=True).start()
said = 0
for line in filter(str.strip, sys.stdin):
    message = {"client_id": str(uuid.uuid4()), "text": line.strip()}
    said = ask(f"{dialog}/messages", message)["seq"]  # `duplicate`: it had arrived before.
with changed:
    changed.wait_for(lambda: answered > said)
