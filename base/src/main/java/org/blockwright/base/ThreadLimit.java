package org.blockwright.base;

import com.google.common.base.Splitter;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of threads that native libraries cannot handle: they terminate the process, so that the
 * settings are rejected before the libraries are loaded. More threads than processors are never
 * faster.
 */
public final class ThreadLimit {
  /** Largest accepted number of threads. */
  public static final int MAX_THREADS = 1024;

  private static final String THREADS = "OMP_NUM_THREADS";

  private ThreadLimit() {}

  /**
   * Returns a message if variables of OpenMP (5.2, 21) are set to values that end the process: too
   * many threads, or fewer threads than are asked for, with which Deeplearning4j's oneDNN aborts.
   * OpenMP ignores values that it cannot read, so they are accepted.
   *
   * @param environment environment variables of the process
   */
  public static Optional<String> problem(Map<String, String> environment) {
    int processors = Runtime.getRuntime().availableProcessors();
    String threads = environment.getOrDefault(THREADS, "");
    for (String text : Splitter.on(',').trimResults().split(threads)) {
      if (isNumber(text) && number(text).isEmpty()) {
        return Optional.of(
            "The environment variable OMP_NUM_THREADS is %s, but at most %s threads are supported. Set it to the number of processors (%s here), or unset it."
                .formatted(threads, MAX_THREADS, processors));
      }
    }
    String dynamic = environment.getOrDefault("OMP_DYNAMIC", "");
    if (dynamic.trim().equalsIgnoreCase("true")) {
      return Optional.of(
          "The environment variable OMP_DYNAMIC is %s: with fewer threads than asked for, Deeplearning4j ends the process. Unset it, and set the number of threads with OMP_NUM_THREADS."
              .formatted(dynamic));
    }
    String limit = environment.getOrDefault("OMP_THREAD_LIMIT", "");
    String first = Splitter.on(',').trimResults().split(threads).iterator().next();
    long needed = number(first).filter(n -> n > 0).orElse((long) processors);
    if (number(limit.trim()).orElse(needed) < needed) {
      return Optional.of(
          "The environment variable OMP_THREAD_LIMIT is %s, below the number of threads (%s): Deeplearning4j would end the process. Unset it, and set the number of threads with OMP_NUM_THREADS."
              .formatted(limit, needed));
    }
    return Optional.empty();
  }

  private static boolean isNumber(String text) {
    return text.matches("\\+?[0-9]+");
  }

  /** Returns a number up to the limit. */
  private static Optional<Long> number(String text) {
    return isNumber(text)
        ? NumberParser.parseLong(text.replaceFirst("^\\+?0*(?=.)", ""), 0, MAX_THREADS)
        : Optional.empty();
  }
}
