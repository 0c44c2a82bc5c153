"""Golden training steps of ResNets with fastai's head, without dropout, in float64.

Needs torch==2.15.0 and numpy, from an environment of its own. The architecture is He et al. (2016)
with torchvision's names, strides, padding and constants; where torchvision can be imported, its own
networks are asked too and must give the same to the bit. The same step in float32 gives the
deviations that PyTorch itself shows. A tensor is kept as its norm, 3 entries and 3 projections.
"""

import numpy as np
import torch
from torch import nn

import golden_file
from signals import noise, scaled_noise

INPUT_SEED = 81
FIRST_TENSOR_SEED = 100
VECTOR_SCALE = 0.1
PARTS = 3
CLASSES = 41
BATCH = 8


class BasicBlock(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.downsample = None
        if stride != 1 or channels != filters:
            self.downsample = nn.Sequential(nn.Conv2d(channels, filters, 1, stride, bias=False),
                                            nn.BatchNorm2d(filters))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + shortcut)


class Body(nn.Module):
    def __init__(self, counts, channels, width):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        before = width
        for stage, count in enumerate(counts):
            filters = width * 2**stage
            blocks = []
            for number in range(count):
                stride = 2 if stage > 0 and number == 0 else 1
                blocks.append(BasicBlock(before, filters, stride))
                before = filters
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))

    def forward(self, x):
        x = self.maxpool(torch.relu(self.bn1(self.conv1(x))))
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


class Head(nn.Module):
    def __init__(self, channels, units):
        super().__init__()
        self.bn1 = nn.BatchNorm1d(2 * channels)
        self.fc1 = nn.Linear(2 * channels, units)
        self.bn2 = nn.BatchNorm1d(units)
        self.fc2 = nn.Linear(units, CLASSES)

    def forward(self, x):
        pooled = torch.cat([x.amax((2, 3)), x.mean((2, 3))], 1)
        return self.fc2(self.bn2(torch.relu(self.fc1(self.bn1(pooled)))))


class Network(nn.Module):
    def __init__(self, counts, channels, width):
        super().__init__()
        self.body = Body(counts, channels, width)
        self.head = Head(8 * width, 8 * width)

    def forward(self, x):
        return self.head(self.body(x))


def named_tensors(network):
    """Yields parameters and running statistics by torchvision's names, in their order."""
    for name, tensor in network.state_dict(keep_vars=True).items():
        if not name.endswith("num_batches_tracked"):
            yield name.removeprefix("body."), tensor


def our_layout(tensor):
    """Kernels as [height, width, in, out] or [in, out]."""
    order = {4: (2, 3, 1, 0), 2: (1, 0)}.get(tensor.dim(), (0,))
    return tensor.detach().permute(order).double().numpy().flatten()


def fill(network):
    """Uniform kernels of variance 1 / fan_in; vectors of noise, around 1 where they scale."""
    for seed, (name, tensor) in enumerate(named_tensors(network), FIRST_TENSOR_SEED):
        if tensor.dim() == 1:
            values = scaled_noise(tensor.numel(), seed, VECTOR_SCALE)
            is_norm = "bn" in name or "downsample.1" in name
            if name.endswith("running_var") or (is_norm and name.endswith("weight")):
                values = (values.astype(np.float32) + np.float32(1)).astype(np.float64)
            filled = torch.from_numpy(values)
        else:
            fan_in = tensor[0].numel()
            values = scaled_noise(tensor.numel(), seed, (3.0 / fan_in) ** 0.5)
            own = (*tensor.shape[2:], tensor.shape[1], tensor.shape[0])
            order = (3, 2, 0, 1) if tensor.dim() == 4 else (1, 0)
            filled = torch.from_numpy(values.reshape(own)).permute(order)
        with torch.no_grad():
            tensor.copy_(filled)


