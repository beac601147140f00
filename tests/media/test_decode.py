"""Every format a clinic may have becomes 48 kHz stereo, as long and as loud as it was."""

import struct

import numpy as np
import pytest

from kapsound.errors import MediaError
from kapsound.media import decode as module
from kapsound.media.decode import Decoder


def decode(path):
    decoder = Decoder(path, lambda part: None)
    return np.concatenate(list(decoder.blocks())), decoder


def peak(sound):
    return np.abs(sound[4_800:-4_800]).max(axis=0)


FORMATS = [
    ("a.wav", "pcm_s16le", {}),
    ("b.wav", "pcm_s24le", {"rate": 96_000}),
    ("c.wav", "pcm_f32le", {}),
    ("d.wav", "pcm_u8", {"rate": 8_000}),
    ("e.wav", "pcm_s24le", {"rate": 192_000}),
    ("f.w64", "pcm_f64le", {}),
    ("a.aiff", "pcm_s16be", {"rate": 44_100}),
    ("a.caf", "pcm_s16le", {"rate": 22_050}),
    ("a.flac", "flac", {"rate": 44_100}),
    ("b.flac", "flac", {"rate": 192_000}),
    ("a.mp3", "libmp3lame", {"rate": 44_100}),
    ("a.ogg", "vorbis", {}),
    ("a.opus", "libopus", {}),
    ("a.mka", "libopus", {}),
    ("a.m4a", "aac", {"rate": 44_100}),
    ("b.m4a", "alac", {"rate": 96_000}),
    ("a.aac", "aac", {}),
    ("a.wma", "wmav2", {"rate": 44_100, "coding": {"b": "96000"}}),
    ("b.wma", "wmav1", {"rate": 32_000, "coding": {"b": "96000"}}),
    ("a.ac3", "ac3", {}),
    ("a.eac3", "eac3", {"rate": 44_100}),
    ("cover.mp3", "libmp3lame", {"cover": True}),
    ("cover.flac", "flac", {"cover": True}),
    ("cover.m4a", "aac", {"cover": True, "muxer": "mp4"}),
    ("book.m4b", "aac", {"cover": True, "muxer": "mp4", "chapters": ("One", "Two", "Three")}),
]


@pytest.mark.parametrize(("name", "codec", "options"), FORMATS)
def test_each_format_keeps_length_and_level(sounds, name, codec, options):
    sound = sounds.tone(1.0, options.get("rate", 48_000))
    decoded, _ = decode(sounds.encode(name, sound, codec, **options))
    # AAC, AC-3 and WMA have no field for the padding of their first and last packets.
    assert len(decoded) == pytest.approx(48_000, abs=2_200)
    assert decoded.dtype == np.float32
    assert peak(decoded) == pytest.approx([0.25, 0.25], rel=0.1)


MONO = [("a.wav", "pcm_s16le"), ("a.flac", "flac"), ("a.mp3", "libmp3lame"), ("a.opus", "libopus")]


@pytest.mark.parametrize(("name", "codec"), MONO)
def test_8_khz_mono_just_plays(sounds, name, codec):
    sound = sounds.tone(1.0, 8_000, channels=1)
    decoded, _ = decode(sounds.encode(name, sound, codec, rate=8_000, layout="mono"))
    assert len(decoded) == pytest.approx(48_000, abs=10)
    assert peak(decoded) == pytest.approx([0.25, 0.25], rel=0.1)
    np.testing.assert_array_equal(decoded[:, 0], decoded[:, 1])


SURROUND = [("a.flac", "flac"), ("a.m4a", "aac"), ("a.opus", "libopus"), ("a.ac3", "ac3")]


@pytest.mark.parametrize(("name", "codec"), SURROUND)
def test_five_one_of_any_codec_is_mixed_to_its_sides(sounds, name, codec):
    sound = sounds.tone(1.0, channels=6) * np.float32([1, 0, 0, 0, 0, 0])
    decoded, _ = decode(sounds.encode(name, sound, codec, layout="5.1"))
    assert peak(decoded) == pytest.approx([0.25, 0.0], abs=0.03)


@pytest.mark.parametrize(("name", "codec"), [("a.mp3", "libmp3lame"), ("a.opus", "libopus")])
def test_the_encoders_delay_is_cut_off(sounds, name, codec):
    sound = np.zeros((48_000, 2), np.float32)
    sound[24_000:] = sounds.tone(0.5)
    decoded, _ = decode(sounds.encode(name, sound, codec))
    onset = np.flatnonzero(np.abs(decoded[:, 0]) > 0.05)[0]
    assert onset == pytest.approx(24_000, abs=60)


def test_mono_goes_to_both_sides_at_its_own_level(sounds):
    sound = np.full((4_800, 1), 0.5, np.float32)
    decoded, _ = decode(sounds.wav("mono.wav", sound))
    assert decoded == pytest.approx(0.5, abs=1e-4)


def test_a_48_khz_stereo_file_is_taken_as_it_is(sounds):
    sound = np.random.default_rng(1).integers(-9_000, 9_000, (5_000, 2)).astype(np.int16)
    path = sounds.encode("exact.wav", (sound / 32_768).astype(np.float32), "pcm_f32le")
    decoded, _ = decode(path)
    np.testing.assert_array_equal(decoded, sound / 32_768)


def test_five_one_keeps_left_left_and_puts_the_centre_in_the_middle(sounds):
    for channel, expected in [(0, [0.5, 0.0]), (1, [0.0, 0.5]), (2, [0.3536, 0.3536])]:
        sound = np.zeros((4_800, 6), np.float32)
        sound[:, channel] = 0.5
        decoded, _ = decode(sounds.encode("six.wav", sound, "pcm_f32le", layout="5.1"))
        assert decoded[2_000] == pytest.approx(expected, abs=1e-3)


