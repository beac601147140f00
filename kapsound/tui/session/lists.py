"""Makes the lists to choose from: tracks, beds and voice cues."""

from collections.abc import Callable, Sequence

from kapsound.core.output import choices
from kapsound.text import credited, visible
from kapsound.tui.dialogs.choice import Item, ListDialog
from kapsound.tui.keys import DO
from kapsound.tui.show import played, short
from kapsound.tui.view import View

Ask = Callable[[str], None]
SELECT = "focused.select"
MakeList = Callable[[View, Ask], ListDialog]


def tracks(view: View, ask: Ask) -> ListDialog:
    """Return the phase's tracks to choose from, each with what it does to the plan."""
    status = view.status
    now = status["music"] and status["music"]["id"]
    planned = status["next"] and status["next"]["id"]
    told = {planned: "next", now: "plays now"}
    named = [(track["id"], credited(track["title"], track["artist"])) for track in view.tracks]
    items = tuple(Item(name, told.get(item, ""), f"{DO}choose {item}") for item, name in named)
    title, keys = f"Tracks of {status['phase']['name']}", (("⏎", "crossfade to it", SELECT),)
    return ListDialog(title, items, keys, start=f"{DO}choose {planned}", preview=ask)


def beds(view: View, _: Ask) -> ListDialog:
    """Return the beds to choose from."""
    on = view.status["beds"]
    items = tuple(
        Item(
            bed["label"],
            "plays" if bed["id"] in on else "",
            f"{DO}bed {bed['id']}",
            {"+": f"{DO}bed-add {bed['id']}", "-": f"{DO}bed-drop {bed['id']}"},
        )
        for bed in view.contents["beds"]
    )
    none = Item("none", "" if on else "plays", f"{DO}bed off")
    alone, layer = ("⏎", "crossfade to it alone", SELECT), ("+", "add as a layer", "")
    return ListDialog("Ambience", (*items, none), (alone, layer, ("-", "drop it", "")))


def cues(view: View, _: Ask) -> ListDialog:
    """Return the voice cues to choose from."""
    items = tuple(
        Item(
            cue["label"],
            f"{played(view, cue)}  {short(cue['length'])}",
            f"{DO}cue {cue['id']}",
            {"r": f"{DO}cue {cue['id']} replace"},
            cue["key"] or "",
        )
        for cue in view.contents["cues"]
    )
    keys = ("⏎", "play it, after one that is heard", SELECT), ("r", "in its place", "")
    return ListDialog("Voice cues", items, keys)


def outputs(view: View, devices: Sequence[str]) -> ListDialog:
    """Return the outputs to choose from; there may be none but the silent one."""
    now = {item["name"]: item["state"] for item in view.status["outputs"]}
    told = {"playing": "plays now", "lost": "lost", "changing": "on its way"}
    items = tuple(
        Item(visible(output.label), told.get(now.get(str(output), ""), ""), f"{DO}output {output}")
        for output in choices(devices)
        if str(output)
    )
    keys = (("⏎", "fade over to it", SELECT),)
    return ListDialog("Sound output", items, keys)


def bed_of_key(view: View, action: str) -> str:
    """Return what the key of a bed or a layer does, empty where there is no such bed."""
    kind, _, number = action.partition("-")
    beds = view.contents.get("beds", [])
    if int(number) > len(beds):
        return ""
    bed = beds[int(number) - 1]["id"]
    layer = "bed-drop" if bed in view.status["beds"] else "bed-add"
    return f"{DO}{'bed' if kind == 'bed' else layer} {bed}"
