"""A reference implementation of the augmentation steps, written from their description.

Prints expected.json: for each text form of an augmentation, and for each list of steps in a network,
the samples of a small generated image after augmentation.

    python3 expected.py > expected.json        needs Python only
"""

import colorsys
import hashlib
import json
import math

SEED, EPOCH, KEY = 42, 3, "cats/Röntgen 1.jpg"
MASK = (1 << 64) - 1


class Random:
    """SplitMix64, started by the SHA-256 of a text."""

    def __init__(self, *parts):
        text = ":".join(str(part) for part in parts)
        self.state = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

    def uniform(self, low=0.0, high=1.0):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return low + (high - low) * ((z ^ (z >> 31)) >> 11) * 2.0**-53

    def integer(self, bound):
        return math.floor(self.uniform() * bound)


def image_random(name):
    return Random("aug", SEED, EPOCH, KEY, name)


def generated(h, w, c):
    return [[[float((37 * x + 59 * y + 101 * k + x * y) % 256) for k in range(c)] for x in range(w)] for y in range(h)]


def sample(p, y, x, k, fill):
    """The sample at integer coordinates, also outside of the image."""
    h, w = len(p), len(p[0])
    if 0 <= y < h and 0 <= x < w:
        return p[y][x][k]
    if fill == "edge":
        return p[min(max(y, 0), h - 1)][min(max(x, 0), w - 1)][k]
    if fill == "reflect":
        while not 0 <= y < h:
            y = -y if y < 0 else 2 * (h - 1) - y
        while not 0 <= x < w:
            x = -x if x < 0 else 2 * (w - 1) - x
        return p[y][x][k]
    return fill


def bilinear(p, y, x, k, fill):
    r, s = math.floor(y), math.floor(x)
    v, u = y - r, x - s
    return (
        sample(p, r, s, k, fill) * (1 - v) * (1 - u)
        + sample(p, r, s + 1, k, fill) * (1 - v) * u
        + sample(p, r + 1, s, k, fill) * v * (1 - u)
        + sample(p, r + 1, s + 1, k, fill) * v * u
    )


def each(p, f):
    return [[[f(y, x, k) for k in range(len(p[0][0]))] for x in range(len(p[0]))] for y in range(len(p))]


def clip(p):
    return each(p, lambda y, x, k: min(255.0, max(0.0, p[y][x][k])))


# Geometric steps: functions from the coordinates of a pixel to those of its source, relative to the center.


def flip(random, h, w, horizontal, vertical):
    columns, rows = random.uniform() < horizontal, random.uniform() < vertical
    return lambda x, y: (-x if columns else x, -y if rows else y)


def rotate(random, h, w, degrees, probability):
    applied, a = random.uniform() < probability, math.radians(random.uniform(-degrees, degrees))
    # Content rotated counterclockwise by a comes from a position rotated clockwise by a; y points downwards.
    return (lambda x, y: (x * math.cos(a) - y * math.sin(a), x * math.sin(a) + y * math.cos(a))) if applied else None


def shear(random, h, w, horizontal, vertical, probability):
    applied = random.uniform() < probability
    sx = math.tan(math.radians(random.uniform(-horizontal, horizontal)))
    sy = math.tan(math.radians(random.uniform(-vertical, vertical)))

    def source(x, y):
        y = y + sy * x  # undoes the shear along y, which was applied last
        return x + sx * y, y

    return source if applied else None


def scale(random, h, w, low, high, separate, probability):
    applied, f, g = random.uniform() < probability, random.uniform(low, high), random.uniform(low, high)
    g = g if separate else f
    return (lambda x, y: (x / f, y / g)) if applied else None


def translate(random, h, w, height, width, probability):
    applied = random.uniform() < probability
    dy, dx = random.uniform(-height * h, height * h), random.uniform(-width * w, width * w)
    return (lambda x, y: (x - dx, y - dy)) if applied else None


def warp(p, sources, fill):
    """Goes back through the steps one by one, the last one first."""
    h, w = len(p), len(p[0])
    sources = [source for source in sources if source]

    def value(row, column, k):
        x, y = column - (w - 1) / 2, row - (h - 1) / 2
        for source in reversed(sources):
            x, y = source(x, y)
        return bilinear(p, y + (h - 1) / 2, x + (w - 1) / 2, k, fill)

    return each(p, value) if sources else p


# Pixel steps.


def crop(random, p, low, high, probability):
    h, w = len(p), len(p[0])
    applied, fraction = random.uniform() < probability, random.uniform(low, high)
    rows, columns = max(1, math.floor(fraction * h + 0.5)), max(1, math.floor(fraction * w + 0.5))
    left, top = random.integer(w - columns + 1), random.integer(h - rows + 1)
    if not applied:
        return p
    box = [line[left : left + columns] for line in p[top : top + rows]]
    return each(p, lambda y, x, k: bilinear(box, (y + 0.5) * rows / h - 0.5, (x + 0.5) * columns / w - 0.5, k, "edge"))


def gray(pixel):
    return 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2] if len(pixel) == 3 else pixel[0]


def multiply(p, f):
    return each(p, lambda y, x, k: p[y][x][k] * f)