def test_what_is_no_number_becomes_nought_and_is_counted(sounds):
    sound = sounds.tone(0.5, 44_100)
    sound[1_000, 0], sound[2_000, 1], sound[3_000] = np.nan, np.inf, -np.inf
    sound[4_000, 0] = 1e30
    decoded, decoder = decode(sounds.encode("nan.wav", sound, "pcm_f32le", rate=44_100))
    assert np.isfinite(decoded).all()
    assert decoder.replaced == 5
    assert np.abs(decoded).max() < 0.5


def test_a_file_of_floats_may_be_written_on_any_scale(sounds):
    sound = sounds.tone(0.5) * 32_768
    decoded, decoder = decode(sounds.encode("large.wav", sound, "pcm_f32le"))
    np.testing.assert_array_equal(decoded, sound)
    assert decoder.replaced == 0


def test_a_codec_that_decodes_to_no_sound_was_given_damaged_data(sounds, monkeypatch):
    path = sounds.encode("wild.mp3", sounds.tone(0.5), "libmp3lame")
    monkeypatch.setattr(module, "_MOST_DECODED", 0.2)
    with pytest.raises(MediaError, match=r"damaged or cut off; .* values are no sound"):
        decode(path)


def test_dc_is_left_alone(sounds):
    decoded, _ = decode(sounds.wav("dc.wav", np.full((4_800, 2), 0.25, np.float32)))
    assert decoded == pytest.approx(0.25, abs=1e-4)


def test_the_frames_decoded_count_and_not_the_length_declared(sounds):
    path = sounds.wav("liar.wav", sounds.tone(0.5))
    data = bytearray(path.read_bytes())
    data[40:44] = struct.pack("<I", 48_000 * 4 * 60)
    path.write_bytes(data)
    decoded, _ = decode(path)
    assert len(decoded) == 24_000


@pytest.mark.parametrize("codec", ["vorbis", "libopus", "flac"])
def test_chained_ogg_plays_all_its_links(sounds, codec):
    one = sounds.encode("one.ogg", sounds.tone(0.5), codec).read_bytes()
    two = sounds.encode("two.ogg", sounds.tone(1.0), codec).read_bytes()
    alone = [len(decode(sounds.folder / name)[0]) for name in ("one.ogg", "two.ogg")]
    (sounds.folder / "chain.ogg").write_bytes(one + two + one)
    decoded, _ = decode(sounds.folder / "chain.ogg")
    assert len(decoded) == alone[0] * 2 + alone[1]


def test_chained_ogg_may_change_its_rate_and_channels(sounds):
    one = sounds.encode("one.ogg", sounds.tone(0.5), "flac").read_bytes()
    mono = sounds.tone(0.5, 32_000, channels=1)
    two = sounds.encode("two.ogg", mono, "flac", rate=32_000, layout="mono").read_bytes()
    (sounds.folder / "chain.ogg").write_bytes(one + two)
    decoded, _ = decode(sounds.folder / "chain.ogg")
    assert len(decoded) == pytest.approx(48_000, abs=2)
    assert peak(decoded[24_000:]) == pytest.approx([0.25, 0.25], rel=0.02)


def test_variable_bit_rate_without_a_header_plays_whole(sounds):
    sound = sounds.tone(2.0)
    sound[48_000:] += np.random.default_rng(3).uniform(-0.3, 0.3, (48_000, 2)).astype(np.float32)
    coding = {"flags": "+qscale", "global_quality": "236"}
    path = sounds.encode("v.mp3", sound, "libmp3lame", coding=coding)
    data = path.read_bytes()
    second = data.index(b"\xff\xfb", data.index(b"Xing"))
    path.write_bytes(data[second:])
    decoded, decoder = decode(path)
    assert len(decoded) == pytest.approx(2 * 48_000, abs=2_400)
    assert decoder.declared is None


HOSTILE = {
    "text.mp3": b"Dear Sir or Madam,\n" * 50,
    "empty.wav": b"",
    "list.mp3": b"ffconcat version 1.0\nfile /etc/hostname\n",
    "list.m3u8": b"#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
    "zeros.ogg": bytes(4_096),
    "picture.mp3": b"\x89PNG\r\n\x1a\n" + bytes(200),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_sound_is_refused_by_name(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    with pytest.raises(MediaError, match=name):
        decode(path)


def test_a_file_without_frames_is_refused(sounds):
    path = sounds.wav("none.wav", np.zeros((0, 2), np.float32))
    with pytest.raises(MediaError, match=r"none\.wav: .*Replace the file"):
        decode(path)


@pytest.mark.parametrize(("name", "codec"), [("a.flac", "flac"), ("a.ogg", "vorbis")])
def test_damage_in_the_middle_is_refused_with_how_far_it_decoded(sounds, name, codec):
    noise = np.random.default_rng(2).uniform(-0.3, 0.3, (96_000, 2)).astype(np.float32)
    path = sounds.encode(name, noise, codec)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)
    with pytest.raises(MediaError, match=r"damaged or cut off; decoded 0:0\d \(\d+ frames\)"):
        decode(path)


def test_a_flac_that_is_cut_off_is_refused(sounds):
    path = sounds.encode("cut.flac", sounds.tone(2.0), "flac")
    path.write_bytes(path.read_bytes()[:-2_000])
    with pytest.raises(MediaError, match="damaged or cut off"):
        decode(path)


def test_progress_only_grows_and_stays_within_the_file(sounds):
    parts = []
    decoder = Decoder(sounds.encode("a.flac", sounds.tone(2.0), "flac"), parts.append)
    list(decoder.blocks())
    assert parts == sorted(parts)
    assert parts[0] >= 0
    assert 0.5 < parts[-1] <= 1
