#!/usr/bin/env bash
# Makes demo.svg, beside this script, from a real run of 'wsm demo' at a terminal. A test compares its text with another run.
#   docs/screenshots/make.sh PATH/TO/wsm
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
wsm=$(realpath "${1:?usage: docs/screenshots/make.sh PATH/TO/wsm}")
readonly columns=132 # what the README shows without scrolling
readonly steps='2 3 7' # interruption, resume, proof: the picture of all nine is too long to be read

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
TERM=xterm-256color script --quiet --return --command "stty cols $columns rows 60; '$wsm' demo" /dev/null >demo.txt </dev/null

{
    printf '\e[1m$\e[0m wsm demo\n'
    awk -v steps=" $steps " '
        { plain = $0; gsub(/\033\[[0-9;]*m|\r/, "", plain) }
        match(plain, /^[0-9]+\. /) {
            shown = index(steps, " " substr(plain, 1, RLENGTH - 2) " ") > 0
            if (shown && left_out) printf "\033[2m(%s)\033[0m\n\n", left_out
            if (shown) left_out = ""
            else left_out = left_out (left_out ? ", " : "") "step " substr(plain, 1, RLENGTH - 2)
        }
        /That was all of it/ { shown = 0 }
        plain ~ /^1\. / { seen = 1 }
        shown || !seen { print }
    ' demo.txt
} | perl "$here/ansi-to-svg.pl" 'wsm demo: a download that is interrupted and resumed, values that are proved' "$columns" >demo.svg
mv demo.svg "$here/demo.svg"
