package org.blockwright.zoo.weights;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that Keras makes itself: the class in snake case and a running number within the process.
 * Keras 3 calls the first {@code conv2d}, the second {@code conv2d_1}; files of 2017-18 start at
 * {@code conv2d_1}, and a process that built other networks before starts anywhere. So a number
 * means nothing by itself, but the order of the numbers is the order of creation.
 */
public final class AutomaticNames {
  private static final Pattern AUTOMATIC =
      Pattern.compile(
          "(conv2d|depthwise_conv2d|separable_conv2d|dense|batch_normalization)(?:_(\\d{1,9}))?");

  private AutomaticNames() {}

  /** Whether a layer with weights has a name made by Keras. */
  public static boolean isAutomatic(String name) {
    return AUTOMATIC.matcher(name).matches();
  }

  /** The name without its number: {@code conv2d}. The name must be an automatic one. */
  static String stem(String name) {
    return match(name).group(1);
  }

  /**
   * The number: 0 for {@code conv2d}, 7 for {@code conv2d_7}. The name must be an automatic one.
   */
  static int number(String name) {
    String number = match(name).group(2);
    return number == null ? 0 : Integer.parseInt(number);
  }

  private static Matcher match(String name) {
    Matcher matcher = AUTOMATIC.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(name);
    }
    return matcher;
  }
}
