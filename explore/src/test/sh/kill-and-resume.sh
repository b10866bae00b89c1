#!/bin/bash
# Kills a sweep with SIGKILL at random moments, goes on with --resume after each, and compares its rows, byte for byte,
# with those of a run that nobody disturbed; with one point at a time and with two.
#   kill-and-resume.sh [KILLS] [HEADRACE]    default: 10 kills, the ./headrace of this folder's project
set -euo pipefail
kills=${1:-10}
headrace=${2:-$(cd "$(dirname "$0")/../../../.." && pwd)/headrace}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

sweep() { # FOLDER JOBS [MORE...]
  local out=$1 jobs=$2
  shift 2
  exec "$headrace" sweep --quiet --axis params.Br=32,64,128 --axis params.Bc=32,64,128 \
    --axis hardware.units.hbm.channels=1..8 --axis hardware.units.sram.kib=256,512 \
    --workload long-4096 --set workload.shape.batch=1 --set workload.mask=causal --set hardware.units.hbm.fidelity=bandwidth \
    --out "$out" --jobs "$jobs" "$@" flash-attention-2
}

rows() { # FOLDER
  local lines
  lines=$( (cat "$1/journal.jsonl" 2>/dev/null || true) | wc -l)
  echo $((lines > 0 ? lines - 1 : 0))
}

(sweep whole 2) >whole.txt
points=$(($(wc -l <whole/points.csv) - 1))
for jobs in 1 2; do
  out=killed-$jobs
  done=0
  for ((kill = 1; kill <= kills; kill++)); do
    (sweep "$out" "$jobs" --resume) >run.txt 2>&1 &
    running=$!
    # After a random number of new rows, none included, and then at any moment of the half second that follows.
    goal=$((done + RANDOM % (2 * points / kills)))
    while (($(rows "$out") < goal)) && kill -0 "$running" 2>/dev/null; do sleep 0.05; done
    sleep "$(awk -v m=$((RANDOM % 500)) 'BEGIN { print m / 1000 }')"
    if kill -KILL "$running" 2>/dev/null; then
      ended=killed
    else
      ended="was over"
    fi
    wait "$running" 2>/dev/null || true
    rows=$(rows "$out")
    echo "jobs $jobs, run $kill: $ended, $rows of $points rows"
    ((rows >= done)) || { echo "rows were lost: $done before, $rows now"; exit 1; }
    done=$rows
  done
  (sweep "$out" "$jobs" --resume) >run.txt
  cmp whole/points.csv "$out/points.csv"
  echo "jobs $jobs: rows are equal to those of the undisturbed run"
done
