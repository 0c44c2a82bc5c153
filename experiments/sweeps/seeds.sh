#!/usr/bin/env bash
# seeds.sh EXPERIMENT.yaml [SEED...]: the same experiment with other seeds; 1 to 5 by default.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sweep.bash"
experiment=${1:?name an experiment: seeds.sh experiments/us8k_mini.yaml}
seeds=("${@:2}")
((${#seeds[@]} > 0)) || seeds=(1 2 3 4 5)

begin_sweep "seeds_$(basename "$experiment" .yaml)"
for seed in "${seeds[@]}"; do
  sweep_run "seed_$seed" "$experiment" --seed "$seed"
done
end_sweep
