package org.blockwright.data.decode;

/** How large a picture may be by its header: checked before room is made for it. */
final class Limits {
  static final long MAX_PIXELS = 100_000_000;
  static final long MAX_SIDE = 65_500;

  /** More than any file of so many pixels needs: 16 bits of four channels, not compressed. */
  static final long MAX_BYTES = 1L << 30;

  private Limits() {}

  static void check(Format format, long width, long height) throws DecodeException {
    if (width < 1 || height < 1) {
      throw DecodeProblems.damaged(format, "its header says " + width + " x " + height + " pixels");
    }
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
      throw DecodeProblems.imageTooLarge(width, height);
    }
  }
}
