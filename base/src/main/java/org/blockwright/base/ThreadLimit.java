package org.blockwright.base;

import com.google.common.base.Splitter;
import java.util.Optional;

/**
 * How many threads may be asked for. Native libraries end the process when they cannot have theirs,
 * so an absurd number is rejected before one of them is loaded. More threads than processors are
 * never faster.
 */
public final class ThreadLimit {
  /** The most threads that may be asked for. */
  public static final int MAX_THREADS = 1024;

  private ThreadLimit() {}

  /**
   * Returns what is wrong with a value of {@code OMP_NUM_THREADS}, which is one number or a list of
   * them (OpenMP 5.2, 21.2). What is not a number is ignored by OpenMP, so it is not a problem.
   */
  public static Optional<String> problem(String environment) {
    for (String text : Splitter.on(',').trimResults().split(environment)) {
      boolean number = text.matches("\\+?[0-9]+");
      if (number
          && NumberParser.parseLong(text.replaceFirst("^\\+?0*(?=.)", ""), 0, MAX_THREADS)
              .isEmpty()) {
        return Optional.of(
            "The environment variable OMP_NUM_THREADS is %s, which is more than %s threads. Set it to the number of processors (%s here), or unset it."
                .formatted(environment, MAX_THREADS, Runtime.getRuntime().availableProcessors()));
      }
    }
    return Optional.empty();
  }
}
