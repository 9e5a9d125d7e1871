package org.blockwright.base;

import java.util.Locale;

/** The reasons of {@link CheckedZip}, to be put behind the name of a file. */
final class ZipProblems {
  private ZipProblems() {}

  static String notAZip(String why) {
    return "it is not a whole zip file (%s)".formatted(why);
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
        ? "its entry \"%s\" is damaged: it has more than the %s bytes stated"
            .formatted(entry, expected)
        : "its entry \"%s\" is damaged: %s bytes, expected %s".formatted(entry, got, expected);
  }

  static String decompressionFailed(String entry, String why) {
    return "its entry \"%s\" is damaged: it cannot be unpacked (%s)".formatted(entry, why);
  }

  static String notUtf8(String entry) {
    return "its entry \"%s\" is not valid UTF-8 text".formatted(entry);
  }

  static String tooLarge(String entry, long size, long largest) {
    return "its entry \"%s\" has %s bytes, more than the %s that are read as text"
        .formatted(entry, size, largest);
  }
}