def stretch(p, f):
    m = sum(gray(v) for line in p for v in line) / (len(p) * len(p[0]))
    return each(p, lambda y, x, k: (p[y][x][k] - m) * f + m)


def brightness(random, p, low, high, probability):
    applied, f = random.uniform() < probability, random.uniform(low, high)
    return multiply(p, f) if applied else p


def contrast(random, p, low, high, probability):
    applied, f = random.uniform() < probability, random.uniform(low, high)
    return stretch(p, f) if applied else p


def color_jitter(random, p, b, c, s, hue, probability):
    applied = random.uniform() < probability
    fb, fc, fs = random.uniform(1 - b, 1 + b), random.uniform(1 - c, 1 + c), random.uniform(1 - s, 1 + s)
    shift = random.uniform(-hue, hue)
    if not applied:
        return p
    p = clip(stretch(clip(multiply(p, fb)), fc))
    if len(p[0][0]) == 1:
        return p
    p = clip(each(p, lambda y, x, k: gray(p[y][x]) + fs * (p[y][x][k] - gray(p[y][x]))))
    out = []
    for line in p:
        out.append([])
        for pixel in line:
            h, s_, v = colorsys.rgb_to_hsv(*[value / 255 for value in pixel])
            out[-1].append([255 * value for value in colorsys.hsv_to_rgb((h + shift) % 1, s_, v)])
    return out


def blur(random, p, r, probability):
    if random.uniform() >= probability:
        return p
    g = [math.exp(-t * t / (2 * (r / 2) ** 2)) for t in range(-r, r + 1)]
    g = [v / sum(g) for v in g]
    return each(
        p,
        lambda y, x, k: sum(
            g[i] * g[j] * sample(p, y + i - r, x + j - r, k, "reflect") for i in range(2 * r + 1) for j in range(2 * r + 1)
        ),
    )


def noise(random, p, std, per_channel, probability):
    if random.uniform() >= probability:
        return p
    pending = []

    def normal():
        if not pending:
            radius, angle = math.sqrt(-2 * math.log(1 - random.uniform())), 2 * math.pi * random.uniform()
            pending.extend([radius * math.cos(angle), radius * math.sin(angle)])
        return std * pending.pop(0)

    out = []
    for line in p:
        out.append([])
        for pixel in line:
            one = None if per_channel else normal()
            out[-1].append([v + (normal() if per_channel else one) for v in pixel])
    return out


def erase(random, p, low, high, replacement, probability):
    h, w, c = len(p), len(p[0]), len(p[0][0])
    if random.uniform() >= probability:
        return p
    for _ in range(10):
        area = random.uniform(low, high) * h * w
        aspect = math.exp(random.uniform(math.log(0.3), math.log(3.3)))
        rows, columns = math.floor(math.sqrt(area * aspect) + 0.5), math.floor(math.sqrt(area / aspect) + 0.5)
        if 1 <= rows <= h and 1 <= columns <= w:
            left, top = random.integer(w - columns + 1), random.integer(h - rows + 1)
            mean = [sum(line[x][k] for line in p for x in range(w)) / (h * w) for k in range(c)]
            out = [[list(v) for v in line] for line in p]
            for y in range(top, top + rows):
                for x in range(left, left + columns):
                    n = random.uniform() * 255 if replacement == "noise" else 0
                    out[y][x] = [{"black": 0.0, "mean": mean[k], "noise": n}[replacement] for k in range(c)]
            return out
    return p


GEOMETRIC = {"flip": flip, "rotate": rotate, "shear": shear, "scale": scale, "translate": translate}
PIXEL = {
    "crop": crop,
    "brightness": brightness,
    "contrast": contrast,
    "color-jitter": color_jitter,
    "blur": blur,
    "noise": noise,
    "erase": erase,
}


def flat(p):
    return [round(v, 4) for line in p for pixel in line for v in pixel]


def run(text, h, w, c, steps, fill=0.0):
    """An augmentation of images: all geometric steps at once, then the pixel steps, then clipping."""
    p = generated(h, w, c)
    p = warp(p, [f(image_random(name), h, w, *steps[name]) for name, f in GEOMETRIC.items() if name in steps], fill)
    for name, f in PIXEL.items():
        if name in steps:
            p = f(image_random(name), p, *steps[name])
    return {"text": text, "height": h, "width": w, "channels": c, "samples": flat(clip(p))}


def run_in_model(name, h, w, c, steps):
    """The steps of a network, one after the other, always applied, without clipping."""
    p, seen = generated(h, w, c), []
    for step, arguments in steps:
        random = Random("augmentation in the model", SEED, EPOCH, KEY, step, seen.count(step))
        seen.append(step)
        if step == "random-crop":
            rows, columns = arguments
            top = random.integer(len(p) - rows + 1)
            left = random.integer(len(p[0]) - columns + 1)
            p = [line[left : left + columns] for line in p[top : top + rows]]
        elif step in GEOMETRIC:
            p = warp(p, [GEOMETRIC[step](random, len(p), len(p[0]), *arguments)], "edge")
        else:
            p = PIXEL[step](random, p, *arguments)
    return {"inModel": name, "height": h, "width": w, "channels": c, "samples": flat(p)}


