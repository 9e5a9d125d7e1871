package org.blockwright.weights;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name that ends in a number: {@code conv2d_7}, {@code block2_conv3}, {@code convolution2d_4}.
 *
 * @param stem the name without the number
 * @param number 0 if the name has none
 */
record NumberedName(String stem, int number) {
  private static final Pattern NUMBERED = Pattern.compile("(.*?)_?(\\d{1,9})");

  static NumberedName of(String name) {
    Matcher matcher = NUMBERED.matcher(name);
    return matcher.matches()
        ? new NumberedName(matcher.group(1), Integer.parseInt(matcher.group(2)))
        : new NumberedName(name, 0);
  }
}
