#!/bin/sh
# Creates the weights of `blockwright demo`: trains the demo's network on the digits 0 to 4 and saves
# its backbone as a Keras weights file. With one thread and a fixed seed, the same images give the
# same bytes on the same type of processor.
#
#   bench/demo-weights/make.sh DIGITS [FILE.h5]
#
# DIGITS contains one sub-folder per class, 0 to 9. Without FILE.h5 the shipped file is replaced.
set -eu

[ $# -ge 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
home=$(cd "$(dirname "$0")/../.." && pwd)
demo=$home/app/src/main/resources/org/blockwright/app/demo
digits=$(cd "$1" && pwd)
target=${2:-$demo/tiny-vgg-digits-0-4-notop.h5}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/digits"
for class in 0 1 2 3 4; do cp -r "$digits/$class" "$work/digits/"; done

"$home/blockwright" train --model "$demo/tiny-vgg.yaml" --data "$work/digits" --split 8:1:1 \
  --augment 'rotate=20,scale=0.8:1.25:separate,translate=0.1,brightness=0.8:1.2,noise=10' \
  --optimizer adam --lr 0.001 --batch-size 32 --epochs 60 --patience 0 \
  --seed 42 --threads 1 --out "$work/run"
"$home/blockwright" weights export "$work/run/model.zip" -o "$target" --no-top
