# Prints what zsh offers: capture.zsh SCRIPT LINE
# An inner zsh edits the line on a terminal of its own; its compadd writes the matches to a file instead of showing them.
zmodload zsh/zpty || exit 2
export CAPTURE_SCRIPT=$1 CAPTURE_OUT=$(mktemp)
zpty inner zsh -f -i
zpty -w inner 'PROMPT= ; autoload -Uz compinit && compinit -u -D; source $CAPTURE_SCRIPT; bindkey "^I" complete-word; zstyle ":completion:*" list-grouped false
compadd () {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  typeset -a __hits __dscr
  builtin compadd -A __hits "$@"
  (( $#__hits )) && print -rl -- $__hits >> $CAPTURE_OUT
  builtin compadd "$@"
}
finish () { print done >> $CAPTURE_OUT.done; zle kill-whole-line }
zle -N finish; bindkey "^X" finish; print ready >> $CAPTURE_OUT.ready'
repeat 200; do [[ -e $CAPTURE_OUT.ready ]] && break; sleep 0.05; done
zpty -w -n inner "$2"$'\t\C-x'
repeat 200; do [[ -e $CAPTURE_OUT.done ]] && break; sleep 0.05; done
zpty -d inner
cat $CAPTURE_OUT
[[ -e $CAPTURE_OUT.done ]]; result=$?
rm -f $CAPTURE_OUT $CAPTURE_OUT.ready $CAPTURE_OUT.done
exit $result
