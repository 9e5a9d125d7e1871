package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadLimitTest {
  @Test
  void acceptsNumbersUpToLimitAndIgnoredValues() {
    for (String text : new String[] {"1", "1024", "4,2", " 8 ", "abc", "", "-3", "007"}) {
      assertThat(ThreadLimit.problem(text)).as(text).isEmpty();
    }
  }

  @Test
  void rejectsNumbersAboveLimit() {
    for (String text : new String[] {"1025", "20000", "2,20000", "99999999999999999999"}) {
      assertThat(ThreadLimit.problem(text).orElseThrow())
          .startsWith(
              "The environment variable OMP_NUM_THREADS is "
                  + text
                  + ", but at most 1024 threads are supported. Set it to the number of processors (")
          .endsWith(" here), or unset it.");
    }
  }
}
