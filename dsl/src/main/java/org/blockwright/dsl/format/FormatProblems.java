package org.blockwright.dsl.format;

import java.util.Collection;
import java.util.stream.Collectors;
import org.blockwright.base.NameSuggestions;

/** The messages about description files; each begins with file, line and column. */
final class FormatProblems {
  private FormatProblems() {}

  static String unknownKey(String place, String key, Collection<String> known) {
    return "%s: unknown key \"%s\". %sKnown here: %s."
        .formatted(
            place,
            key,
            NameSuggestions.hint(key, known),
            known.isEmpty() ? "none" : known.stream().sorted().collect(Collectors.joining(", ")));
  }

  static String duplicateKey(String place, String key) {
    return "%s: \"%s\" stands twice.".formatted(place, key);
  }

  static String missingKey(String place, String key) {
    return "%s: \"%s\" is missing.".formatted(place, key);
  }

  static String expected(String place, String what, String got) {
    return "%s: expected %s, got %s.".formatted(place, what, got);
  }

  static String exactlyOneKind(String place, Collection<String> got, Collection<String> known) {
    return "%s: a part needs exactly one kind, got %s. Known: %s."
        .formatted(
            place,
            got.isEmpty() ? "none" : String.join(" and ", got),
            known.stream().sorted().collect(Collectors.joining(", ")));
  }

  static String unsupportedVersion(String place, String got) {
    return "%s: this file has version %s of the format; only 1 and 2 are known. A newer Blockwright wrote it."
        .formatted(place, got);
  }

  static String syntaxError(String place, String problem) {
    return "%s: %s.".formatted(place, problem);
  }

  /** Wraps a problem of the description itself in the place where the file says it. */
  static String withLocation(String place, String problem) {
    return place + ": " + problem;
  }
}
