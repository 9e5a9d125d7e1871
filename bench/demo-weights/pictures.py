#!/usr/bin/env python3
"""Packs the pictures of `blockwright demo`: python3 pictures.py DIGITS TARGET.zip

DIGITS is a folder of handwritten digits, a sub-folder a class, files named in the order of the
source. Of the classes 5 to 9, the first 50 are to train, the next 20 to validate, the next 100 to
test. The writers are not marked, so the same hands may be on several sides. Files go in unchanged;
the same files give the same bytes.
"""

import sys
import zipfile
from pathlib import Path

SIDES = {"train": range(0, 50), "validation": range(50, 70), "test": range(70, 170)}


def main(digits: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for side, numbers in SIDES.items():
            for label in "56789":
                files = sorted((digits / label).glob("*.png"))
                for number in numbers:
                    entry = zipfile.ZipInfo(f"{side}/{label}/{files[number].name}", (1980, 1, 1, 0, 0, 0))
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, files[number].read_bytes())


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
