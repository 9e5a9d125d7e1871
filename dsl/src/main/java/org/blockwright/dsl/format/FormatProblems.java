package org.blockwright.dsl.format;

import java.util.Collection;
import java.util.stream.Collectors;
import org.blockwright.base.NameSuggestions;

/** Error messages about description files; each starts with file, line and column. */
final class FormatProblems {
  private FormatProblems() {}

  static String unknownKey(String location, String key, Collection<String> known) {
    return "%s: unknown key \"%s\". %sKnown keys: %s."
        .formatted(
            location,
            key,
            NameSuggestions.hint(key, known),
            known.isEmpty() ? "none" : known.stream().sorted().collect(Collectors.joining(", ")));
  }

  static String duplicateKey(String location, String key) {
    return "%s: duplicate key \"%s\".".formatted(location, key);
  }

  static String missingKey(String location, String key) {
    return "%s: \"%s\" is missing.".formatted(location, key);
  }

  static String expected(String location, String expected, String got) {
    return "%s: expected %s, got %s.".formatted(location, expected, got);
  }

  static String exactlyOneKind(String location, Collection<String> got, Collection<String> known) {
    return "%s: expected exactly one kind, got %s. Known kinds: %s."
        .formatted(
            location,
            got.isEmpty() ? "none" : String.join(" and ", got),
            known.stream().sorted().collect(Collectors.joining(", ")));
  }

  static String unsupportedVersion(String location, String got) {
    return "%s: version %s of the description format is not supported, expected 1, 2 or 3. A file of a newer version needs a newer Blockwright."
        .formatted(location, got);
  }

  /** A key of versions 1 and 2 of the format in a file of version 3. */
  static String renamedKey(String location, String key, String newName) {
    return "%s: key \"%s\" was renamed to \"%s\" in version 3 of the description format. Use the new name, or declare the version of the file, for instance \"blockwright: 2\"."
        .formatted(location, key, newName);
  }

  /** The form of branches in versions 1 and 2 of the format in a file of version 3. */
  static String nestedBranches(String location) {
    return "%s: \"branches\" is a list since version 3 of the description format, got a map. Put the list of \"arms\" directly below \"branches\", and \"join\" beside it."
        .formatted(location);
  }

  static String joinWithoutBranches(String location) {
    return "%s: \"join\" is only allowed beside \"branches\".".formatted(location);
  }

  static String syntaxError(String location, String problem) {
    return "%s: %s.".formatted(location, problem);
  }

  /** Adds the location in the file to a problem of the description. */
  static String withLocation(String location, String problem) {
    return location + ": " + problem;
  }
}
