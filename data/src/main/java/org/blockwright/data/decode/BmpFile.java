package org.blockwright.data.decode;

/** A BMP file (Windows bitmap); alpha in it is ignored, since hardly any writer means it. */
record BmpFile(Bytes file, int width, int height) {

  static BmpFile walk(byte[] content) throws Refused {
    Bytes file = new Bytes(Format.BMP, content);
    long pixels = file.little32(10);
    long header = file.little32(14);
    boolean old = header == 12;
    long width = old ? file.little16(18) : (int) file.little32(18);
    // A negative height means that the rows are stored from the top.
    long height = old ? file.little16(20) : Math.abs((long) (int) file.little32(22));
    int bits = file.little16(old ? 24 : 28);
    long compression = old ? 0 : file.little32(30);
    Limits.check(Format.BMP, width, height);
    boolean plain = compression == 0 || compression == 3;
    long bytes = (width * bits + 31) / 32 * 4 * height;
    if (pixels >= content.length || plain && pixels + bytes > content.length) {
      throw DecodeProblems.cutOff(
          Format.BMP,
          "its header wants %s bytes of pixels, %s are there"
              .formatted(bytes, Math.max(0, content.length - pixels)));
    }
    return new BmpFile(file, (int) width, (int) height);
  }

  Picture decode() throws Refused {
    return NativeDecoder.decode(Format.BMP, file.array(), false);
  }
}
