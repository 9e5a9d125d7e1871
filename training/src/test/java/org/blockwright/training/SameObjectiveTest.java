package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.training.TinyTraining.NETWORK;
import static org.blockwright.training.TinyTraining.train;
import static org.blockwright.training.TinyTraining.trainer;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.training.TinyTraining.Result;
import org.blockwright.training.features.FeatureCache;
import org.blockwright.training.features.FeatureCache.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same settings give the same weights, with and without cached features. */
class SameObjectiveTest {
  private static final Limits MEMORY = new Limits(1 << 20, 0);
  private static final Limits DISK = new Limits(0, 1 << 20);

  /** Fits at most the features of the validation images. */
  private static final Limits TOO_SMALL = new Limits(10 * 4 * 6, 0);

  @TempDir Path folder;
  private Dataset all;

  @BeforeEach
  void writeImages() {
    all = TinyImages.write(folder, 20);
  }

  private Result trained(Trainer trainer, Network network, Limits limits) {
    try (FeatureCache cache = new FeatureCache(limits)) {
      return train(trainer.featureCache(cache), all, network, 1);
    }
  }

  private static Network withHead(org.blockwright.dsl.layer.Block... head) {
    return NETWORK.withoutHead().head(head).labels(NETWORK.labels());
  }

  /** Networks with dropout inside the head, directly after the backbone, and without dropout. */
  static Stream<Network> networks() {
    return Stream.of(
        NETWORK,
        withHead(flatten(), dropout(0.4), dense(8).relu(), dropout(0.5), dense(2), softmax()),
        withHead(globalAverage(), dense(2).softmax()));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void cachingDoesNotChangeTheResult(Network network) {
    for (StandardizationMode mode : List.of(StandardizationMode.AUTO, StandardizationMode.OFF)) {
      Trainer trainer =
          trainer()
              .epochs(3)
              .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*"))
              .standardize(mode);

      Result memory = trained(trainer, network, MEMORY);
      Result disk = trained(trainer, network, DISK);

      assertThat(memory.training().featuresCachedAt()).isPresent();
      assertThat(disk.training().featuresCachedAt()).isPresent();
      assertThat(disk.metrics()).isEqualTo(memory.metrics());
      disk.weights().forEach((k, v) -> assertThat(v).as(k).isEqualTo(memory.weights().get(k)));
      for (Result without :
          List.of(
              trained(trainer, network, TOO_SMALL),
              trained(trainer.caching(Caching.OFF), network, MEMORY),
              trained(trainer.caching(Caching.OFF).threads(1), network, DISK))) {
        assertThat(without.training().featuresCachedAt()).isEmpty();
        assertClose(without, memory);
      }
    }
  }

  private static void assertClose(Result one, Result other) {
    assertThat(one.metrics()).hasSameSizeAs(other.metrics());
    for (int epoch = 0; epoch < one.metrics().size(); epoch++) {
      for (int i = 0; i < 3; i++) {
        assertThat(one.metrics().get(epoch).get(i))
            .isCloseTo(other.metrics().get(epoch).get(i), within(1e-5));
      }
    }
    one.weights()
        .forEach(
            (key, values) ->
                assertThat(values)
                    .as(key)
                    .containsExactly(other.weights().get(key), within(2e-5f)));
  }

  /** Otherwise the comparison above would prove nothing. */
  @ParameterizedTest
  @MethodSource("networks")
  void standardizationChangesTheObjective(Network network) {
    Trainer trainer =
        trainer().learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*"));

    Result on = trained(trainer, network, MEMORY);
    Result off = trained(trainer.standardize(StandardizationMode.OFF), network, MEMORY);

    assertThat(on.metrics().get(0).get(0)).isNotCloseTo(off.metrics().get(0).get(0), within(1e-3));
  }
}
