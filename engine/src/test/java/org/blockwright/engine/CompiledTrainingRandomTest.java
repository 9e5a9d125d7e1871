package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.statistics.Statistics;
import org.blockwright.base.BlockwrightException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Gradients of random sequences of layers are the same compiled as by DL4J in double. */
class CompiledTrainingRandomTest {
  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs().withDistribution(RandomDistribution.uniform());
  }

  @Property(
      tries = 25,
      seed = "20261203",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void gradientsOfRandomLayersMatchDouble(@ForAll("seeds") long seed) {
    check(seed);
  }

  @Property(
      tries = 400,
      seed = "20261204",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  @Tag("slow")
  void gradientsOfManyRandomLayersMatchDouble(@ForAll("seeds") long seed) {
    check(seed);
  }

  @Property(
      tries = 10_000,
      seed = "20261205",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  @Tag("soak")
  void gradientsOfThousandsOfRandomLayersMatchDouble(@ForAll("seeds") long seed) {
    check(seed);
  }

  private static void check(long seed) {
    Result result = compare(seed);
    Statistics.label("result")
        .collect(result)
        .coverage(
            coverage -> {
              coverage.check(Result.COMPILED).percentage(p -> p > 25);
              coverage.check(Result.DL4J).percentage(p -> p < 20);
            });
  }

  /** What became of random layers. */
  enum Result {
    /** DL4J rejects the sizes. */
    INVALID,
    /** DL4J accepts the sizes, but fails. */
    FAILED,
    /** A size is not supported, so that DL4J computed the gradients. */
    DL4J,
    COMPILED
  }

  static Result compare(long seed) {
    Random random = new Random(seed);
    int channels = random.nextBoolean() ? 1 + random.nextInt(5) : 1 + random.nextInt(40);
    long[] image = {channels, 1 + random.nextInt(20), 1 + random.nextInt(20)};
    int batch = random.nextInt(4) == 0 ? 2 + random.nextInt(33) : 2 + random.nextInt(3);
    List<Layer> layers = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    while (layers.size() < count) {
      Layer layer = CompiledRandomLayersTest.unwrapped(random);
      if (isComparable(layer)) {
        layers.add(layer);
      }
    }
    UnaryOperator<GraphBuilder> configuration =
        builder -> {
          String input = "in";
          for (int i = 0; i < layers.size(); i++) {
            builder.addLayer("l" + i, layers.get(i).clone(), input);
            input = "l" + i;
          }
          return builder.addLayer("out", TestGraphs.softmax(3), input).setOutputs("out");
        };
    if (!CompiledRandomLayersTest.isValid(image, configuration)) {
      return Result.INVALID;
    }
    String name = "seed %s: %s images, %s".formatted(seed, batch, layers);
    try {
      return new TrainingComparison(name, batch, image, configuration)
              .withTolerance(1e-3)
              .isCompiledAndSame()
          ? Result.COMPILED
          : Result.DL4J;
    } catch (BlockwrightException e) {
      assertThat(e).as(name).hasMessageMatching("(The training step on|The forward pass on).*");
      return Result.FAILED;
    }
  }

  /** Masks of dropout are random, and DL4J has a wrong gradient of averages that count padding. */
  private static boolean isComparable(Layer layer) {
    return !(layer instanceof DropoutLayer)
        && !(layer instanceof SubsamplingLayer pool && pool.isAvgPoolIncludePadInDivisor());
  }
}
