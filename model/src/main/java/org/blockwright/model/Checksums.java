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
 * The entry {@code checksums.sfv} of a model file: for each other entry its name and CRC-32. A
 * zip's own checksums show a damaged entry, but not one that was exchanged for that of another
 * model. Files without the entry are older and are opened.
 */
final class Checksums {
  static final String ENTRY = "checksums.sfv";
  private static final Pattern LINE = Pattern.compile("(\\S+) ([0-9a-f]{8})");

  private Checksums() {}

  /**
   * The text of the entry.
   *
   * @param entries written already, so that their CRC-32 is known
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
   * Compares the entries of a zip, verified already, with the list.
   *
   * @param required entries that a list must have to count
   * @return whether there is a list of at least these entries
   * @throws IOException with the reason if one is missing or another one
   */
  static boolean compare(CheckedZip zip, Set<String> required) throws IOException {
    if (!zip.contains(ENTRY)) {
      return false;
    }
    Set<String> listed = new HashSet<>();
    for (String line : zip.text(ENTRY).lines().toList()) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new IOException(ModelProblems.checksumLine(line));
      }
      String name = parts.group(1);
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
