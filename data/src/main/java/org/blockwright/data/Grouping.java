package org.blockwright.data;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.blockwright.base.UsageException;

/**
 * Which pictures belong together, such as those of one patient: told by their file names, so that
 * no group is in two parts of a split.
 */
public final class Grouping {
  private final Optional<Pattern> pattern;

  private Grouping(Optional<Pattern> pattern) {
    this.pattern = pattern;
  }

  /** Every picture for itself. */
  public static Grouping none() {
    return new Grouping(Optional.empty());
  }

  /**
   * By what the one capturing group of a pattern finds in the file name, for instance {@code
   * ^(\d{8})_}. A file in which it finds nothing is a group of its own.
   *
   * @throws UsageException where the pattern is none, or has not exactly one capturing group
   */
  public static Grouping byFileName(String regex) {
    try {
      Pattern pattern = Pattern.compile(regex);
      int groups = pattern.matcher("").groupCount();
      if (groups != 1) {
        throw DataProblems.groupCount(regex, groups);
      }
      return new Grouping(Optional.of(pattern));
    } catch (PatternSyntaxException e) {
      throw DataProblems.badPattern(regex, e);
    }
  }

  /** Whether a pattern was given. */
  boolean hasPattern() {
    return pattern.isPresent();
  }

  /** The group that a file name tells. */
  Optional<String> groupOf(String fileName) {
    return pattern
        .map(p -> p.matcher(fileName))
        .filter(Matcher::find)
        .flatMap(m -> Optional.ofNullable(m.group(1)))
        .filter(g -> !g.isEmpty());
  }
}
