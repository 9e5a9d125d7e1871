package org.blockwright.data.decode;

/** The size limits of images; checked before memory is allocated. */
final class Limits {
  static final long MAX_PIXELS = 100_000_000;
  static final long MAX_SIDE = 65_500;

  /** Enough for any file of this many pixels: four channels of 16 bits, uncompressed. */
  static final long MAX_BYTES = 1L << 30;

  /** A progressive JPEG file of a camera or an editor has about ten. */
  static final int MAX_SCANS = 100;

  private Limits() {}

  static void check(Format format, long width, long height) throws DecodeException {
    if (width < 1 || height < 1) {
      throw DecodeProblems.damaged(
          format, "its header has %s x %s pixels".formatted(width, height));
    }
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
      throw DecodeProblems.imageTooLarge(width, height);
    }
  }

  /** Checks the limit of a source, which may be lower than {@link #MAX_PIXELS}. */
  static void checkPixels(long width, long height, long maxPixels) throws DecodeException {
    if (width * height > maxPixels) {
      throw DecodeProblems.tooManyPixels(width, height, maxPixels);
    }
  }

  static void checkScans(long scans) throws DecodeException {
    if (scans > MAX_SCANS) {
      throw DecodeProblems.tooManyScans(scans);
    }
  }
}
