package org.blockwright.base;

import com.google.common.base.Splitter;
import java.util.Optional;

/**
 * The largest accepted number of threads. Native libraries terminate the process if they cannot
 * create their threads, so that a number far too large is rejected before they are loaded. More
 * threads than processors are never faster.
 */
public final class ThreadLimit {
  /** Largest accepted number of threads. */
  public static final int MAX_THREADS = 1024;

  private ThreadLimit() {}

  /**
   * Returns a message if a value of {@code OMP_NUM_THREADS}, one number or a list of numbers
   * (OpenMP 5.2, 21.2), is too large. OpenMP ignores values that are not numbers, so they are
   * accepted.
   */
  public static Optional<String> problem(String environment) {
    for (String text : Splitter.on(',').trimResults().split(environment)) {
      boolean number = text.matches("\\+?[0-9]+");
      if (number
          && NumberParser.parseLong(text.replaceFirst("^\\+?0*(?=.)", ""), 0, MAX_THREADS)
              .isEmpty()) {
        return Optional.of(
            "The environment variable OMP_NUM_THREADS is %s, but at most %s threads are supported. Set it to the number of processors (%s here), or unset it."
                .formatted(environment, MAX_THREADS, Runtime.getRuntime().availableProcessors()));
      }
    }
    return Optional.empty();
  }
}