CASES = [
    run("flip=1:1", 4, 5, 3, {"flip": (1, 1)}),
    run("rotate=90@1", 5, 6, 1, {"rotate": (90, 1)}),
    run("rotate=90@1,fill=255", 5, 6, 1, {"rotate": (90, 1)}, 255.0),
    run("shear=40@1", 5, 6, 3, {"shear": (40, 0, 1)}),
    run("shear=30:20@1,fill=reflect", 6, 5, 1, {"shear": (30, 20, 1)}, "reflect"),
    run("scale=0.5:2:separate@1,fill=reflect", 5, 6, 1, {"scale": (0.5, 2, True, 1)}, "reflect"),
    run("translate=0.5@1,fill=edge", 5, 6, 3, {"translate": (0.5, 0.5, 1)}, "edge"),
    run("translate=0.1:0.6@1", 5, 6, 3, {"translate": (0.1, 0.6, 1)}),
    run(
        "translate=0.2@1,scale=0.8:1.2@1,shear=20:10@1,rotate=30@1,flip=1",
        6,
        7,
        3,
        {
            "flip": (1, 0),
            "rotate": (30, 1),
            "shear": (20, 10, 1),
            "scale": (0.8, 1.2, False, 1),
            "translate": (0.2, 0.2, 1),
        },
    ),
    run("crop=0.4:0.8@1", 7, 8, 3, {"crop": (0.4, 0.8, 1)}),
    run("brightness=0.5:1.5@1", 3, 4, 3, {"brightness": (0.5, 1.5, 1)}),
    run("contrast=0.5:1.5@1", 3, 4, 3, {"contrast": (0.5, 1.5, 1)}),
    run("contrast=0.5:1.5@1", 3, 4, 1, {"contrast": (0.5, 1.5, 1)}),
    run("color-jitter=0.5:0.5:0.5:0.5@1", 4, 5, 3, {"color-jitter": (0.5, 0.5, 0.5, 0.5, 1)}),
    run("color-jitter=0.9:0.2:1:0.1@1", 4, 5, 3, {"color-jitter": (0.9, 0.2, 1, 0.1, 1)}),
    run("color-jitter=0.5:0.5:0.5:0.5@1", 3, 4, 1, {"color-jitter": (0.5, 0.5, 0.5, 0.5, 1)}),
    run("blur=1@1", 4, 5, 3, {"blur": (1, 1)}),
    run("blur=2@1", 4, 5, 1, {"blur": (2, 1)}),
    run("noise=20@1", 3, 3, 3, {"noise": (20, False, 1)}),
    run("noise=20@1", 3, 3, 1, {"noise": (20, False, 1)}),
    run("noise=20:channel@1", 3, 3, 3, {"noise": (20, True, 1)}),
    run("erase=0.1:0.4@1", 6, 7, 3, {"erase": (0.1, 0.4, "black", 1)}),
    run("erase=0.1:0.4:mean@1", 6, 7, 3, {"erase": (0.1, 0.4, "mean", 1)}),
    run("erase=0.1:0.4:noise@1", 6, 7, 3, {"erase": (0.1, 0.4, "noise", 1)}),
    run(
        "noise=9,blur=1,brightness=0.7:1.3,crop=0.6:0.9,contrast=0.7:1.3,rotate=25,shear=15,flip=0.5:0.5,"
        "color-jitter=0.3:0.3:0.3:0.1,erase=0.1:0.3",
        8,
        8,
        3,
        {
            "flip": (0.5, 0.5),
            "rotate": (25, 0.5),
            "shear": (15, 0, 0.5),
            "crop": (0.6, 0.9, 0.5),
            "brightness": (0.7, 1.3, 0.5),
            "contrast": (0.7, 1.3, 0.5),
            "color-jitter": (0.3, 0.3, 0.3, 0.1, 0.5),
            "blur": (1, 0.5),
            "noise": (9, False, 0.5),
            "erase": (0.1, 0.3, "black", 0.5),
        },
    ),
    run_in_model("flip", 5, 6, 3, [("flip", (0.5, 0.5))]),
    run_in_model("rotate", 5, 6, 3, [("rotate", (40, 1))]),
    run_in_model("shear", 5, 6, 1, [("shear", (40, 30, 1))]),
    run_in_model("translate", 5, 6, 3, [("translate", (0.3, 0.4, 1))]),
    run_in_model("colorJitter", 4, 5, 3, [("color-jitter", (0.4, 0.3, 0.5, 0.2, 1))]),
    run_in_model("noise", 4, 5, 3, [("noise", (30, True, 1))]),
    run_in_model("randomCrop", 6, 7, 3, [("random-crop", (4, 3))]),
    run_in_model(
        "rotate, randomCrop, rotate, noise",
        7,
        8,
        1,
        [("rotate", (20, 1)), ("random-crop", (5, 6)), ("rotate", (10, 1)), ("noise", (5, True, 1))],
    ),
]

print("[\n" + ",\n".join(json.dumps(case) for case in CASES) + "\n]")
