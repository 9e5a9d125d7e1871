"""Writes BMP files of all kinds and expected.json with their red, green and blue samples.

The samples are Pillow's where Pillow reads the file ("by": "pillow"). Where it does not, they come
from the numbers that this script wrote into the file ("by": "script"), with alpha over black.

    python3 expected.py        needs Pillow 11 or later
"""
import json, random, struct
from io import BytesIO
from PIL import Image

W, H = 7, 5
random.seed(1)
out = {}


def header(size, w, h, bits, compression=0, used=0, masks=(0, 0, 0, 0)):
    if size == 12:
        return struct.pack("<IHHHH", 12, w, h, 1, bits)
    if size == 16:
        return struct.pack("<IiiHH", 16, w, h, 1, bits)
    head = struct.pack("<IiiHHIIiiII", size, w, h, 1, bits, compression, 0, 2835, 2835, used, 0)
    if size == 40:
        return head
    rest = struct.pack("<4I", *masks)
    return (head + rest + bytes(200))[:size]


def bmp(head, between, pixels):
    offset = 14 + len(head) + len(between)
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + head + between + pixels


def rows(values, bits):
    """Values by row from the top as BMP stores them, from the bottom, lines of 4 bytes."""
    data = b""
    for row in reversed(values):
        if bits >= 16:
            line = b"".join(v.to_bytes(bits // 8, "little") for v in row)
        else:
            text = "".join(format(v, f"0{bits}b") for v in row)
            text += "0" * (-len(text) % 8)
            line = bytes(int(text[i : i + 8], 2) for i in range(0, len(text), 8))
        data += line + bytes(-len(line) % 4)
    return data


def numbers(bits):
    return [[random.randrange(1 << bits) for _ in range(W)] for _ in range(H)]


def save(name, content, samples=None, pillow=True):
    open(name, "wb").write(content)
    entry = {"width": W, "height": H}
    try:
        if not pillow:
            raise ValueError
        image = Image.open(BytesIO(content))
        image.load()
        if image.mode == "RGBA":
            flat = [round(c * p[3] / 255, 4) for p in image.get_flattened_data() for c in p[:3]]
        else:
            flat = [c for p in image.convert("RGB").get_flattened_data() for c in p]
        entry["by"] = "pillow"
        if samples is not None and max(abs(a - b) for a, b in zip(samples, flat)) > 1:
            raise SystemExit(f"{name}: Pillow and this script disagree")
    except (OSError, ValueError) as e:
        flat, entry["by"] = [round(v, 4) for v in samples], "script"
    entry["samples"] = flat
    out[name] = entry


def masked(name, size, bits, masks, compression, between=b"", values=None, down=False):
    values = values or numbers(bits)
    samples = []
    for row in values:
        for v in row:
            part = []
            for m in masks:
                shift = (m & -m).bit_length() - 1 if m else 0
                top = m >> shift
                part.append((v & m) >> shift if m else 0)
                part[-1] = (part[-1] * 255 // top if top <= 255 else part[-1] * 255 / top) if top else 0
            alpha = 1
            if len(masks) > 3 and masks[3]:
                shift = (masks[3] & -masks[3]).bit_length() - 1
                alpha = ((v & masks[3]) >> shift) / (masks[3] >> shift)
            samples += [c * alpha for c in part[:3]]
    four = tuple(masks) + (0,) * (4 - len(masks))
    stored = list(reversed(values)) if down else values
    head = header(size, W, -H if down else H, bits, compression, masks=four)
    # Pillow takes no alpha from pixels of 16 bits.
    alpha = bits == 16 and four[3] > 0
    save(name, bmp(head, between, rows(stored, bits)), samples, pillow=not alpha)


RGB888 = (0xFF0000, 0xFF00, 0xFF)
RGB565 = (0xF800, 0x7E0, 0x1F)
RGB555 = (0x7C00, 0x3E0, 0x1F)


def after(*masks):
    return struct.pack(f"<{len(masks)}I", *masks)


# palettes
for bits in (1, 4, 8):
    colors = [bytes(random.randrange(256) for _ in range(3)) for _ in range(1 << bits)]
    values = numbers(bits)
    four = b"".join(c + b"\0" for c in colors)
    three = b"".join(colors)
    samples = [s for row in values for v in row for s in reversed(colors[v])]
    save(f"palette{bits}.bmp", bmp(header(40, W, H, bits), four, rows(values, bits)), samples)
    save(f"os2-palette{bits}.bmp", bmp(header(12, W, H, bits), three, rows(values, bits)), samples)
    save(f"v5-palette{bits}.bmp", bmp(header(124, W, H, bits), four, rows(values, bits)), samples)
    save(f"os22-palette{bits}.bmp", bmp(header(64, W, H, bits), four, rows(values, bits)), samples)
    down = bmp(header(40, W, -H, bits), four, rows(list(reversed(values)), bits))
    save(f"down-palette{bits}.bmp", down, samples)
# fewer colors than the bits allow
values = [[random.randrange(10) for _ in range(W)] for _ in range(H)]
samples = [s for row in values for v in row for s in reversed(colors[v])]
ten = b"".join(c + b"\0" for c in colors[:10])
save("few-colors.bmp", bmp(header(40, W, H, 8, used=10), ten, rows(values, 8)), samples)

# direct
values = numbers(24)
samples = [v >> s & 255 for row in values for v in row for s in (16, 8, 0)]
save("rgb24.bmp", bmp(header(40, W, H, 24), b"", rows(values, 24)), samples)
save("os2-rgb24.bmp", bmp(header(12, W, H, 24), b"", rows(values, 24)), samples)
save("os216-rgb24.bmp", bmp(header(16, W, H, 24), b"", rows(values, 24)), samples)
save("down-rgb24.bmp", bmp(header(40, W, -H, 24), b"", rows(values[::-1], 24)), samples)
masked("rgb32.bmp", 40, 32, RGB888, 0)
masked("down-rgb32.bmp", 40, 32, RGB888, 0, down=True)
masked("rgb16.bmp", 40, 16, RGB555, 0)

# masks behind the header, and in it
for size in (40, 52, 56, 108, 124):
    between = after if size == 40 else lambda *m: b""
    masked(f"h{size}-565.bmp", size, 16, RGB565, 3, between(*RGB565))
    masked(f"h{size}-555.bmp", size, 16, RGB555, 3, between(*RGB555))
    masked(f"h{size}-888.bmp", size, 32, RGB888, 3, between(*RGB888))
    swapped = (0xFF, 0xFF00, 0xFF0000)
    masked(f"h{size}-888-bgr.bmp", size, 32, swapped, 3, between(*swapped))
    deep = (0x3FF00000, 0xFFC00, 0x3FF)
    masked(f"h{size}-10-10-10.bmp", size, 32, deep, 3, between(*deep))
    odd = (0xE0, 0x1C00, 0x3)
    masked(f"h{size}-3-3-2.bmp", size, 16, odd, 3, between(*odd))
for size in (56, 108, 124):
    gimp = (0xFF000000, 0xFF0000, 0xFF00, 0xFF)
    masked(f"h{size}-rgba-gimp.bmp", size, 32, gimp, 3)
    masked(f"h{size}-argb.bmp", size, 32, RGB888 + (0xFF000000,), 3)
    masked(f"h{size}-argb1555.bmp", size, 16, RGB555 + (0x8000,), 3)
    masked(f"h{size}-argb4444.bmp", size, 16, (0xF00, 0xF0, 0xF, 0xF000), 3)
four = (0xFF000000, 0xFF0000, 0xFF00, 0xFF)
masked("h40-alphabitfields.bmp", 40, 32, four, 6, after(*four))

# run lengths: of one color, as they are, ends of lines, the end; and moves that skip nothing
colors = [bytes(random.randrange(256) for _ in range(3)) for _ in range(256)]
four = b"".join(c + b"\0" for c in colors)
values = [[9] * 7, [1, 2, 3, 4, 5, 6, 7], [8, 8, 8, 3, 4, 5, 6], [0] * 7, [1, 1, 1, 1, 1, 1, 2]]
samples = [s for row in values for v in row for s in reversed(colors[v])]
code8 = [
    b"\6\1\1\2\0\0",
    b"\7\0\0\0",
    b"\3\x08\0\4\3\4\5\6\0\0",
    b"\0\7\1\2\3\4\5\6\7\0\0\0",
    b"\7\x09\0\1",
]
save("rle8.bmp", bmp(header(40, W, H, 8, 1), four, b"".join(code8)), samples)
code4 = [
    b"\6\x11\1\x20\0\0",
    b"\7\0\0\0",
    b"\3\x88\0\4\x34\x56\0\0",
    b"\0\7\x12\x34\x56\x70\0\0",
    b"\7\x99\0\1",
]
sixteen = four[:64]
save("rle4.bmp", bmp(header(40, W, H, 4, 2), sixteen, b"".join(code4)), samples)
json.dump(out, open("expected.json", "w"), separators=(",", ":"))
print(len(out), "files;", [n for n, e in out.items() if e["by"] == "script"])
