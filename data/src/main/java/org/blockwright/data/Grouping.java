package org.blockwright.data;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.blockwright.base.UsageException;

/**
 * Assigns images to groups by their file names, for example all images of one patient. A {@link
 * Split} keeps each group in one subset.
 */
public final class Grouping {
  private final Optional<Pattern> pattern;

  private Grouping(Optional<Pattern> pattern) {
    this.pattern = pattern;
  }

  /** Makes every image its own group. */
  public static Grouping none() {
    return new Grouping(Optional.empty());
  }

  /**
   * Groups by the text that the capturing group of a pattern matches in the file name, for example
   * {@code ^(\d{8})_}. A file that does not match is its own group.
   *
   * @param regex a regular expression with exactly one capturing group
   * @throws UsageException if the expression is invalid or has another number of capturing groups
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

  /** Whether there is a pattern. */
  boolean hasPattern() {
    return pattern.isPresent();
  }

  /** The group of a file name; empty if it does not match or the match is empty. */
  Optional<String> groupOf(String fileName) {
    return pattern
        .map(p -> p.matcher(fileName))
        .filter(Matcher::find)
        .flatMap(m -> Optional.ofNullable(m.group(1)))
        .filter(g -> !g.isEmpty());
  }
}
