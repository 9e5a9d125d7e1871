package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Expected values: Vigna's reference SplitMix64, and SHA-256 computed with Python's hashlib. */
class SeedsTest {

  @Test
  void splitMix64MatchesReference() {
    SplitMix64 random = new SplitMix64(0);

    assertThat(random.nextLong()).isEqualTo(0xe220a8397b1dcdafL);
    assertThat(random.nextLong()).isEqualTo(0x6e789e6aa1b965f4L);
    assertThat(random.nextLong()).isEqualTo(0x06c45d188009454fL);
  }

  @Test
  void derivesSeedFromText() {
    assertThat(Seeds.derive("aug", 42, 0, "normal/00002658_001.jpg", 0))
        .isEqualTo(0x6a1472de7b38522cL);

    SplitMix64 random = Seeds.random("aug", 42, 0, "normal/00002658_001.jpg", 0);
    assertThat(random.nextDouble()).isCloseTo(0.069611, within(5e-7));
    assertThat(random.nextDouble()).isCloseTo(0.387691, within(5e-7));
    assertThat(random.nextDouble()).isCloseTo(0.885812, within(5e-7));
  }

  @Test
  void uniformIsUnsignedHashDividedByItsRange() {
    assertThat(Seeds.uniform(42, "00002658")).isCloseTo(0.141943, within(5e-7));
    assertThat(Seeds.uniform(42, "00001504")).isCloseTo(0.545915, within(5e-7));
    assertThat(Seeds.uniform(42, "covid-19/1-s2.0-S0140673620303706-fx1_lrg.jpg"))
        .isCloseTo(0.615043, within(5e-7));
  }

  @Test
  void gaussianHasMeanZeroAndStandardDeviationOne() {
    SplitMix64 random = new SplitMix64(7);
    double[] values = IntStream.range(0, 20_000).mapToDouble(i -> random.nextGaussian()).toArray();

    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> v * v).average().orElseThrow() - mean * mean;
    assertThat(mean).isCloseTo(0, within(0.03));
    assertThat(variance).isCloseTo(1, within(0.05));
  }

  @Test
  void betaHasExpectedMeanAndVariance() {
    SplitMix64 random = new SplitMix64(7);
    double[] values =
        IntStream.range(0, 20_000).mapToDouble(i -> random.nextBeta(0.2, 0.6)).toArray();

    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> v * v).average().orElseThrow() - mean * mean;
    assertThat(mean).isCloseTo(0.25, within(0.01));
    // a*b / ((a+b)^2 (a+b+1))
    assertThat(variance).isCloseTo(0.2 * 0.6 / (0.64 * 1.8), within(0.01));
  }

  @Test
  void permutationContainsEachNumberOnce() {
    assertThat(new SplitMix64(3).permutation(50))
        .containsExactlyInAnyOrder(IntStream.range(0, 50).toArray());
  }
}
