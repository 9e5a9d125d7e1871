package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentHashMap.KeySetView;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelStreamsTest {
  private static Set<Thread> threadsOfNestedStreams(int limit) {
    KeySetView<Thread, Boolean> threads = ConcurrentHashMap.newKeySet();
    int sum =
        ParallelStreams.limit(
            limit,
            () ->
                IntStream.range(0, 50)
                    .parallel()
                    .flatMap(i -> IntStream.range(0, 50).parallel())
                    .peek(i -> threads.add(Thread.currentThread()))
                    .sum());
    assertThat(sum).isEqualTo(50 * 49 * 50 / 2);
    return threads;
  }

  @Test
  void parallelStreamsUseNoMoreThreadsThanTheLimit() {
    assertThat(threadsOfNestedStreams(1)).hasSize(1);
    assertThat(threadsOfNestedStreams(3)).hasSizeBetween(1, 3);
  }

  @Test
  void exceptionsAreThrownUnchanged() {
    DataException problem = new DataException("a.png is damaged.");

    assertThatThrownBy(
            () ->
                ParallelStreams.limit(
                    2,
                    () -> {
                      throw problem;
                    }))
        .isSameAs(problem);
  }
}
