package org.blockwright.data.decode;

/** Reads numbers of a file; an offset beyond its end means that the file is truncated. */
final class ByteReader {
  private final Format format;
  private final byte[] file;

  ByteReader(Format format, byte[] file) {
    this.format = format;
    this.file = file;
  }

  int length() {
    return file.length;
  }

  byte[] array() {
    return file;
  }

  int u8(long at) throws DecodeException {
    requireByte(at);
    return file[(int) at] & 0xff;
  }

  /** Requires that the file has a byte at an offset. */
  void requireByte(long at) throws DecodeException {
    if (at < 0 || at >= file.length) {
      throw DecodeProblems.truncated(format, "data is missing at its end");
    }
  }

  int u16be(long at) throws DecodeException {
    return u8(at) << 8 | u8(at + 1);
  }

  long u32be(long at) throws DecodeException {
    return (long) u16be(at) << 16 | u16be(at + 2);
  }

  int u16le(long at) throws DecodeException {
    return u8(at) | u8(at + 1) << 8;
  }

  long u32le(long at) throws DecodeException {
    return u16le(at) | (long) u16le(at + 2) << 16;
  }

  boolean matchesAscii(long at, String ascii) throws DecodeException {
    if (at < 0 || at + ascii.length() > file.length) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (u8(at + i) != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
