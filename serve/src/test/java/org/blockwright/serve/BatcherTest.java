package org.blockwright.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.blockwright.base.NotFiniteException;
import org.blockwright.dsl.Task;
import org.blockwright.inference.ImagePrediction;
import org.junit.jupiter.api.Test;

/** How images become batches. */
class BatcherTest {
  private final ConcurrentLinkedQueue<Integer> sizes = new ConcurrentLinkedQueue<>();
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);

  private List<Map<String, ImagePrediction>> compute(List<float[]> images) {
    return images.stream()
        .map(
            image -> {
              if (Float.isNaN(image[0])) {
                throw new NotFiniteException("n", "a", List.of(0));
              }
              return Map.of(
                  "out",
                  new ImagePrediction(
                      Task.REGRESSION,
                      List.of(new ImagePrediction.Score("x", image[0])),
                      List.of()));
            })
        .toList();
  }

  /** Computes once the gate is open. */
  private List<Map<String, ImagePrediction>> blocked(List<float[]> images) {
    started.countDown();
    com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly(gate);
    return compute(images);
  }

  private static CompletableFuture<Map<String, ImagePrediction>> add(Batcher batcher, float value) {
    CompletableFuture<Map<String, ImagePrediction>> result = new CompletableFuture<>();
    batcher.announce();
    batcher.add(new float[] {value}, result);
    return result;
  }

  @Test
  void imagesThatArriveDuringABatchAreTheNextOnesInPowersOfTwo() throws InterruptedException {
    try (Batcher batcher = new Batcher("t", this::blocked, 8, Duration.ZERO, 1, sizes::add)) {
      List<CompletableFuture<Map<String, ImagePrediction>>> results = new ArrayList<>();
      results.add(add(batcher, 0));
      started.await();
      IntStream.rangeClosed(1, 11).forEach(i -> results.add(add(batcher, i)));
      gate.countDown();

      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).join().get("out").value()).isEqualTo(i);
      }
    }
    assertThat(sizes).containsExactly(1, 8, 2, 1);
  }

  @Test
  void imageWaitsForOneThatIsBeingDecoded() {
    try (Batcher batcher =
        new Batcher("t", this::compute, 8, Duration.ofMinutes(1), 1, sizes::add)) {
      batcher.announce();
      CompletableFuture<Map<String, ImagePrediction>> first = add(batcher, 1);
      CompletableFuture<Map<String, ImagePrediction>> second = new CompletableFuture<>();
      batcher.add(new float[] {2}, second);

      first.join();
      second.join();
    }
    assertThat(sizes).containsExactly(2);
  }

  @Test
  void imageDoesNotWaitLongerThanTheDelayNorForOneThatCannotBeDecoded() {
    try (Batcher batcher =
        new Batcher("t", this::compute, 8, Duration.ofMillis(5), 1, sizes::add)) {
      batcher.announce();
      add(batcher, 1).join();
      batcher.notAdded();
      add(batcher, 2).join();
    }
    assertThat(sizes).containsExactly(1, 1);
  }

  @Test
  void imageWhoseResultIsNotFiniteDoesNotFailTheOthers() throws InterruptedException {
    try (Batcher batcher = new Batcher("t", this::blocked, 8, Duration.ZERO, 1, sizes::add)) {
      CompletableFuture<Map<String, ImagePrediction>> first = add(batcher, 1);
      started.await();
      CompletableFuture<Map<String, ImagePrediction>> bad = add(batcher, Float.NaN);
      CompletableFuture<Map<String, ImagePrediction>> good = add(batcher, 2);
      gate.countDown();

      assertThat(first.join().get("out").value()).isEqualTo(1);
      assertThat(good.join().get("out").value()).isEqualTo(2);
      assertThatThrownBy(bad::join).hasMessageContaining("NaN or infinite");
    }
  }

  @Test
  void cancelledImageIsNotComputed() throws InterruptedException {
    try (Batcher batcher = new Batcher("t", this::blocked, 8, Duration.ZERO, 1, sizes::add)) {
      add(batcher, 1);
      started.await();
      CompletableFuture<Map<String, ImagePrediction>> cancelled = add(batcher, 2);
      CompletableFuture<Map<String, ImagePrediction>> other = add(batcher, 3);
      cancelled.cancel(false);
      gate.countDown();
      other.join();
    }
    assertThat(sizes).containsExactly(1, 1);
  }

  @Test
  void closingComputesWhatWasAdded() {
    Batcher batcher = new Batcher("t", this::compute, 4, Duration.ZERO, 2, sizes::add);
    List<CompletableFuture<Map<String, ImagePrediction>>> results =
        IntStream.range(0, 20).mapToObj(i -> add(batcher, i)).toList();

    batcher.close();

    assertThat(results).allMatch(CompletableFuture::isDone);
    assertThatThrownBy(() -> add(batcher, 1).join()).hasMessageContaining("shutting down");
  }
}
