package org.blockwright.data.decode;

/** Numbers in a file; reading beyond its end means that the file is cut off. */
final class Bytes {
  private final Format format;
  private final byte[] file;

  Bytes(Format format, byte[] file) {
    this.format = format;
    this.file = file;
  }

  int length() {
    return file.length;
  }

  byte[] array() {
    return file;
  }

  int u8(long at) throws Refused {
    if (at < 0 || at >= file.length) {
      throw DecodeProblems.cutOff(format, "it goes on after its last byte");
    }
    return file[(int) at] & 0xff;
  }

  int big16(long at) throws Refused {
    return u8(at) << 8 | u8(at + 1);
  }

  long big32(long at) throws Refused {
    return (long) big16(at) << 16 | big16(at + 2);
  }

  int little16(long at) throws Refused {
    return u8(at) | u8(at + 1) << 8;
  }

  long little32(long at) throws Refused {
    return little16(at) | (long) little16(at + 2) << 16;
  }

  boolean says(long at, String ascii) throws Refused {
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
