"""Breaks playlists: their words, their lengths, their file while it plays, their format."""

from breakages.rows import Fault, Found, Place, wrong
from breakages.sessions import home_in, kapsound, sounding, surroundings
from kapsound.paths import ready_playlists

SLIPS = """
format = 1
title = 5
safe_bed = "osean"
closing_fade = "soon"
[beds.ocean]
synth = "ocaen"
[[phases]]
name = "peak"
lenght = "60s"
length = "-5s"
beds = ["ocean"]
"""
NAMED = ("title", "closing_fade", "synth", "lenght", "length")
FITS = """
format = 1
title = "Fits"
safe_bed = "hush"
[beds.hush]
synth = "brown"
length = "10s"
[cues.late]
path = "{cue}"
label = "Late"
[[phases]]
name = "onset"
length = "10m"
beds = ["hush"]
tracks = [{{synth = "drone", length = "60s"}}]
cues = [{{cue = "late", at = "{at}"}}, {{cue = "late", at = "5s"}}, {{cue = "late", at = "6s"}}]
[[phases]]
name = "empty"
length = "5m"
"""


def slips(place: Place) -> Found:
    """Write a playlist full of slips, and one that is no TOML."""
    shell = surroundings(home_in(place), None)
    path = place.folder / "slips.toml"
    path.write_text(SLIPS)
    said = kapsound(shell, "check", str(path))
    path.write_text("title = [\nformat == 1")
    torn = kapsound(shell, "check", str(path))
    missing = [name for name in NAMED if name not in said.text]
    return Found(
        wrong(
            (said.code == torn.code == 1, f"exit status {said.code}, {torn.code}"),
            (not missing, f"not named at once: {', '.join(missing)}"),
            ("slips.toml:" in said.text, "no line is named"),
            ("did you mean" in said.text, "the nearest name is not said"),
            ("Traceback" not in said.text + torn.text, "a traceback"),
        ),
        recorded="nothing began",
        words=tuple((said.text + torn.text).strip().splitlines()),
    )


def lengths(place: Place) -> Found:
    """Write a playlist whose phases and cues do not fit."""
    path = place.folder / "fits.toml"
    cue = ready_playlists() / "cues" / "trust.opus"
    (place.folder / "cue.opus").write_bytes(cue.read_bytes())
    shell = surroundings(home_in(place), None)
    path.write_text(FITS.format(cue="cue.opus", at="20m"))
    past = kapsound(shell, "check", str(path)).text
    path.write_text(FITS.format(cue="cue.opus", at="4s"))
    text = kapsound(shell, "check", str(path)).text
    return Found(
        wrong(
            (
                "tracks fill" in text,
                "a phase longer than its tracks is not named",
            ),
            ("empty" in text or "phases[1]" in text, "an empty phase is not named"),
            ("outside the phase" in past, "a cue past the end is not named"),
            ("cues[1]" in text or "cues[2]" in text, "cues upon one another are not named"),
            ("Traceback" not in text + past, "a traceback"),
        ),
        recorded="named before it began",
        words=tuple((past + text).strip().splitlines()),
    )


def edited(place: Place) -> Found:
    """Edit a playlist while it plays."""
    path = place.folder / "p" / "mine.toml"
    path.parent.mkdir()
    demo = (ready_playlists() / "demo.toml").read_text("utf-8")
    text = demo.replace('"cues/', f'"{ready_playlists()}/cues/').replace(
        'media = "."', f'media = "{ready_playlists()}"'
    )
    path.write_text(text.replace(f"{ready_playlists()}/cues/", "cues/"))
    before = path.read_text()
    with sounding(place, playlist=str(path)) as it:
        path.write_text("this is no playlist any more")
        it.session.wait(4)
        it.session.end()
        sound = it.compared()
        (first,) = it.session.entries("session")
    return Found(
        wrong(
            (sound.missing == 0 and sound.same > 0, "the frozen copy did not play"),
            (first["data"]["text"] == before, "the record holds another text"),
        ),
        sound,
        recorded="its text as it was",
    )


def newer(place: Place) -> Found:
    """Give it a playlist of a newer format."""
    path = place.folder / "newer.toml"
    path.write_text('format = 99\ntitle = "From the future"\n[hologram]\nwide = true\n')
    before = path.read_bytes()
    said = kapsound(surroundings(home_in(place), None), "play", str(path), "--headless")
    return Found(
        wrong(
            (said.code == 1, f"exit status {said.code}"),
            ("newer" in said.text and "99" in said.text, "it is not said that it is newer"),
            ("hologram" not in said.text, "its keys are called slips"),
            (path.read_bytes() == before, "the file was written to"),
        ),
        recorded="nothing began",
        words=tuple(said.text.strip().splitlines()),
    )


FAULTS = (
    Fault("14", "slips", "bad syntax, type, key, unit", "a playlist of five slips", slips),
    Fault("15", "lengths", "phase longer than its tracks, empty phase, cue past the end",
          "a playlist of these", lengths),
    Fault("16", "edited", "playlist edited while it plays", "overwritten", edited),
    Fault("17", "newer-format", "newer format than the program", "format = 99", newer),
)  # fmt: skip
