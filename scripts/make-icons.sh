#!/usr/bin/env bash
# Makes all bitmaps of assets/icons from its SVG files.
# Needed only to change an icon; the bitmaps are part of the repository.
# Needs: rsvg-convert, icotool, png2icns (Debian: apt-get install librsvg2-bin icoutils icnsutils).
set -euo pipefail

cd "$(dirname "$0")/../assets/icons"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

render() { rsvg-convert --width "$2" --height "$2" --output "$3" "$1"; }

# Linux: a folder of sizes; icon.png is the one for windows and notifications.
mkdir -p linux
for size in 16 24 32 48 64 128 256 512; do render icon.svg "$size" "linux/${size}x${size}.png"; done
cp linux/512x512.png icon.png

# Windows.
icotool --create --output icon.ico linux/{16x16,24x24,32x32,48x48,64x64,128x128}.png --raw linux/256x256.png

# macOS: the shape fills 824 of 1024 units, as Apple's template for icons has it.
mac=()
for size in 16 32 128 256 512 1024; do
  shape=$((size * 824 / 1024))
  margin=$(((size - shape) / 2))
  rsvg-convert --width "$shape" --height "$shape" --page-width "$size" --page-height "$size" \
    --left "$margin" --top "$margin" --output "$work/$size.png" icon.svg
  mac+=("$work/$size.png")
done
png2icns icon.icns "${mac[@]}" >/dev/null

# Tray: 16 logical pixels; the suffix is the scale of the display, as Electron's nativeImage reads it.
for state in ready ringing offline; do
  render "tray-$state.svg" 16 "tray-$state.png"
  render "tray-$state.svg" 24 "tray-$state@1.5x.png"
  render "tray-$state.svg" 32 "tray-$state@2x.png"
  render "tray-$state.svg" 48 "tray-$state@3x.png"
done
