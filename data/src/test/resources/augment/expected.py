"""A second implementation of the augmentation vocabulary, written from its description alone.

Prints expected.json: for each text form, what becomes of a small made image.
    python3 expected.py > expected.json
Needs nothing but Python.
"""

import hashlib
import json
import math

SEED, EPOCH, KEY = 42, 3, "cats/Röntgen 1.jpg"
PLACES = ["flip", "rotate", "scale", "translate", "crop", "noise", "blur", "brightness", "contrast", "erase"]
MASK = (1 << 64) - 1


class Draws:
    def __init__(self, operation):
        text = f"aug:{SEED}:{EPOCH}:{KEY}:{PLACES.index(operation)}"
        self.state = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

    def unit(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return ((z ^ (z >> 31)) >> 11) * 2.0**-53

    def between(self, low, high):
        return low + (high - low) * self.unit()


def made(h, w, c):
    return [[[float((37 * x + 59 * y + 101 * k + x * y) % 256) for k in range(c)] for x in range(w)] for y in range(h)]


def look(p, y, x, k, fill):
    """The image at a whole place, also outside of it."""
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
        look(p, r, s, k, fill) * (1 - v) * (1 - u)
        + look(p, r, s + 1, k, fill) * (1 - v) * u
        + look(p, r + 1, s, k, fill) * v * (1 - u)
        + look(p, r + 1, s + 1, k, fill) * v * u
    )


def each(p, f):
    return [[[f(y, x, k) for k in range(len(p[0][0]))] for x in range(len(p[0]))] for y in range(len(p))]


def geometry(p, steps, fill):
    """For each place of the result, goes back through the steps one by one, the last one first."""
    h, w = len(p), len(p[0])
    back = []
    if "flip" in steps:
        d = Draws("flip")
        columns, rows = d.unit() < steps["flip"][0], d.unit() < steps["flip"][1]
        back.append(lambda x, y: (-x if columns else x, -y if rows else y))
    if "rotate" in steps:
        d = Draws("rotate")
        if d.unit() < steps["rotate"][1]:
            a = math.radians(d.between(-steps["rotate"][0], steps["rotate"][0]))
            # Content turned counter-clockwise by a came from a place turned clockwise by a; y is downwards.
            back.append(lambda x, y: (x * math.cos(a) - y * math.sin(a), x * math.sin(a) + y * math.cos(a)))
    if "scale" in steps:
        d = Draws("scale")
        if d.unit() < steps["scale"][2]:
            f, g = d.between(*steps["scale"][:2]), d.between(*steps["scale"][:2])
            g = g if steps["scale"][3] else f
            back.append(lambda x, y: (x / f, y / g))
    if "translate" in steps:
        d = Draws("translate")
        if d.unit() < steps["translate"][1]:
            s = steps["translate"][0]
            dx, dy = d.between(-s * w, s * w), d.between(-s * h, s * h)
            back.append(lambda x, y: (x - dx, y - dy))

    def value(row, column, k):
        x, y = column - (w - 1) / 2, row - (h - 1) / 2
        for step in reversed(back):
            x, y = step(x, y)
        return bilinear(p, y + (h - 1) / 2, x + (w - 1) / 2, k, fill)

    return each(p, value) if back else p


def crop(p, low, high, chance):
    h, w = len(p), len(p[0])
    d = Draws("crop")
    used, share = d.unit() < chance, d.between(low, high)
    rows, columns = max(1, math.floor(share * h + 0.5)), max(1, math.floor(share * w + 0.5))
    left, top = math.floor(d.unit() * (w - columns + 1)), math.floor(d.unit() * (h - rows + 1))
    if not used:
        return p
    box = [line[left : left + columns] for line in p[top : top + rows]]
    return each(p, lambda y, x, k: bilinear(box, (y + 0.5) * rows / h - 0.5, (x + 0.5) * columns / w - 0.5, k, "edge"))


def brightness(p, low, high, chance):
    d = Draws("brightness")
    used, f = d.unit() < chance, d.between(low, high)
    return each(p, lambda y, x, k: p[y][x][k] * f) if used else p


def contrast(p, low, high, chance):
    d = Draws("contrast")
    used, f = d.unit() < chance, d.between(low, high)
    pixels = [v for line in p for v in line]
    gray = [0.299 * v[0] + 0.587 * v[1] + 0.114 * v[2] if len(v) == 3 else v[0] for v in pixels]
    m = sum(gray) / len(gray)
    return each(p, lambda y, x, k: (p[y][x][k] - m) * f + m) if used else p


def blur(p, r, chance):
    if Draws("blur").unit() >= chance:
        return p
    g = [math.exp(-t * t / (2 * (r / 2) ** 2)) for t in range(-r, r + 1)]
    g = [v / sum(g) for v in g]
    return each(
        p,
        lambda y, x, k: sum(
            g[i] * g[j] * look(p, y + i - r, x + j - r, k, "reflect") for i in range(2 * r + 1) for j in range(2 * r + 1)
        ),
    )


