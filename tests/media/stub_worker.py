"""A worker that does as each request's recipe is named: crash, hang, babble or never end."""

import ctypes
import json
import os
import signal
import sys
import threading


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def never_end():
    while True:
        say({"part": 0.5})
        threading.Event().wait(0.1)


DEEDS = {
    "segfault": lambda: ctypes.string_at(0),
    "exit": lambda: os._exit(7),
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "hang": lambda: threading.Event().wait(),
    "for-ever": never_end,
    "part": lambda: say({"part": 0.5}),
}
ANSWERS = {
    "babble": "no such reply",
    "refuse": {"refused": "not nice"},
    "full": {"refused": "the disk is full", "lasting": False},
}


def main():
    for line in sys.stdin:
        name = json.loads(line)["recipe"]["path"].rpartition("/")[2]
        DEEDS.get(name, lambda: None)()
        say(ANSWERS.get(name, {"made": {"key": name, "process": os.getpid()}}))


main()
