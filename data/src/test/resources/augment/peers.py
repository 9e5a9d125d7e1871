"""Reference values of the augmentation kernels from SciPy, Pillow and Python's colorsys.

Prints peers.json: for each kernel with fixed parameters, the samples of a small generated image.

    pip install numpy scipy pillow
    python3 peers.py > peers.json
"""

import colorsys
import json
import math

import numpy as np
from PIL import Image, ImageEnhance
from scipy import ndimage


def generated(h, w, c):
    y, x, k = np.mgrid[0:h, 0:w, 0:c]
    return ((37 * x + 59 * y + 101 * k + x * y) % 256).astype(float)


def case(kernel, image, result, tolerance, **parameters):
    h, w, c = image.shape
    samples = [round(float(v), 4) for v in np.asarray(result).reshape(-1)]
    return dict(kernel=kernel, height=h, width=w, channels=c, tolerance=tolerance, **parameters, samples=samples)


def warp(matrix, fill):
    """scipy.ndimage.affine_transform about the center; its coordinates are (row, column)."""
    image = generated(7, 8, 3)
    inverse = np.linalg.inv(np.array([[matrix[4], matrix[3]], [matrix[1], matrix[0]]]))
    center = (np.array(image.shape[:2]) - 1) / 2
    moved = np.array([matrix[5], matrix[2]])
    mode, value = {"edge": ("nearest", 0), "reflect": ("mirror", 0)}.get(fill, ("grid-constant", fill))
    planes = [
        ndimage.affine_transform(
            image[:, :, k], inverse, center - inverse @ (center + moved), order=1, mode=mode, cval=value
        )
        for k in range(3)
    ]
    return case("warp", image, np.stack(planes, -1), 1e-3, matrix=matrix, fill=str(fill))


def rotation(degrees):
    a = math.radians(degrees)
    return [math.cos(a), math.sin(a), 0, -math.sin(a), math.cos(a), 0]


def blur(radius):
    image = generated(6, 7, 3)
    result = ndimage.gaussian_filter(image, (radius / 2, radius / 2, 0), mode="mirror", radius=(radius, radius, 0))
    return case("blur", image, result, 1e-3, radius=radius)


def enhance(kernel, factor):
    """Pillow, as in torchvision's adjust_brightness, adjust_contrast and adjust_saturation; it rounds."""
    image = generated(6, 7, 3)
    enhancer = {
        "brightness": ImageEnhance.Brightness,
        "contrast": ImageEnhance.Contrast,
        "saturation": ImageEnhance.Color,
    }[kernel]
    result = enhancer(Image.fromarray(image.astype(np.uint8))).enhance(factor)
    return case(kernel, image, np.asarray(result), 2, factor=factor)


def hue(shift):
    image = generated(6, 7, 3)
    result = np.empty_like(image)
    for index in np.ndindex(6, 7):
        h, s, v = colorsys.rgb_to_hsv(*(image[index] / 255))
        result[index] = np.array(colorsys.hsv_to_rgb((h + shift) % 1, s, v)) * 255
    return case("hue", image, result, 1e-3, shift=shift)


CASES = [
    warp(rotation(30), "edge"),
    warp(rotation(-75), "reflect"),
    warp(rotation(10), 100),
    warp([1, -math.tan(math.radians(25)), 0, 0, 1, 0], "edge"),
    warp([1, 0, 0, -math.tan(math.radians(15)), 1, 0], 0),
    warp([1.3, 0, 0, 0, 0.7, 0], "reflect"),
    warp([1, 0, 1.25, 0, 1, -2.5], "edge"),
    warp([-1, 0, 0, 0, 1, 0], 0),
    blur(1),
    blur(2),
    enhance("brightness", 0.6),
    enhance("brightness", 1.5),
    enhance("contrast", 0.5),
    enhance("contrast", 1.4),
    enhance("saturation", 0.3),
    enhance("saturation", 1.7),
    hue(0.1),
    hue(-0.27),
    hue(0.5),
]

print("[\n" + ",\n".join(json.dumps(c) for c in CASES) + "\n]")
