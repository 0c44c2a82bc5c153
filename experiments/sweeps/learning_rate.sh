#!/usr/bin/env bash
# learning_rate.sh [EXPERIMENT.yaml [OPTION...]]: learning rates and seeds. Options go to
# run_experiment: --set training.epochs=10, say.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sweep.bash"
experiment=${1-$root/experiments/us8k_mini.yaml}

begin_sweep "learning_rate_$(basename "$experiment" .yaml)"
for rate in 0.0003 0.001 0.003; do
  for seed in 1 2; do
    sweep_run "rate_${rate}_seed_$seed" "$experiment" --seed "$seed" \
      --set "training.optimiser.learning_rate=$rate" "${@:2}"
  done
done
end_sweep
