#!/usr/bin/env bash
# Make the pictures of the guide anew: the walk of tests/ui/test_walk_through.py, at three sizes in both themes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for theme in dark light; do
    for size in 1280x720 1920x1080 2x; do
        factor=1 pixels=$size
        [ "$size" = 2x ] && factor=2 pixels=1280x720
        AUDIOGENESIS_GUIDE="docs/guide/$size-$theme" AUDIOGENESIS_GUIDE_SIZE=$pixels AUDIOGENESIS_GUIDE_THEME=$theme \
            QT_SCALE_FACTOR=$factor QT_QPA_PLATFORM=offscreen \
            "${PYTHON:-.venv/bin/python}" -m pytest -q tests/ui/test_walk_through.py tests/ui/rework/test_from_first_take.py
    done
done
# Few colours are enough for flat pictures, and keep the repository small.
find docs/guide -name "*.png" -exec mogrify +dither -colors 64 {} +
