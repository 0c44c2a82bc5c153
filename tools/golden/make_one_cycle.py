"""Golden training as fastai 1.0.19 does it: its one-cycle, rates of layer groups, finder and AdamW.

Tools: torch, whose AdamW makes the steps. The formulas follow fastai/callbacks/one_cycle.py,
callbacks/lr_finder.py, callback.py (annealing) and basic_train.py (lr_range) of 1.0.19.
"""

import math

import numpy as np
import torch

import golden_file
from signals import noise

ITERATIONS, EPOCHS = 119, 10
UPDATES = [0, 1, 118, 119, 356, 357, 358, 600, 1000, 1189, 1190]
STEPS = 12
SIZES = [(5, 3), (4, 4), (6,)]
RATES = [0.01, 0.02, 0.04]


def linear(start, end, course):
    return start + course * (end - start)


def cosine(start, end, course):
    return end + (start - end) / 2 * (math.cos(math.pi * course) + 1)


def one_cycle(update, updates, values, rise):
    """The value at one update; after the last one the value that training ends with."""
    rising = int(updates * 0.3)
    start, top, end = values
    if update < rising:
        return rise(start, top, update / rising)
    return cosine(top, end, (update - rising) / (updates - rising))


def course(rise):
    updates = ITERATIONS * EPOCHS
    return {"rate": [one_cycle(k, updates, (1 / 25, 1, 1 / 25 / 1e4), rise) for k in UPDATES],
            "momentum": [one_cycle(k, updates, (0.95, 0.85, 0.95), rise) for k in UPDATES]}


def even_multiples(start, stop, count):
    return [start * (stop / start) ** (i / (count - 1)) for i in range(count)]


def finder(losses):
    """Rates and smoothed losses until fastai's LRFinder stops."""
    average, best, smoothed = 0.0, None, []
    for count, loss in enumerate(losses, 1):
        average = 0.98 * average + 0.02 * loss
        smoothed.append(average / (1 - 0.98 ** count))
        best = smoothed[-1] if best is None else min(best, smoothed[-1])
        if count == 100 or smoothed[-1] > 4 * best:
            break
    rates = [1e-7 * (10 / 1e-7) ** (k / 100) for k in range(len(smoothed))]
    suggestion = 10 + int(np.gradient(np.array(smoothed[10:-5])).argmin())
    return {"losses": losses, "rates": rates, "smoothed": smoothed, "suggestion": suggestion}


def gradient(step, group):
    size = math.prod(SIZES[group])
    return noise(size, 100 + 10 * step + group)


def adamw():
    """Steps of torch's AdamW with a rate for each group and the one-cycle's momentum."""
    parameters = [torch.nn.Parameter(torch.tensor(noise(math.prod(size), 41 + group),
                                                  dtype=torch.float64))
                  for group, size in enumerate(SIZES)]
    optimiser = torch.optim.AdamW([{"params": [parameter]} for parameter in parameters],
                                  lr=1, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.01)
    for step in range(STEPS):
        share = one_cycle(step, STEPS, (1 / 25, 1, 1 / 25 / 1e4), linear)
        momentum = one_cycle(step, STEPS, (0.95, 0.85, 0.95), linear)
        for group, parameter in enumerate(parameters):
            optimiser.param_groups[group].update(lr=RATES[group] * share, betas=(momentum, 0.99))
            parameter.grad = torch.tensor(gradient(step, group), dtype=torch.float64)
        optimiser.step()
    return [parameter.detach().numpy() for parameter in parameters]


if __name__ == "__main__":
    falling = [4 / (1 + math.exp((k - 50) / 5)) + 1 + 0.05 * noise(100, 7)[k] for k in range(75)]
    golden_file.write(__file__, ["numpy", "torch"],
                      {"iterations": ITERATIONS, "epochs": EPOCHS, "updates": UPDATES,
                       "linear": course(linear), "cosine": course(cosine),
                       "geometric": even_multiples(1e-5, 1e-4, 3),
                       "finder": finder(falling + [2.0 ** k for k in range(25)]),
                       "steps": STEPS, "rates": RATES, "parameters": adamw()}, digits=17)
