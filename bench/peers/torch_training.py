"""A training step of document 001's network with PyTorch on a GPU: data there already, Adam.

Usage: torch_training.py --json FILE. Exit code 3: torch is missing, or sees no GPU.
"""

import argparse

import torch_timing


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", required=True)
    parser.add_argument("--batches", type=int, nargs="+", default=[32, 64, 256])
    options = parser.parse_args()
    (torch,) = torch_timing.import_or_leave("torch")
    rows = []
    for precision in ("f32", "tf32"):
        torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
        torch.backends.cudnn.allow_tf32 = precision == "tf32"
        torch.backends.cudnn.benchmark = True
        for batch in options.batches:
            step = make_step(torch, batch)
            for mode, run in (("eager", step), ("graph", torch_timing.captured(torch, step))):
                median, smallest = torch_timing.time_passes(torch, run, cold=False)
                rows.append({"precision": precision, "batch": batch, "mode": mode,
                             "median_ms": median, "min_ms": smallest,
                             "examples/s": 1e3 * batch / median})
    torch_timing.write(options.json, f"torch {torch.__version__}, cudnn "
                       f"{torch.backends.cudnn.version()}, warm L2, channels last", rows)


def make_step(torch, batch):
    """Forward, backward and update of configs/models/cnn_1x1_48_96.yaml."""
    layers = torch.nn
    network = layers.Sequential(
        layers.Conv2d(2, 48, 1), layers.Conv2d(48, 48, 1), layers.ReLU(), layers.MaxPool2d(2),
        layers.Dropout(0.5), layers.Conv2d(48, 96, 1), layers.Conv2d(96, 96, 1), layers.ReLU(),
        layers.MaxPool2d(2), layers.Dropout(0.5), layers.Flatten(), layers.Linear(14400, 256),
        layers.ReLU(), layers.Dropout(0.5), layers.Linear(256, 10)).cuda()
    network = network.to(memory_format=torch.channels_last)
    optimiser = torch.optim.Adam(network.parameters(), capturable=True, fused=True)
    loss_of = layers.CrossEntropyLoss()
    examples = torch.randn(batch, 2, 60, 41, device="cuda")
    examples = examples.contiguous(memory_format=torch.channels_last)
    labels = torch.randint(0, 10, (batch,), device="cuda")

    def step():
        optimiser.zero_grad(set_to_none=True)
        loss_of(network(examples), labels).backward()
        optimiser.step()

    return step


if __name__ == "__main__":
    main()
