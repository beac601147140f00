"""Gives it hostile text: control characters, markup, and formats that run programs."""

import time

from shared.missing import NotHere
from shared.program import command
from shared.terminal import terminal

from breakages.rows import Fault, Found, Place, wrong
from breakages.sessions import kapsound, session

TITLE = "Sea\\u001b]0;HACK\\u0007\\u001b[31mRED\\u009b31m\\u202eevil[/][@click=app.quit]go[/]"
RAW = ("\x1b]0;HACK", "\x1b[31mRED", "\x9b31m", "\u202e")
PLAYLIST = """
format = 1
title = "{title}"
safe_bed = "hush"
closing_fade = "1s"
[beds.hush]
synth = "brown"
length = "10s"
label = "{title}"
[[phases]]
name = "peak"
length = "5m"
beds = ["hush"]
tracks = [{{synth = "drone", length = "60s", title = "{title}"}}]
"""


def text(place: Place) -> Found:
    """Put control characters and markup into every text, and look at each byte that comes out."""
    path = place.folder / "hostile.toml"
    path.write_text(PLAYLIST.format(title=TITLE))
    with session(place, None, playlist=str(path)) as running:
        note = running.do("note", "calm" + "".join(RAW) + "[/][@click=app.quit]x[/]")
        running.do("mark", "\x1b[2J")
        with terminal([*command(), "attach"], running.environment) as screen:
            screen.seconds_to("HACK")
            time.sleep(2)
            alive = screen.process.poll() is None
            drawn = screen.drawn.decode("utf-8", errors="replace")
        status = kapsound(running.environment, "status").text
        running.end()
        outputs = {
            "the screen": drawn,
            "play": running.said(),
            "status": status,
            "control": note.text,
            "records show": running.shown(),
            "records list": kapsound(running.environment, "records", "list").text,
            "check": kapsound(running.environment, "check", str(path)).text,
        }
    through = [name for name, out in outputs.items() if any(raw in out for raw in RAW)]
    client = kapsound(
        running.environment,
        "play",
        "demo",
        "--headless",
        "--output",
        "null",
        "--client",
        "\x1b[31m",
    )
    return Found(
        wrong(
            (not through, f"raw control characters in {', '.join(through)}"),
            (alive, "the screen died of it"),
            ("Traceback" not in "".join(outputs.values()) + client.text, "a traceback"),
            ("[@click" in outputs["records show"], "markup is not shown as it is"),
            (client.code != 0, "a client code of control characters is taken"),
        ),
        recorded="as visible glyphs",
        words=(client.text.strip(),),
    )


def formats(_place: Place) -> Found:
    """Give it documents that run or fetch things."""
    raise NotHere("no XSPF is read, and no CSV or HTML is written yet")


FAULTS = (
    Fault("31", "hostile-text", "ESC, C1, bidi controls, markup in titles, notes, client codes",
          "in every text; each byte of the terminal looked at", text),
    Fault("32", "hostile-files", "entity bombs in XSPF, formulas in CSV, script in HTML",
          "", formats),
)  # fmt: skip
