# Sweeps: sourced by the scripts of this folder. Each value of a sweep is one run, in a folder of its
# own below $sweep_folder; finished runs are skipped, broken ones resumed, so that a sweep can be
# stopped and started again at any time.
#   TIMBRE_JOBS   runs at the same time; 1 by default, each with its share of the processors
#   TIMBRE_OUT    where sweeps go; runs/sweeps by default
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
at_once=${TIMBRE_JOBS-1}
threads=$(($(nproc) / at_once))
((threads > 0)) || threads=1

# begin_sweep NAME: names the folder of all runs and builds once, before runs start side by side.
begin_sweep() {
  sweep_folder=${TIMBRE_OUT-runs/sweeps}/$1
  mkdir -p "$sweep_folder"
  "$root/tools/run_experiment" --version >&2
}

# sweep_run LABEL EXPERIMENT.yaml OPTION...: one run, in the background while jobs are free.
sweep_run() {
  local folder=$sweep_folder/$1 resume=()
  shift
  [[ -f $folder/results.json ]] && return
  [[ -f $folder/experiment.yaml ]] && resume=(--resume)
  while (($(jobs -pr | wc -l) >= at_once)); do wait -n || true; done
  mkdir -p "$folder"
  echo "sweep: $folder" >&2
  "$root/tools/run_experiment" "$@" --threads "$threads" --out "$folder" "${resume[@]}" \
    >"$folder/output.txt" 2>&1 || echo "sweep: $folder failed; see output.txt there" >&2 &
}

# end_sweep: waits for all runs and shows them side by side.
end_sweep() {
  wait
  "$root/tools/compare_runs" "$sweep_folder"/*/ --json "$sweep_folder/comparison.json" \
    --html "$sweep_folder/comparison.html"
}
