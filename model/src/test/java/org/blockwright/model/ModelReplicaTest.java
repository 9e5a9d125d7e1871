package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.blockwright.dsl.Network;
import org.blockwright.engine.Engine;
import org.blockwright.engine.EngineMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Models that share weights and have an executor each. */
class ModelReplicaTest {
  private static final Network NETWORK =
      Network.named("n")
          .input(5, 4, 3)
          .block("a", conv(6, 3).relu())
          .head(globalAverage(), dense(2).named("fc"), softmax())
          .labels("no", "yes");

  private EngineMode before;

  @BeforeEach
  void compile() {
    before = Engine.mode();
    Engine.setMode(EngineMode.AUTO);
  }

  @AfterEach
  void restoreMode() {
    Engine.setMode(before);
  }

  private static INDArray batch() {
    return Nd4j.rand(new int[] {3, 3, 5, 4}).subi(0.5);
  }

  @Test
  void sharesWeightsAndUsesTheirChanges() {
    INDArray batch = batch();
    try (Model model = Model.create(NETWORK, 1);
        Model replica = model.replica()) {
      assertThat(model.isCompiled()).isTrue();
      assertThat(replica.graph()).isSameAs(model.graph());
      assertThat(replica.executor()).isNotSameAs(model.executor());
      assertThat(replica.predict(batch)).isEqualTo(model.predict(batch));

      model.setWeights("fc", "kernel", new float[12], List.of(6, 2));
      // softmax of two equal logits.
      assertThat(replica.predict(batch))
          .isEqualTo(Nd4j.valueArrayOf(3, 2, 0.5).castTo(batch.dataType()));
    }
  }

  @Test
  void usesWeightsOfBlocksAndOfOtherModels() {
    INDArray batch = batch();
    try (Model model = Model.create(NETWORK, 1);
        Model replica = model.replica();
        Model second = Model.create(NETWORK, 2);
        Model third = Model.create(NETWORK, 3)) {
      INDArray first = replica.predict(batch);
      INDArray expected = third.predict(batch);

      model.setWeights("a", second.getBlockWeights("a"));
      assertThat(replica.predict(batch)).isEqualTo(model.predict(batch)).isNotEqualTo(first);

      third.copyWeightsTo(model);
      assertThat(replica.predict(batch)).isEqualTo(expected);
    }
  }

  @Test
  void replicasInManyThreadsComputeTheSameAfterEachChangeOfTheWeights() throws Exception {
    INDArray batch = batch();
    int count = 4;
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try (Model model = Model.create(NETWORK, 1)) {
      List<Model> replicas = IntStream.range(0, count).mapToObj(i -> model.replica()).toList();
      for (int change = 0; change < 20; change++) {
        try (Model other = Model.create(NETWORK, change)) {
          other.copyWeightsTo(model);
          INDArray expected = other.predict(batch);
          List<Future<INDArray>> results = new ArrayList<>();
          for (Model replica : replicas) {
            results.add(threads.submit(() -> replica.predict(batch)));
          }
          for (Future<INDArray> result : results) {
            assertThat(result.get()).isEqualTo(expected);
          }
        }
      }
      replicas.forEach(Model::close);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void closingAReplicaKeepsTheModel() {
    INDArray batch = batch();
    try (Model model = Model.create(NETWORK, 1)) {
      INDArray expected = model.predict(batch);
      try (Model replica = model.replica()) {
        replica.predict(batch);
      }
      model.setWeights("fc", "kernel", model.getWeights("fc", "kernel"), List.of(6, 2));

      assertThat(model.predict(batch)).isEqualTo(expected);
    }
  }

  @Test
  void modelsOnDl4jAreNotCompiled() {
    Engine.setMode(EngineMode.DL4J);
    try (Model model = Model.create(NETWORK, 1)) {
      assertThat(model.isCompiled()).isFalse();
    }
  }

  @Test
  void activationsOfOutputsAreThoseOfTheReference() {
    INDArray batch = batch();
    try (Model model = Model.create(NETWORK, 1);
        Model cut = model.cut("a")) {
      String layer = cut.network().graph().outputs().get(0);
      INDArray expected =
          org.blockwright.engine.Executors.reference(cut.graph())
              .activations(new INDArray[] {batch}, List.of(layer))
              .get(layer)
              .permute(0, 2, 3, 1);

      Activations output = cut.activations(batch, List.of(layer));

      assertThat(output.get(layer).shape()).containsExactly(3, 5, 4, 6);
      assertThat(output.get(layer).equalsWithEps(expected, 1e-5)).isTrue();
      assertThat(model.activations(batch, List.of("softmax", "fc", "softmax")).byLayer().keySet())
          .containsExactly("softmax", "fc");
    }
  }
}
