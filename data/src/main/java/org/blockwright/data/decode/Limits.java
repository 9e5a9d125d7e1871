package org.blockwright.data.decode;

/** How large a picture may be by its header: checked before room is made for it. */
final class Limits {
  static final long PIXELS = 100_000_000;
  static final long SIDE = 65_500;

  /** More than any file of so many pixels needs: 16 bits of four channels, not compressed. */
  static final long BYTES = 1L << 30;

  private Limits() {}

  static void check(Format format, long width, long height) throws Refused {
    if (width < 1 || height < 1) {
      throw DecodeProblems.damaged(format, "its header says " + width + " x " + height + " pixels");
    }
    if (width > SIDE || height > SIDE || width * height > PIXELS) {
      throw DecodeProblems.tooLarge(width, height);
    }
  }
}
