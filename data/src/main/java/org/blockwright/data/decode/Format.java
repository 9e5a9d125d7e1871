package org.blockwright.data.decode;

import java.nio.charset.StandardCharsets;

/** What a file is by its first bytes; its ending decides nothing. */
enum Format {
  JPEG,
  PNG,
  GIF,
  BMP;

  static Format of(byte[] file) throws Refused {
    if (file.length == 0) {
      throw DecodeProblems.noBytes();
    }
    if (starts(file, 0, "\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (starts(file, 0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (starts(file, 0, "GIF87a") || starts(file, 0, "GIF89a")) {
      return GIF;
    }
    if (starts(file, 0, "BM")) {
      return BMP;
    }
    throw other(file);
  }

  private static Refused other(byte[] file) {
    if (starts(file, 128, "DICM")) {
      return DecodeProblems.otherFormat("DICOM (DICM)");
    }
    if (starts(file, 0, "II*\0") || starts(file, 0, "MM\0*")) {
      return DecodeProblems.otherFormat("TIFF");
    }
    if (starts(file, 0, "RIFF") && starts(file, 8, "WEBP")) {
      return DecodeProblems.otherFormat("WebP");
    }
    if (starts(file, 4, "ftyphei") || starts(file, 4, "ftypmif1")) {
      return DecodeProblems.otherFormat("HEIC");
    }
    return DecodeProblems.noPicture();
  }

  private static boolean starts(byte[] file, int at, String latin1) {
    byte[] wanted = latin1.getBytes(StandardCharsets.ISO_8859_1);
    if (file.length < at + wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (file[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
