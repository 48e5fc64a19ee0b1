#!/usr/bin/env bash
# How many images of labelled charts are found, how much of what is reported is right, and how many tags are wrong; what differs is named.
#   tests/Wsm.Benchmarks/finding.sh [FOLDER [NAME]]     FOLDER: a folder of charts with an expected.yaml each; NAME: only charts of that name
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/../Wsm.Tests/Finding/Labelled}
dotnet run --project "$here" -c Release -- finding "$(realpath "$folder")" ${2:+"$2"}
