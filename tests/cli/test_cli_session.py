"""A session from the command line: played, commanded, looked at, recorded, rendered again."""

import json
import os
import signal
import subprocess

import pytest

from kapsound.cli import complete
from kapsound.control import Role, open_client
from kapsound.core.commands import End

NOTE = 'she said "it\'s fine" \x1b[31m\u202e'


def begin(spawn, tiny, *options):
    """Start a session without a terminal; return when clients can reach it, with its record."""
    process = spawn("play", tiny, "--output", "null", "--headless", *options)
    first = process.stderr.readline()
    assert '"A breath" begins' in first
    return process, first.split()[-1].rstrip(".")


def player_pid(starter):
    """The number of the player's own process, whose supervisor's parent is its starter."""
    return child_of(child_of(starter.pid, "kapsound.player.supervision"), "kapsound.player")


def child_of(pid, name):
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True
    )
    rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    found = [int(row[0]) for row in rows[1:] if row[1] == str(pid) and name in row[2]]
    return min(found)


@pytest.fixture(scope="module")
def record(spawn, tiny, home):
    """A session that was commanded from outside and ended; its record, and what was said."""
    process, name = begin(spawn, tiny, "--client", "A17", "--do", "0:01 note from the script")

    def run(*words):
        whole = [*process.args[:3], *words]
        return subprocess.run(whole, capture_output=True, text=True, check=False)

    answers = {
        "status": run("status"),
        "status json": run("status", "--json"),
        "note": run("control", "note", NOTE),
        "soften": run("control", "soften", "--json", "--actor", "nurse"),
        "unknown": run("control", "bed", "nosuch"),
        "asks": run("control", "end"),
        "asks json": run("control", "end", "--json"),
        "second": run("play", str(tiny), "--output", "null"),
        "dose": run("control", "dose"),
        "beds": complete.command_words(_Typed("bed")),
        "tracks": complete.command_words(_Typed("choose")),
        "end": run("control", "end", "--yes"),
    }
    code = process.wait(30)
    return name, code, process.stderr.read(), answers


class _Typed:
    def __init__(self, *words):
        self.params = {"words": words}


def test_status_says_how_it_stands(record):
    answers = record[3]
    assert answers["status"].stdout.startswith("T+    0:0")
    assert "preparation 1/2, waits for the dose" in answers["status"].stdout
    shown = json.loads(answers["status json"].stdout)
    contents = shown["contents"]
    assert (contents["title"], contents["client"]) == ("A breath", "A17")
    assert [output["name"] for output in shown["status"]["outputs"]] == ["null"]


def test_a_command_is_confirmed_once_it_happened(record):
    done = record[3]["dose"]
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "dose: done.\n")


def test_an_answer_as_json_is_one_object(record):
    answer = json.loads(record[3]["soften"].stdout)
    assert (answer["outcome"], answer["status"]["states"][0]) == ("accepted", "soften")


def test_what_the_session_refuses_is_said_with_its_reason(record):
    refused = record[3]["unknown"]
    assert refused.returncode == 5
    assert refused.stderr.startswith("kapsound: bed nosuch: ")
    assert "hush" in refused.stderr


def test_what_asks_first_is_done_only_when_confirmed(record):
    asked = record[3]["asks"]
    assert asked.returncode == 5
    assert asked.stderr.endswith("Give it again with --yes.\n")
    assert json.loads(record[3]["asks json"].stdout)["outcome"] == "asked"


def test_a_second_session_is_refused_and_shown_the_first(record):
    second = record[3]["second"]
    assert second.returncode == 4
    assert second.stderr == (
        "kapsound: a session runs already; `kapsound status` says how it stands\n"
    )


def test_the_shell_completes_what_the_session_has(record):
    answers = record[3]
    assert answers["beds"] == [("hush", "hush"), ("off", "no bed")]
    assert answers["tracks"] == [] or answers["tracks"][0][0].startswith("return/")


def test_one_who_follows_without_a_terminal_hears_of_each_phase_and_of_the_end(record, home):
    name, code, said, _ = record
    lines = said.splitlines()
    assert code == 0
    assert [line for line in lines if "preparation 1/2" in line]
    assert [line for line in lines if "return 2/2" in line]
    assert "\r" not in said
    assert lines[-3].endswith(", ended by a command.")
    assert f"{home}/records/{name}: whole, " in lines[-2]
    assert lines[-1] == f"`kapsound records show {name}` shows what ran."


