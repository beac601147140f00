"""Writes sound files with tags."""

import av
from sound_rigs import tone


def tagged(path, codec="flac", **tags):
    """Write a second of sound with tags, by FFmpeg."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=48_000, layout="stereo")
        container.metadata.update(tags)
        resampler = av.AudioResampler(stream.codec_context.format, "stereo", 48_000)
        frame = av.AudioFrame.from_ndarray(tone(0.1).reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate = 48_000
        for part in [*resampler.resample(frame), None]:
            container.mux(stream.encode(part))
    return path
