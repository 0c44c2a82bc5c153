"""Planted faults in CUDA kernels: what ../mutate_kernels is made of."""
