"""Times PyTorch on a GPU as bench/cuda/support times Timbre: see ../README.md."""

import json
import statistics
import sys

PASSES = 100
MISSING_PACKAGE = 3


def import_or_leave(*names):
    """Returns the packages; ends the program when Python has them not, or they see no GPU."""
    try:
        packages = [__import__(name) for name in names]
    except Exception as error:  # torchaudio built for another torch raises RuntimeError
        print(f"{sys.executable} has no {' and '.join(names)}: {error}")
        sys.exit(MISSING_PACKAGE)
    if not packages[0].cuda.is_available():
        print(f"PyTorch {packages[0].__version__} sees no GPU")
        sys.exit(MISSING_PACKAGE)
    return packages


def time_passes(torch, step, cold=True):
    """Median and smallest milliseconds of a pass; a warm one follows another untimed."""
    l2_bytes = getattr(torch.cuda.get_device_properties(0), "L2_cache_size", 1 << 26)
    eviction = torch.empty(2 * l2_bytes, dtype=torch.uint8, device="cuda")
    step()
    times = []
    for _ in range(PASSES):
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        eviction.zero_()
        if not cold:
            step()
        begin.record()
        step()
        end.record()
        end.synchronize()
        times.append(begin.elapsed_time(end))
    return statistics.median(times), min(times)


def captured(torch, step):
    """The step as one CUDA graph, after the passes on a stream of its own that PyTorch asks for."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay


def write(path, versions, rows):
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "rows": rows}, file, indent=2)
