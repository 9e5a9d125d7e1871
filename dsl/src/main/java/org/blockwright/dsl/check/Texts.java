package org.blockwright.dsl.check;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Fragments of error messages. */
public final class Texts {
  private Texts() {}

  /** Returns the names in quotation marks, separated by commas. */
  public static String quoted(Collection<String> names) {
    return names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
  }

  /** Returns a whole number with thousands separators. */
  public static String formatCount(double count) {
    return String.format(Locale.ROOT, "%,.0f", count);
  }

  /** Returns the first segments of paths without duplicates, separated by commas. */
  static String topLevelBlocks(Collection<String> paths) {
    return paths.stream()
        .map(path -> path.contains("/") ? path.substring(0, path.indexOf('/')) : path)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
