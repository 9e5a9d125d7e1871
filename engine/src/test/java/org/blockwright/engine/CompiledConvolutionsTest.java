package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
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
import org.junit.jupiter.api.Test;

/**
 * Convolutions of small images compute what the definition in double says. oneDNN has kernels of
 * its own for few channels and for windows that are larger than the image.
 */
class CompiledConvolutionsTest {
  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs().withDistribution(RandomDistribution.uniform());
  }

  @Property(
      tries = 100,
      seed = "20261203",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void randomConvolutionsMatchTheDefinition(@ForAll("seeds") long seed) {
    check(seed);
  }

  @Property(
      tries = 25_000,
      seed = "20261204",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  @Tag("soak")
  void thousandsOfRandomConvolutionsMatchTheDefinition(@ForAll("seeds") long seed) {
    check(seed);
  }

  /** With AVX-512, oneDNN 3.11 read outside of the image, or crashed, if given the step. */
  @Test
  void aStepHasNoEffectOnWindowsThatArePlacedOnce() {
    for (int step = 1; step <= 3; step++) {
      ConvolutionCase convolution =
          new ConvolutionCase(
              new int[] {3, 1, 5, 1},
              2,
              false,
              new int[] {3, 3},
              new int[] {1, step},
              new int[] {1, 1},
              null);

      assertThat(convolution.difference().orElseThrow()).as("step %s", step).isLessThan(1e-5);
    }
  }

  /** oneDNN 3.11 crashes. */
  @Test
  void windowsThatSeePaddingOnlyAreNotCompiled() {
    ConvolutionCase convolution =
        new ConvolutionCase(
            new int[] {3, 1, 5, 1},
            2,
            false,
            new int[] {1, 1},
            new int[] {1, 3},
            new int[] {1, 1},
            new int[] {0, 2});

    assertThat(convolution.difference()).isEmpty();
  }

  private static void check(long seed) {
    ConvolutionCase convolution = ConvolutionCase.random(new Random(seed));
    Optional<Double> difference = convolution.difference();
    Statistics.label("compiled")
        .collect(difference.isPresent())
        .coverage(coverage -> coverage.check(true).percentage(p -> p > 50));
    assertThat(difference.orElse(0.0)).as("seed %s: %s", seed, convolution).isLessThan(1e-4);
  }
}
