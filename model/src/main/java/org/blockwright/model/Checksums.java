package org.blockwright.model;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.blockwright.base.CheckedZip;

/**
 * The entry {@code checksums.sfv} of a model file: name and CRC-32 of every other entry. A zip's
 * own checksums reveal a damaged entry, but not one that was replaced by that of another model.
 * Older files lack the entry and can still be opened.
 */
final class Checksums {
  static final String ENTRY = "checksums.sfv";
  private static final Pattern LINE = Pattern.compile("(\\S+) ([0-9a-f]{8})");

  private Checksums() {}

  /**
   * Returns the content of the entry.
   *
   * @param entries entries already written, so that their CRC-32 is known
   */
  static String text(List<ZipEntry> entries) {
    StringBuilder text = new StringBuilder();
    entries.forEach(e -> text.append(line(e.getName(), e.getCrc())).append('\n'));
    return text.toString();
  }

  private static String line(String name, long crc) {
    return String.format(Locale.ROOT, "%s %08x", name, crc);
  }

  /**
   * Compares the entries of a verified zip with the listed checksums.
   *
   * @param required entries that the list must contain to be complete
   * @return whether the list exists and contains all required entries
   * @throws IOException with the reason, if an entry is missing or has another checksum
   */
  static boolean compare(CheckedZip zip, Set<String> required) throws IOException {
    if (!zip.contains(ENTRY)) {
      return false;
    }
    Set<String> listed = new HashSet<>();
    for (String line : zip.text(ENTRY).lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IOException(ModelProblems.checksumLine(line));
      }
      String name = matcher.group(1);
      if (!zip.contains(name)) {
        throw new IOException(ModelProblems.missingEntry(name));
      }
      if (!line(name, zip.crc(name)).equals(line)) {
        throw new IOException(ModelProblems.checksumMismatch(name));
      }
      listed.add(name);
    }
    return listed.containsAll(required);
  }
}