def test_the_record_is_listed_shown_and_whole(kapsound, record):
    name = record[0]
    assert f"{name}  20" in kapsound("records", "list").out
    (listed,) = [
        item for item in json.loads(kapsound("records", "list", "--json").out) if item["id"] == name
    ]
    assert (listed["client"], listed["ended"], listed["whole"]) == ("A17", "end", True)
    assert kapsound("records", "verify", name).out.startswith("whole, ")


def test_a_note_is_kept_to_the_letter_and_shown_without_danger(kapsound, record):
    shown = kapsound("records", "show", record[0])
    assert 'she said "it\'s fine" \u241b[31m\ufffd' in shown.out
    assert not set(shown.out) & set("\x1b\u202e")
    assert "note: from the script" in shown.out
    assert "nurse: soften" in shown.out
    entries = map(json.loads, kapsound("records", "show", record[0], "--json").out.splitlines())
    assert NOTE in [entry["data"]["text"] for entry in entries if entry["kind"] == "note"]


def test_the_record_renders_again_to_the_sound_it_had(kapsound, record, home):
    """The last checkpoint of a journal has the digest of all that was played."""
    ran = kapsound("render", "--record", record[0], "-o", home / "was.raw")
    assert ran.code == 0
    entries = map(json.loads, kapsound("records", "show", record[0], "--json").out.splitlines())
    *_, last = (entry["data"]["digest"] for entry in entries if entry["kind"] == "checkpoint")
    assert f"digest of the sound {last}" in ran.err


def test_a_damaged_record_is_told_by_exit_code_and_line(kapsound, record, home):
    name = f"{record[0][:-6]}ffffff"
    folder = home / "records" / name
    folder.mkdir()
    raw = (home / "records" / record[0] / "journal.jsonl").read_bytes()
    (folder / "journal.jsonl").write_bytes(raw.replace(b"A breath", b"A breadth", 1))
    ran = kapsound("records", "verify", name)
    assert ran.code == 1
    assert "journal.jsonl, line 1" in ran.err
    assert "DAMAGED" in kapsound("records", "list").out
    assert (name, "") in [(item, "") for item, _ in complete.record_ids()]


def test_commands_given_beforehand_play_as_they_render(kapsound, spawn, tiny, home):
    script = ("--do", "0:01 dose", "--do", "0:02 end")
    process, name = begin(spawn, tiny, *script)
    assert process.wait(30) == 0
    first, second = home / "live.raw", home / "offline.raw"
    assert kapsound("render", "--record", name, "-o", first).code == 0
    assert kapsound("render", tiny, *script, "-o", second).code == 0
    assert first.read_bytes() == second.read_bytes()


def test_a_player_that_dies_is_followed_by_another(spawn, tiny):
    process, _ = begin(spawn, tiny, "--do", "0:02 end")
    process.stderr.readline()
    os.kill(player_pid(process), signal.SIGKILL)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "the player had stopped: it was ended by force (SIGKILL)" in said
    assert "the session is over" in said.lower()


def test_a_player_that_dies_with_nobody_watching_over_it_is_said_to_be_dead(spawn, tiny, kapsound):
    process, name = begin(spawn, tiny)
    process.stderr.readline()
    player = player_pid(process)
    os.kill(child_of(process.pid, "kapsound.player.supervision"), signal.SIGKILL)
    os.kill(player, signal.SIGKILL)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "kapsound: the player died at about T+ 0:0" in said
    assert "session is over" not in said
    assert name in said
    assert "not closed; the last line is whole" in kapsound("records", "verify", name).out
    assert kapsound("resume", name, "--close", "--yes").code == 0
    assert "closed" in kapsound("records", "verify", name).out


def test_ctrl_c_once_lets_the_session_go_on_and_twice_ends_it(spawn, tiny):
    process, _ = begin(spawn, tiny)
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    assert process.stderr.readline().startswith("The session goes on. Ctrl-C again")
    process.send_signal(signal.SIGINT)
    assert process.stderr.readline() == "The session ends with its closing fade.\n"
    assert process.wait(30) == 0


def test_one_who_leaves_leaves_the_session_alone(spawn, tiny):
    process, _ = begin(spawn, tiny)
    process.kill()
    process.wait(10)
    with open_client(Role.SCRIPT, "tests") as client:
        assert client.contents()["title"] == "A breath"
        client.do(End(), confirmed=True)
        for _ in client.watch(10):
            pass
