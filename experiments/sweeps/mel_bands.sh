#!/usr/bin/env bash
# mel_bands.sh [OPTION...]: how fine document 001's spectrograms must be, and which delta helps.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sweep.bash"

begin_sweep mel_bands
for bands in 30 60 90; do
  for delta in none filter; do
    sweep_run "bands_${bands}_delta_$delta" "$root/experiments/us8k_mini.yaml" --set mode=fixed \
      --set "features.mel.bands=$bands" --set "features.delta.kind=$delta" "$@"
  done
done
end_sweep
