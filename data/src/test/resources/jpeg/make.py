"""Writes small JPEG files of each kind of coding, with Pillow.

    python3 make.py        needs Pillow 11 or later
"""
import numpy as np
from PIL import Image

rng = np.random.default_rng(3)
y, x = np.mgrid[0:45, 0:59]
rgb = np.stack([x * 4, y * 5, 120 + 100 * np.sin(x / 5) * np.cos(y / 7)], -1)
rgb = np.clip(rgb + rng.normal(0, 12, rgb.shape), 0, 255).astype(np.uint8)
image = Image.fromarray(rgb)
image.save("420.jpg", quality=80)
image.save("444.jpg", quality=85, subsampling=0, optimize=True)
image.save("422-restart.jpg", quality=80, subsampling=1, restart_marker_blocks=3)
image.save("progressive.jpg", quality=85, progressive=True)
image.save("progressive-restart.jpg", quality=70, progressive=True, restart_marker_rows=1)
image.convert("L").save("gray.jpg", quality=80)
image.convert("L").save("gray-progressive.jpg", quality=90, progressive=True)
image.convert("CMYK").save("cmyk.jpg", quality=80)
Image.new("RGB", (64, 48), (200, 30, 90)).save("flat-optimized.jpg", quality=75, optimize=True)
