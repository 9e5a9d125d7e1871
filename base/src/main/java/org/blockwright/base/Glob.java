package org.blockwright.base;

import java.util.regex.Pattern;

/**
 * A pattern over names and paths: {@code *} stands for any run of characters, {@code /} included,
 * {@code ?} for one. Everything else stands for itself.
 */
public record Glob(String pattern) {

  /** Whether the whole name fits. */
  public boolean matches(String name) {
    return compiled().matcher(name).matches();
  }

  /** Whether this is {@code *} alone. */
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
