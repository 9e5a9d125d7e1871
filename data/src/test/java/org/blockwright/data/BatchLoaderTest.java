package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.blockwright.base.DataException;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Loads numbers, each into a row of two values. */
class BatchLoaderTest {
  private static final Shape ROW = Shape.units(2);
  private final ExecutorService threads = BatchLoader.threads(3);

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static void write(int number, FloatBuffer row) {
    row.put(number).put(-number);
  }

  private static float[][] rows(List<Integer> numbers) {
    return numbers.stream().map(n -> new float[] {n, -n}).toArray(float[][]::new);
  }

  /** Whatever is skipped, batches have all other items in order. */
  @Test
  void batchesAreCompleteAndInOrderWhateverIsSkipped() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      int count = 1 + random.nextInt(30);
      int batchSize = 1 + random.nextInt(7);
      double fraction = random.nextInt(3) / 4.0;
      List<Integer> bad =
          numbers(count).stream().filter(n -> random.nextDouble() < fraction).toList();
      List<Integer> good = numbers(count).stream().filter(n -> !bad.contains(n)).toList();
      List<Integer> skipped = new ArrayList<>();
      SpareArrays spare = new SpareArrays();
      BatchLoader<Integer, String> loader =
          new BatchLoader<>(
              threads,
              numbers(count),
              (number, row) -> {
                if (bad.contains(number)) {
                  row.get(0).put(99);
                  return Optional.of("bad");
                }
                write(number, row.get(0));
                return Optional.empty();
              },
              (number, reason) -> skipped.add(number),
              List.of(ROW),
              batchSize,
              BatchLoader.window(batchSize, 3),
              spare);

      for (int start = 0; start < good.size(); start += batchSize) {
        List<Integer> expected = good.subList(start, Math.min(start + batchSize, good.size()));
        assertThat(loader.await(batchSize)).isTrue();
        BatchLoader.Batch<Integer> batch = loader.take();
        assertThat(batch.items()).isEqualTo(expected);
        assertThat(batch.arrays().get(0).toFloatMatrix()).isDeepEqualTo(rows(expected));
        if (random.nextBoolean()) {
          spare.add(batch.arrays());
        }
      }
      assertThat(loader.await(1)).isFalse();
      assertThat(skipped).isEqualTo(bad);
    }
  }

  @Test
  void batchesOfOtherSizesHaveTheSameItems() {
    BatchLoader<Integer, String> loader = writing(numbers(10), 4);

    List<Integer> all = new ArrayList<>();
    for (int size : new int[] {1, 3, 5, 1}) {
      loader.await(size);
      BatchLoader.Batch<Integer> batch = loader.take();
      assertThat(batch.items()).hasSize(size);
      assertThat(batch.arrays().get(0).toFloatMatrix()).isDeepEqualTo(rows(batch.items()));
      all.addAll(batch.items());
    }
    assertThat(all).isEqualTo(numbers(10));
  }

  private BatchLoader<Integer, String> writing(List<Integer> numbers, int batchSize) {
    return new BatchLoader<>(
        threads,
        numbers,
        (number, row) -> {
          write(number, row.get(0));
          return Optional.empty();
        },
        (number, reason) -> {},
        List.of(ROW),
        batchSize,
        BatchLoader.window(batchSize, 3),
        new SpareArrays());
  }

  @Test
  void itemsAreWrittenDirectlyIntoTheBatch() {
    Map<Integer, FloatBuffer> buffers = new ConcurrentHashMap<>();
    BatchLoader<Integer, String> loader =
        new BatchLoader<>(
            threads,
            numbers(5),
            (number, row) -> {
              buffers.put(number, row.get(0));
              return Optional.empty();
            },
            (number, reason) -> {},
            List.of(ROW),
            3,
            5,
            new SpareArrays());

    for (List<Integer> batch : List.of(List.of(0, 1, 2), List.of(3, 4))) {
      loader.await(3);
      INDArray array = loader.take().arrays().get(0);
      batch.forEach(number -> buffers.get(number).put(0, number).put(1, -number));
      assertThat(array.toFloatMatrix()).isDeepEqualTo(rows(batch));
    }
  }

  @Test
  void failureIsThrownInItsPlace() {
    BatchLoader<Integer, String> loader =
        new BatchLoader<>(
            threads,
            numbers(6),
            (number, row) -> {
              if (number == 3) {
                throw new DataException("no number 3");
              }
              write(number, row.get(0));
              return Optional.empty();
            },
            (number, reason) -> {},
            List.of(ROW),
            3,
            6,
            new SpareArrays());

    loader.await(3);
    assertThat(loader.take().items()).containsExactly(0, 1, 2);
    assertThatThrownBy(() -> loader.await(3))
        .isInstanceOf(DataException.class)
        .hasMessage("no number 3");
  }

  @Test
  void interruptedConsumerStopsWaiting() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    BatchLoader<Integer, String> loader =
        new BatchLoader<>(
            threads,
            numbers(3),
            (number, row) -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Optional.empty();
            },
            (number, reason) -> {},
            List.of(ROW),
            3,
            3,
            new SpareArrays());

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> loader.await(1))
        .isInstanceOf(DataException.class)
        .hasMessage("Loading images was interrupted.");
    assertThat(Thread.interrupted()).isTrue();

    loader.cancel();
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }
}
