package org.blockwright.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.blockwright.base.NotFiniteException;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.engine.Engine;
import org.blockwright.engine.EngineMode;
import org.blockwright.model.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several threads use a predictor with several executors. */
class PredictorConcurrencyTest {
  private static final int CALLERS = 6;
  private static final Network NETWORK =
      Network.named("concurrent")
          .input(16, 16, 3)
          .block("body", conv(8, 3).relu(), conv(16, 3).relu())
          .head(globalAverage(), dense(3).named("fc"), softmax())
          .labels("a", "b", "c");

  private EngineMode before;
  private Model model;

  @BeforeEach
  void storeMode() {
    before = Engine.mode();
  }

  @AfterEach
  void close() {
    model.close();
    Engine.setMode(before);
  }

  private void createModel(EngineMode mode) {
    Engine.setMode(mode);
    model = Model.create(NETWORK, 3);
  }

  private static List<float[]> images(int count) {
    Random random = new Random(5);
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[16 * 16 * 3];
      for (int k = 0; k < values.length; k++) {
        values[k] = random.nextFloat() - 0.5f;
      }
      images.add(values);
    }
    return images;
  }

  private static List<Thread> predictorThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("predictor"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"AUTO, 1, 0", "AUTO, 2, 2", "AUTO, 3, 3", "DL4J, 3, 0"})
  void threadsGetTheResultsOfOneThread(EngineMode mode, int concurrency, int expectedThreads)
      throws Exception {
    createModel(mode);
    List<float[]> images = images(30);
    List<ImagePrediction> single;
    List<ImagePrediction> batched;
    try (Predictor one = Predictor.of(model)) {
      single = images.stream().map(one::predict).toList();
      batched = one.predictBatch(images);
    }
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try (Predictor predictor = Predictor.of(model).concurrency(concurrency)) {
      List<Future<List<ImagePrediction>>> results =
          IntStream.range(0, CALLERS)
              .mapToObj(
                  caller ->
                      callers.submit(
                          () ->
                              caller % 2 == 0
                                  ? predictor.predictBatch(images)
                                  : images.stream().map(predictor::predict).toList()))
              .toList();

      for (int caller = 0; caller < CALLERS; caller++) {
        assertThat(results.get(caller).get()).isEqualTo(caller % 2 == 0 ? batched : single);
      }
      assertThat(predictorThreads()).hasSize(expectedThreads);
    } finally {
      callers.shutdownNow();
    }
    assertThat(predictorThreads()).isEmpty();
  }

  @Test
  void errorsReachTheCaller() {
    createModel(EngineMode.AUTO);
    // The average of the last feature maps is above 1, and its product overflows.
    String last = List.copyOf(model.parameters().keySet()).get(1);
    model.setWeights(last, "kernel", new float[16 * 8 * 9], List.of(3, 3, 8, 16));
    model.setWeights(last, "bias", filled(16, 9), List.of(16));
    model.setWeights("fc", "kernel", filled(48, 3e38f), List.of(16, 3));

    try (Predictor predictor = Predictor.of(model).concurrency(2)) {
      assertThatThrownBy(() -> predictor.predictBatch(images(2)))
          .isInstanceOfSatisfying(
              NotFiniteException.class, e -> assertThat(e.batchIndices()).containsExactly(0, 1));
      assertThatThrownBy(() -> predictor.predict(new float[5])).isInstanceOf(UsageException.class);
    }
  }

  private static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void usesChangedWeights() {
    createModel(EngineMode.AUTO);
    float[] image = images(1).get(0);

    try (Predictor predictor = Predictor.of(model).concurrency(2)) {
      predictor.predict(image);
      predictor.predict(image);
      model.setWeights("fc", "kernel", new float[48], List.of(16, 3));
      model.setWeights("fc", "bias", new float[] {0, 9, 0}, List.of(3));

      for (int i = 0; i < 4; i++) {
        assertThat(predictor.predict(image).label()).isEqualTo("b");
      }
    }
  }

  @Test
  void cannotBeUsedAfterClosing() {
    createModel(EngineMode.AUTO);
    Predictor predictor = Predictor.of(model).concurrency(2);
    predictor.close();
    predictor.close();

    assertThatThrownBy(() -> predictor.predict(images(1).get(0)))
        .isInstanceOf(UsageException.class)
        .hasMessage("the predictor is closed. Create another one with Predictor.of.");
  }

  @Test
  void copiesShareThreads() {
    createModel(EngineMode.AUTO);
    try (Predictor predictor = Predictor.of(model).concurrency(2)) {
      Predictor copy = predictor.batchSize(4);

      assertThat(copy.predictBatch(images(3))).isEqualTo(predictor.predictBatch(images(3)));
      assertThat(predictorThreads().size()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void rejectsConcurrencyBelowOne() {
    createModel(EngineMode.AUTO);

    assertThatThrownBy(() -> Predictor.of(model).concurrency(0))
        .isInstanceOf(UsageException.class)
        .hasMessage("concurrency must be at least 1, got 0.");
  }
}
