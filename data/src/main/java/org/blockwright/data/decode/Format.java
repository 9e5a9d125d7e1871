package org.blockwright.data.decode;

import static org.blockwright.data.decode.Signatures.startsWith;

/** What a file is by its first bytes; its ending decides nothing. */
enum Format {
  JPEG,
  PNG,
  GIF,
  BMP;

  /**
   * @param head the first bytes, all or at least {@link Signatures#LENGTH}
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
}
