package org.blockwright.dsl.check;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks of descriptions; each throws an {@link InvalidDescriptionException} if it fails. */
public final class Checks {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

  /** Characters that YAML and JSON files do not preserve. */
  private static final Pattern UNSUPPORTED_CHARACTERS =
      Pattern.compile("[\\x7F-\\x9F\\x{FFFE}\\x{FFFF}\\p{Cs}]");

  private Checks() {}

  /** Checks a condition; the problem is created only if it does not hold. */
  public static void require(boolean condition, Supplier<Problem> problem) {
    if (!condition) {
      throw new InvalidDescriptionException(problem.get());
    }
  }

  /** Checks a name: other characters could not be read back from a file. */
  public static void requireName(String name) {
    require(NAME.matcher(name).matches(), () -> NameProblems.invalidName(name));
  }

  /** Checks a label for characters that YAML and JSON files do not preserve. */
  public static void requireLabel(String network, String label) {
    Matcher matcher = UNSUPPORTED_CHARACTERS.matcher(label);
    if (matcher.find()) {
      String character = String.format(Locale.ROOT, "U+%04X", matcher.group().codePointAt(0));
      throw new InvalidDescriptionException(
          NetworkProblems.unsupportedLabelCharacter(network, character));
    }
  }

  /** Checks that an array can have so many values. */
  public static void requireArraySize(String array, double size) {
    require(size <= Integer.MAX_VALUE, () -> NumberProblems.tooLarge(array, size));
  }

  /** Checks that the names in one block differ. */
  public static void requireUnique(List<String> names) {
    requireUnique(names, NameProblems::duplicateName);
  }

  /** Checks that names differ; {@code problem} is applied to the first duplicate. */
  public static void requireUnique(List<String> names, Function<String, Problem> problem) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      require(seen.add(name), () -> problem.apply(name));
    }
  }
}
