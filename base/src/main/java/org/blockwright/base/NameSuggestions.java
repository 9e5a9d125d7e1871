package org.blockwright.base;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Suggests the known names that are closest to a misspelled one. */
public final class NameSuggestions {
  /** Names in a message: ImageNet has 1000 classes. */
  private static final int MAX_LISTED = 20;

  private NameSuggestions() {}

  /**
   * Returns the known name with the smallest edit distance (swapping two adjacent characters counts
   * as one edit, case is ignored) if the distance is at most a third of the length of the longer
   * name; one edit is always accepted.
   */
  public static Optional<String> closest(String name, Collection<String> known) {
    return sortedByDistance(name, known).stream()
        .findFirst()
        .filter(k -> editDistance(name, k) <= Math.max(1, Math.max(name.length(), k.length()) / 3));
  }

  /** Returns all known names, closest first; ties keep their order. */
  public static List<String> sortedByDistance(String name, Collection<String> known) {
    return known.stream().sorted(Comparator.comparingInt(k -> editDistance(name, k))).toList();
  }

  /** Returns {@code Did you mean "x"? } with a trailing space, or "" if no name is close enough. */
  public static String hint(String name, Collection<String> known) {
    return closest(name, known).map(k -> "Did you mean \"" + k + "\"? ").orElse("");
  }

  /** Returns the names, separated by commas; of many the first and the number of the others. */
  public static String listed(List<String> names) {
    return names.size() <= MAX_LISTED
        ? String.join(", ", names)
        : "%s and %s more"
            .formatted(String.join(", ", names.subList(0, MAX_LISTED)), names.size() - MAX_LISTED);
  }

  /** Returns the optimal string alignment distance, ignoring case. */
  static int editDistance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + substitution);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
