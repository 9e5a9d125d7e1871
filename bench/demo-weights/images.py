#!/usr/bin/env python3
"""Packs the images of `blockwright demo`: python3 images.py DIGITS TARGET.zip

DIGITS is a folder of handwritten digits with one sub-folder per class, files named in the order of
the source. Of each class from 5 to 9, the first 50 images are for training, the next 20 for
validation, the next 100 for testing. The writers are unknown, so images of the same writer may be in
several subsets. Files are added unchanged; equal files give a zip with equal bytes.
"""

import sys
import zipfile
from pathlib import Path

SUBSETS = {"train": range(0, 50), "validation": range(50, 70), "test": range(70, 170)}


def main(digits: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for subset, numbers in SUBSETS.items():
            for label in "56789":
                files = sorted((digits / label).glob("*.png"))
                for number in numbers:
                    entry = zipfile.ZipInfo(f"{subset}/{label}/{files[number].name}", (1980, 1, 1, 0, 0, 0))
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, files[number].read_bytes())


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
