"""The words before the tables of the playlist reference."""

INTRODUCTION = """\
# Playlists

A playlist is one text file that holds a whole session: its phases from preparation to return,
the music of each, the beds of ambience beneath it and the recorded voices above it. It is
written in [TOML](https://toml.io), with any text editor. This page names every table and every
key of it.

It is generated from the program itself, so the two agree. `kapsound check PLAYLIST` reads a
playlist and lists all that would go wrong, with line and key; `kapsound schema` prints a JSON
Schema, by which an editor with TOML support completes keys and underlines faults as you write.

Timings and levels are yours to choose. Those in our examples show how they are written; they
are no prescription.

## A small playlist

```toml
format = 1
title = "An afternoon by the sea"
route = "lozenge"
media = "../music"
safe_bed = "ocean"
grounding = "grounding"

[beds.ocean]
synth = "ocean"

[beds.hall]
path = "ambience/hall.flac"
level = -18

[cues.breathe]
path = "cues/breathe.flac"
label = "Slow breathing"
key = "1"

[cues.grounding]
path = "cues/grounding.flac"
label = "Feet on the ground"
key = "2"

[[phases]]
name = "preparation"
length = "15m"
until = "dose"
tracks = ["arrive.flac"]
beds = ["ocean"]
cues = [{ cue = "breathe", at = "2m" }]

[[phases]]
name = "onset"
length = "12m30s"
tracks = [
  "rising.flac",
  { path = "long/tide.ogg", start = "10s", end = "8m", gain = -2 },
]
beds = ["ocean"]

[[phases]]
name = "peak"
length = "25m"
minimum = "15m"
maximum = "40m"
level = -3
arrange = "shuffle"
tracks = [
  { path = "deep.flac", intensity = 4, tags = ["strings"] },
  { synth = "pad", length = "10m", seed = 4 },
]
beds = ["hall"]

[[phases]]
name = "return"
length = "20m"
tracks = ["home.mp3"]
beds = ["ocean"]
cues = [{ cue = "breathe", at = "-3m" }]
```

## How things are written

- **Texts, paths and durations** stand in quotes; numbers do not.
- **Durations** are written as people say them: `"90s"`, `"12m30s"`, `"1h"`, `"1.5s"`.
- **Paths** start from the media root, the folder that `media` names; `/` stands between
  folders. A path cannot leave the media root: no URL, no absolute path, no `..`.
- **Sounds** are files (WAV, FLAC, MP3, Ogg, Opus, M4A, AIFF) or synthesized: the tuned `drone`,
  `bowls`, `bells`, `pad`, `choir`, `breathing` and `pulse`, which may sound together, and the
  untuned `ocean`, `rain`, `stream`, `wind`, `night`, `brown` and `pink`. A synthesized sound
  needs no file and is the same wherever it has the same `seed` and `length`; `kapsound listen
  NAME` plays one.
- **Levels** are in dB or LU, relative to the loudness target: 0 is the target, -6 is clearly
  softer, and -80 would be silence. Every track is measured and brought to the target by one
  fixed gain, so files of different loudness need no care.
- **Ids** of beds and cues, such as `ocean` in `[beds.ocean]`, are what commands name: `bed
  ocean`, `cue breathe`.
- A key that this page does not name is a fault, so that a slip of the pen is noticed.

## How the time runs

The phases follow each other as they are written. A phase with `until = "dose"` goes on until
the dose is marked, and the phases after it count from then. Commands given during the session
(hold, extend, advance and so on) plan the rest again; they never change the file.

A phase whose tracks are over before it ends plays them again, those heard longest ago first. A
phase without tracks has its beds alone.
"""
