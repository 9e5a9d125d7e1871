package org.blockwright.base;

import java.util.Locale;

/** Messages of {@link CheckedZip}, without the file name. */
final class ZipProblems {
  private ZipProblems() {}

  static String notAZip(String reason) {
    return "it is not a valid zip file (%s)".formatted(reason);
  }

  static String missingEntry(String entry) {
    return "it has no entry \"%s\"".formatted(entry);
  }

  static String duplicateEntry(String entry) {
    return "it has two entries \"%s\"".formatted(entry);
  }

  static String checksumMismatch(String entry, long got, long expected) {
    return String.format(
        Locale.ROOT,
        "its entry \"%s\" is damaged: CRC-32 %08x, expected %08x",
        entry,
        got,
        expected);
  }

  static String sizeMismatch(String entry, long got, long expected) {
    return got > expected
        ? "its entry \"%s\" is damaged: it has more than the expected %s bytes"
            .formatted(entry, expected)
        : "its entry \"%s\" is damaged: %s bytes, expected %s".formatted(entry, got, expected);
  }

  static String decompressionFailed(String entry, String reason) {
    return "its entry \"%s\" is damaged: it cannot be decompressed (%s)".formatted(entry, reason);
  }

  static String notUtf8(String entry) {
    return "its entry \"%s\" is not valid UTF-8 text".formatted(entry);
  }

  static String tooLarge(String entry, long size, long max) {
    return "its entry \"%s\" has %s bytes; at most %s bytes can be read as text"
        .formatted(entry, size, max);
  }
}
