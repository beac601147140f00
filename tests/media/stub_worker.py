"""A worker that does as each request's recipe is named: crash, hang, allocate, babble or obey."""

import ctypes
import json
import os
import sys
import threading


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main():
    for line in sys.stdin:
        name = json.loads(line)["recipe"]["path"].rpartition("/")[2]
        answer = {"made": {"key": name, "process": os.getpid()}}
        if name == "segfault":
            ctypes.string_at(0)
        elif name == "exit":
            os._exit(7)
        elif name == "hang":
            threading.Event().wait()
        elif name == "babble":
            answer = "no such reply"
        elif name == "part":
            say({"part": 0.5})
        elif name == "refuse":
            answer = {"refused": "it is not nice"}
        say(answer)


main()
