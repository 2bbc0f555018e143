#!/bin/sh
# An argument that looks like an option is not taken for the name of a file. Usage: usage_test.sh EXAMPLE...
set -eu
home=$PWD
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

status=0
for example in "$@"; do
  case $example in
    /*) ;;
    *) example=$home/$example ;;
  esac
  for argument in --help -h -o; do
    code=0
    "$example" $argument > out 2> err || code=$?
    case $code-$(wc -l < err)-$(cat err) in
      "2-1-usage: ${example##*/} "*) ;;
      *) echo "$example $argument: exit code $code, $(cat out err)" >&2; status=1 ;;
    esac
  done
done
rm -f out err
[ -z "$(ls -A)" ] || { echo "files: $(ls -A)" >&2; status=1; }
exit $status