def step(network, pictures, labels):
    """Logits, and gradients by names."""
    network.zero_grad()
    logits = network(pictures)
    nn.functional.cross_entropy(logits, labels).backward()
    gradients = {name: our_layout(tensor.grad) for name, tensor in named_tensors(network)
                 if tensor.requires_grad and tensor.grad is not None}
    return logits.detach().double().numpy(), gradients


def run(counts, channels, width, side, dtype):
    """One step with the batch's statistics, then evaluation, then one with a frozen body."""
    network = Network(counts, channels, width).to(dtype)
    fill(network)
    values = scaled_noise(BATCH * side * side * channels, INPUT_SEED, 1.0)
    pictures = torch.from_numpy(values.reshape(BATCH, side, side, channels)).permute(0, 3, 1, 2)
    pictures = pictures.to(dtype)
    labels = torch.tensor([(7 * row + 3) % CLASSES for row in range(BATCH)])
    result = {}
    result["logits"], result["gradients"] = step(network, pictures, labels)
    result["statistics"] = {name: our_layout(tensor) for name, tensor in named_tensors(network)
                            if "running" in name}
    network.eval()
    result["evaluated"] = network(pictures).detach().double().numpy()
    fill(network)
    network.requires_grad_(False)
    network.head.requires_grad_(True)
    network.head.train()
    result["frozen_logits"], result["frozen_gradients"] = step(network, pictures, labels)
    return network, pictures, result


def ask_torchvision(network, pictures, counts, channels, width):
    """The body is torchvision's, to the bit, where that is installed."""
    try:
        import torchvision
    except ImportError:
        return
    if width != 64:
        return
    made = {(2, 2, 2, 2): torchvision.models.resnet18, (3, 4, 6, 3): torchvision.models.resnet34}
    theirs = made[tuple(counts)]().double()
    if channels != 3:
        theirs.conv1 = nn.Conv2d(channels, 64, 7, 2, 3, bias=False).double()
    missing = theirs.load_state_dict(network.body.state_dict(), strict=False)
    assert missing.missing_keys == ["fc.weight", "fc.bias"] and not missing.unexpected_keys
    theirs.eval()
    children = [child for name, child in theirs.named_children() if name not in ("avgpool", "fc")]
    assert torch.equal(nn.Sequential(*children)(pictures), network.body.eval()(pictures))


def digest(values):
    at = np.arange(PARTS) * values.size // PARTS
    projections = [values @ noise(values.size, 1000 + part) for part in range(PARTS)]
    return [np.linalg.norm(values), *values[at], *projections]


def deviation(rough, exact):
    """The largest of PyTorch's own relative deviations in float32."""
    return max(np.linalg.norm(rough[name] - exact[name]) / np.linalg.norm(exact[name])
               for name in exact if np.linalg.norm(exact[name]) > 0)


def network_entry(counts, channels, width, side):
    network, pictures, exact = run(counts, channels, width, side, torch.float64)
    rough = run(counts, channels, width, side, torch.float32)[2]
    ask_torchvision(network, pictures, counts, channels, width)
    entry = {"channels": channels, "width": width, "side": side,
             "parameters": sum(tensor.numel() for tensor in network.parameters())}
    for key in ("logits", "evaluated", "frozen_logits"):
        entry[key] = exact[key].ravel()
        entry[key + "_deviation"] = deviation({"": rough[key]}, {"": exact[key]})
    for key in ("gradients", "statistics", "frozen_gradients"):
        entry[key] = [{"name": name, "digest": digest(values)}
                      for name, values in exact[key].items()]
        entry[key + "_deviation"] = deviation(rough[key], exact[key])
    return entry


def main():
    torch.manual_seed(0)
    data = {"batch": BATCH, "classes": CLASSES, "input_seed": INPUT_SEED,
            "resnet18": network_entry((2, 2, 2, 2), 3, 64, 64),
            "resnet34": network_entry((3, 4, 6, 3), 1, 64, 64),
            "narrow": network_entry((2, 2, 2, 2), 3, 4, 64)}
    golden_file.write(__file__, ["torch", "numpy"], data, digits=9)


if __name__ == "__main__":
    main()
