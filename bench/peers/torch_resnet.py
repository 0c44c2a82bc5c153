"""Epochs of document 002's networks in PyTorch on the CPU: a process that freesound_training.py times.

Usage: torch_resnet.py BLOCKS SIZE BATCH TRAINED TESTED EPOCHS THREADS FORMAT
BLOCKS of each stage, "2,2,2,2" for ResNet-18; FORMAT contiguous or channels_last. Prints the seconds
of each epoch: training on TRAINED pictures in memory, shuffled, and scoring TESTED others.
"""

import json
import sys
import time

import torch
from torch import nn

CLASSES = 41


class Residual(nn.Module):
    """torchvision's BasicBlock."""

    def __init__(self, channels, filters, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, filters, 3, stride, 1, bias=False), nn.BatchNorm2d(filters),
            nn.ReLU(), nn.Conv2d(filters, filters, 3, 1, 1, bias=False), nn.BatchNorm2d(filters))
        self.short = nn.Identity() if stride == 1 and channels == filters else nn.Sequential(
            nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))

    def forward(self, x):
        return torch.relu(self.body(x) + self.short(x))


class ConcatPool(nn.Module):
    """fastai's: the maximum and the mean of each channel."""

    def forward(self, x):
        return torch.cat([x.amax(dim=(2, 3)), x.mean(dim=(2, 3))], dim=1)


def network(blocks):
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
              nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for stage, count in enumerate(blocks):
        for block in range(count):
            stride = 2 if stage > 0 and block == 0 else 1
            layers.append(Residual(channels, 64 << stage, stride))
            channels = 64 << stage
    head = [ConcatPool(), nn.BatchNorm1d(1024), nn.Dropout(0.25), nn.Linear(1024, 512), nn.ReLU(),
            nn.BatchNorm1d(512), nn.Dropout(0.5), nn.Linear(512, CLASSES)]
    return nn.Sequential(*layers, *head)


def run_epoch(model, optimiser, pictures, labels, trained, batch):
    loss_of = nn.CrossEntropyLoss()
    model.train()
    for rows in torch.randperm(trained).split(batch):
        optimiser.zero_grad(set_to_none=True)
        loss_of(model(pictures[rows]), labels[rows]).backward()
        optimiser.step()
    model.eval()
    with torch.no_grad():
        for rows in torch.arange(trained, len(pictures)).split(batch):
            loss_of(model(pictures[rows]), labels[rows]).item()


def main():
    blocks = [int(count) for count in sys.argv[1].split(",")]
    size, batch, trained, tested, epochs, threads = map(int, sys.argv[2:8])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    channels_last = sys.argv[8] == "channels_last"
    memory_format = torch.channels_last if channels_last else torch.contiguous_format
    pictures = torch.randn(trained + tested, 3, size, size).to(memory_format=memory_format)
    labels = torch.randint(0, CLASSES, (trained + tested,))
    model = network(blocks).to(memory_format=memory_format)
    optimiser = torch.optim.AdamW(model.parameters(), 2e-3, betas=(0.9, 0.99), weight_decay=0.01)
    seconds = []
    for _ in range(epochs):
        start = time.perf_counter()
        run_epoch(model, optimiser, pictures, labels, trained, batch)
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "torch": torch.__version__}))


if __name__ == "__main__":
    main()