def noise(p, sigma, per_channel, chance):
    d = Draws("noise")
    if d.unit() >= chance:
        return p
    waiting = []

    def normal():
        if not waiting:
            radius, angle = math.sqrt(-2 * math.log(1 - d.unit())), 2 * math.pi * d.unit()
            waiting.extend([radius * math.cos(angle), radius * math.sin(angle)])
        return sigma * waiting.pop(0)

    out = []
    for line in p:
        out.append([])
        for pixel in line:
            one = None if per_channel else normal()
            out[-1].append([v + (normal() if per_channel else one) for v in pixel])
    return out


def erase(p, low, high, with_, chance):
    h, w, c = len(p), len(p[0]), len(p[0][0])
    d = Draws("erase")
    if d.unit() >= chance:
        return p
    for _ in range(10):
        area = d.between(low, high) * h * w
        aspect = math.exp(d.between(math.log(0.3), math.log(3.3)))
        rows, columns = math.floor(math.sqrt(area * aspect) + 0.5), math.floor(math.sqrt(area / aspect) + 0.5)
        if 1 <= rows <= h and 1 <= columns <= w:
            left, top = math.floor(d.unit() * (w - columns + 1)), math.floor(d.unit() * (h - rows + 1))
            mean = [sum(line[x][k] for line in p for x in range(w)) / (h * w) for k in range(c)]
            out = [[list(v) for v in line] for line in p]
            for y in range(top, top + rows):
                for x in range(left, left + columns):
                    n = d.unit() * 255 if with_ == "noise" else 0
                    out[y][x] = [{"black": 0.0, "mean": mean[k], "noise": n}[with_] for k in range(c)]
            return out
    return p


def run(text, h, w, c, geometric=None, fill=0.0, **pixel):
    p = geometry(made(h, w, c), geometric or {}, fill)
    for name in ["crop", "brightness", "contrast", "blur", "noise", "erase"]:
        if name in pixel:
            p = globals()[name](p, *pixel[name])
    flat = [round(min(255.0, max(0.0, v)), 4) for line in p for pixel_ in line for v in pixel_]
    return {"text": text, "height": h, "width": w, "channels": c, "samples": flat}


print(
    "[\n"
    + ",\n".join(
        json.dumps(r)
        for r in [
            run("flip=1:1", 4, 5, 3, {"flip": (1, 1)}),
            run("rotate=90@1", 5, 6, 1, {"rotate": (90, 1)}),
            run("rotate=90@1,fill=255", 5, 6, 1, {"rotate": (90, 1)}, 255.0),
            run("scale=0.5:2:separate@1,fill=reflect", 5, 6, 1, {"scale": (0.5, 2, 1, True)}, "reflect"),
            run("translate=0.5@1,fill=edge", 5, 6, 3, {"translate": (0.5, 1)}, "edge"),
            run(
                "translate=0.2@1,scale=0.8:1.2@1,rotate=30@1,flip=1",
                6,
                7,
                3,
                {"flip": (1, 0), "rotate": (30, 1), "scale": (0.8, 1.2, 1, False), "translate": (0.2, 1)},
            ),
            run("crop=0.4:0.8@1", 7, 8, 3, crop=(0.4, 0.8, 1)),
            run("brightness=0.5:1.5@1", 3, 4, 3, brightness=(0.5, 1.5, 1)),
            run("contrast=0.5:1.5@1", 3, 4, 3, contrast=(0.5, 1.5, 1)),
            run("contrast=0.5:1.5@1", 3, 4, 1, contrast=(0.5, 1.5, 1)),
            run("blur=1@1", 4, 5, 3, blur=(1, 1)),
            run("blur=2@1", 4, 5, 1, blur=(2, 1)),
            run("noise=20@1", 3, 3, 3, noise=(20, False, 1)),
            run("noise=20@1", 3, 3, 1, noise=(20, False, 1)),
            run("noise=20:channel@1", 3, 3, 3, noise=(20, True, 1)),
            run("erase=0.1:0.4@1", 6, 7, 3, erase=(0.1, 0.4, "black", 1)),
            run("erase=0.1:0.4:mean@1", 6, 7, 3, erase=(0.1, 0.4, "mean", 1)),
            run("erase=0.1:0.4:noise@1", 6, 7, 3, erase=(0.1, 0.4, "noise", 1)),
            run(
                "noise=9,blur=1,brightness=0.7:1.3,crop=0.6:0.9,contrast=0.7:1.3,rotate=25,flip=0.5:0.5,erase=0.1:0.3",
                8,
                8,
                3,
                {"flip": (0.5, 0.5), "rotate": (25, 0.5)},
                crop=(0.6, 0.9, 0.5),
                brightness=(0.7, 1.3, 0.5),
                contrast=(0.7, 1.3, 0.5),
                blur=(1, 0.5),
                noise=(9, False, 0.5),
                erase=(0.1, 0.3, "black", 0.5),
            ),
        ]
    )
    + "\n]"
)
