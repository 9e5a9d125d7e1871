package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ThreadLimitTest {
  @Test
  void acceptsNumbersUpToLimitAndIgnoredValues() {
    for (String text : new String[] {"1", "1024", "4,2", " 8 ", "abc", "", "-3", "007"}) {
      assertThat(ThreadLimit.problem(Map.of("OMP_NUM_THREADS", text))).as(text).isEmpty();
    }
    assertThat(ThreadLimit.problem(Map.of())).isEmpty();
  }

  @Test
  void rejectsNumbersAboveLimit() {
    for (String text : new String[] {"1025", "20000", "2,20000", "99999999999999999999"}) {
      assertThat(ThreadLimit.problem(Map.of("OMP_NUM_THREADS", text)).orElseThrow())
          .startsWith(
              "The environment variable OMP_NUM_THREADS is "
                  + text
                  + ", but at most 1024 threads are supported. Set it to the number of processors (")
          .endsWith(" here), or unset it.");
    }
  }

  @Test
  void rejectsDynamicThreads() {
    assertThat(ThreadLimit.problem(Map.of("OMP_DYNAMIC", "TRUE")))
        .contains(
            "The environment variable OMP_DYNAMIC is TRUE: with fewer threads than asked for, Deeplearning4j ends the process. Unset it, and set the number of threads with OMP_NUM_THREADS.");
    assertThat(ThreadLimit.problem(Map.of("OMP_DYNAMIC", "false"))).isEmpty();
  }

  @Test
  void rejectsLimitBelowNumberOfThreads() {
    assertThat(ThreadLimit.problem(Map.of("OMP_THREAD_LIMIT", "3", "OMP_NUM_THREADS", "4")))
        .contains(
            "The environment variable OMP_THREAD_LIMIT is 3, below the number of threads (4): Deeplearning4j would end the process. Unset it, and set the number of threads with OMP_NUM_THREADS.");
    for (String limit : new String[] {"4", "64", "9999999999", "none", ""}) {
      assertThat(ThreadLimit.problem(Map.of("OMP_THREAD_LIMIT", limit, "OMP_NUM_THREADS", "4")))
          .as(limit)
          .isEmpty();
    }
  }
}
