package org.blockwright.base;

import java.util.regex.Pattern;

/**
 * A glob pattern for names and paths: {@code *} matches any sequence of characters including {@code
 * /}, {@code ?} matches one character. All other characters match literally.
 */
public record Glob(String pattern) {

  /** Returns whether the pattern matches the whole name. */
  public boolean matches(String name) {
    return compiled().matcher(name).matches();
  }

  /** Returns whether the pattern consists of {@code *} only. */
  public boolean matchesEverything() {
    return !pattern.isEmpty() && pattern.chars().allMatch(c -> c == '*');
  }

  private Pattern compiled() {
    StringBuilder regex = new StringBuilder();
    for (char c : pattern.toCharArray()) {
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  @Override
  public String toString() {
    return pattern;
  }
}
