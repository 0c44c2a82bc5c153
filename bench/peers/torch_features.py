"""Document 001's features with torchaudio on a GPU: samples there already, log-mel and delta.

Usage: torch_features.py --json FILE. Exit code 3: torch or torchaudio is missing, or sees no GPU.
"""

import argparse

import torch_timing

SAMPLE_RATE = 22050
BANDS = 60
WINDOW = 20480  # samples of a segment: 41 frames
HOP = WINDOW // 2
CLIP = 4 * SAMPLE_RATE


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", required=True)
    parser.add_argument("--clips", type=int, nargs="+", default=[1, 64, 512])
    options = parser.parse_args()
    torch, torchaudio = torch_timing.import_or_leave("torch", "torchaudio")
    extract = make_extractor(torch, torchaudio)
    rows = []
    with torch.inference_mode():
        for clips in options.clips:
            samples = torch.randn(clips, CLIP, device="cuda").clamp_(-4, 4).div_(4)
            for mode, step in (("eager", lambda: extract(samples)),
                               ("graph", torch_timing.captured(torch, lambda: extract(samples)))):
                median, smallest = torch_timing.time_passes(torch, step)
                rows.append({"clips": clips, "mode": mode, "median_ms": median, "min_ms": smallest,
                             "clips/s": 1e3 * clips / median})
    torch_timing.write(options.json, f"torch {torch.__version__}, torchaudio "
                       f"{torchaudio.__version__}, cold L2", rows)


def make_extractor(torch, torchaudio):
    """clips x samples -> clips x segments x 60 x 41 x 2; a segment's peak is its own reference."""
    mel = torchaudio.transforms.MelSpectrogram(
        SAMPLE_RATE, n_fft=2048, hop_length=512, n_mels=BANDS, f_min=0, f_max=SAMPLE_RATE / 2,
        norm="slaney", mel_scale="slaney").cuda()
    delta = torchaudio.transforms.ComputeDeltas(win_length=9).cuda()

    def extract(samples):
        segments = samples.unfold(-1, WINDOW, HOP)
        power = mel(segments)
        level = 10 * torch.log10(power.clamp(min=1e-10))
        level = torch.maximum(level, level.amax(dim=(-2, -1), keepdim=True) - 80)
        return torch.stack([level, delta(level)], dim=-1)

    return extract


if __name__ == "__main__":
    main()
