package org.blockwright.dsl.format;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.blockwright.base.NameSuggestions;
import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.check.Problem.Kind;

/** Problems of description files; the location in the file is added by {@link Document}. */
final class FormatProblems {
  private FormatProblems() {}

  static Problem unknownKey(String key, Collection<String> known) {
    return Problem.of(
        Kind.FORMAT,
        "",
        "unknown key \"%s\". %sKnown keys: %s."
            .formatted(
                key,
                NameSuggestions.hint(key, known),
                known.isEmpty()
                    ? "none"
                    : known.stream().sorted().collect(Collectors.joining(", "))));
  }

  static Problem duplicateKey(String key) {
    return Problem.of(Kind.FORMAT, "", "duplicate key \"%s\".".formatted(key));
  }

  static Problem missingKey(String key) {
    return Problem.of(Kind.FORMAT, "", "\"%s\" is missing.".formatted(key));
  }

  static Problem expected(String expected, String got) {
    return Problem.of(Kind.FORMAT, "", "expected %s, got %s.".formatted(expected, got));
  }

  static Problem exactlyOneKind(Collection<String> got, Collection<String> known) {
    return Problem.of(
        Kind.FORMAT,
        "",
        "expected exactly one kind, got %s. Known kinds: %s."
            .formatted(
                got.isEmpty() ? "none" : String.join(" and ", got),
                known.stream().sorted().collect(Collectors.joining(", "))));
  }

  static Problem unsupportedVersion(String got) {
    return Problem.of(
        Kind.FORMAT,
        "",
        "version %s of the description format is not supported, expected 1, 2 or 3. A file of a newer version needs a newer Blockwright."
            .formatted(got));
  }

  /** A key of versions 1 and 2 of the format in a file of version 3. */
  static Problem renamedKey(String key, String newName) {
    return Problem.of(
        Kind.FORMAT,
        "",
        "key \"%s\" was renamed to \"%s\" in version 3 of the description format. Use the new name, or declare the version of the file, for instance \"blockwright: 2\"."
            .formatted(key, newName));
  }

  /** The form of branches in versions 1 and 2 of the format in a file of version 3. */
  static Problem nestedBranches() {
    return Problem.of(
        Kind.FORMAT,
        "",
        "\"branches\" is a list since version 3 of the description format, got a map. Put the list of \"arms\" directly below \"branches\", and \"join\" beside it, as \"merge\".");
  }

  static Problem mergeWithoutBranches() {
    return Problem.of(Kind.FORMAT, "", "\"merge\" is only allowed together with \"branches\".");
  }

  static Problem syntaxError(String problem) {
    return Problem.of(Kind.FORMAT, "", "%s.".formatted(problem));
  }

  static Problem patternMatchesNothing(String pattern, String network, Collection<String> names) {
    return Problem.of(
        Kind.UNKNOWN_NAME,
        "",
        "\"%s\" matches no layer of %s. %sLayers and blocks: %s."
            .formatted(
                pattern,
                network,
                NameSuggestions.hint(pattern, names),
                NameSuggestions.listed(List.copyOf(names))));
  }

  static Problem unknownLayerParameter(
      String network, String pattern, String parameter, Collection<String> known) {
    return Problem.of(
        Kind.UNKNOWN_NAME,
        "",
        "%s: no layer that matches \"%s\" has the parameter \"%s\". %sTheir parameters: %s."
            .formatted(
                network,
                pattern,
                parameter,
                NameSuggestions.hint(parameter, known),
                known.isEmpty() ? "none" : String.join(", ", known)));
  }

  static Problem invalidLayerParameter(
      String network, String path, String parameter, String value, String reason) {
    return Problem.of(
        Kind.ARGUMENT,
        path,
        "%s: \"%s\": %s = %s is not valid: %s".formatted(network, path, parameter, value, reason));
  }
}
