package org.blockwright.data.decode;

import static org.blockwright.data.decode.Signatures.startsWith;

/** A supported image format, recognized by the first bytes of a file. */
enum Format {
  JPEG,
  PNG,
  GIF,
  BMP;

  /**
   * Recognizes a format.
   *
   * @param head the whole file, or at least its first {@link Signatures#LENGTH} bytes
   * @throws DecodeException if the format is not supported
   */
  static Format of(byte[] head) throws DecodeException {
    if (head.length == 0) {
      throw DecodeProblems.emptyFile();
    }
    if (startsWith(head, 0, "\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (startsWith(head, 0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (startsWith(head, 0, "GIF87a") || startsWith(head, 0, "GIF89a")) {
      return GIF;
    }
    if (startsWith(head, 0, "BM")) {
      return BMP;
    }
    throw Signatures.rejection(head).orElseGet(DecodeProblems::unknownFormat);
  }

  /**
   * Requires a supported format.
   *
   * @param head as for {@link #of}
   * @throws DecodeException if the format is not supported
   */
  static void requireSupported(byte[] head) throws DecodeException {
    of(head);
  }
}
