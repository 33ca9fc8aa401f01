#!/usr/bin/env bash
# Make docs/images/report.png, the picture in the README, from a bundle (that of `make demo`).
#
#   scripts/picture_of_report.sh [BUNDLE [TARGET.png]]
#
# Needs Chromium (or CHROMIUM=path to a relative of it) and a font such as Noto Sans; pngquant, where
# it is installed, makes the file smaller. WIDTH and HEIGHT are those of the picture in pixels.
set -euo pipefail
cd "$(dirname "$0")/.."
bundle=$(realpath "${1:-build/demo/release}")
target=$(realpath -m "${2:-docs/images/report.png}")
width=${WIDTH:-1200}
height=${HEIGHT:-1460}

chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$chromium" ] || { echo "picture_of_report: install Chromium, or name it: CHROMIUM=…" >&2; exit 1; }
[ -f "$bundle/report.html" ] || { echo "picture_of_report: $bundle has no report.html; run make demo" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$(dirname "$target")"
"$chromium" --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
  --hide-scrollbars --user-data-dir="$work/profile" --window-size="$width,$height" \
  --screenshot="$work/report.png" "file://$bundle/report.html" >/dev/null 2>&1
if command -v pngquant >/dev/null; then
  pngquant --strip --force --output "$work/report.png" 128 "$work/report.png"
fi
mv "$work/report.png" "$target"
echo "picture: $target, $(stat -c %s "$target") bytes"
