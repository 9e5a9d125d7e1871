package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ActivationsTest {
  /** One example of 2x1x2; the two channels are 1, 3 and 2, 6. */
  private final INDArray map = Nd4j.createFromArray(1f, 2f, 3f, 6f).reshape(1, 2, 1, 2);

  private final INDArray vector = Nd4j.createFromArray(5f, 7f).reshape(1, 2);
  private final Activations one = new Activations(Map.of("map", map, "vector", vector));

  @Test
  void pooledAveragesEachChannelAndKeepsVectors() {
    assertThat(one.pooled().get("map").toFloatVector()).containsExactly(2f, 4f);
    assertThat(one.pooled().get("vector").toFloatVector()).containsExactly(5f, 7f);
  }

  @Test
  void concatenatesBatchesInOrder() {
    Activations other = new Activations(Map.of("map", map.add(10), "vector", vector.add(10)));

    Activations both = Activations.concat(List.of(one, other));

    assertThat(both.get("vector").toFloatMatrix()).isDeepEqualTo(new float[][] {{5, 7}, {15, 17}});
    assertThat(both.get("map").shape()).containsExactly(2, 2, 1, 2);
  }

  @Test
  void computesStatisticsOfAllValues() {
    Activations.Statistics statistics = one.statistics("map");

    assertThat(statistics.shape()).isEqualTo("1x2x1x2");
    assertThat(statistics.mean()).isCloseTo(3, within(1e-6));
    // (4 + 1 + 0 + 9) / 4
    assertThat(statistics.std()).isCloseTo(Math.sqrt(3.5), within(1e-6));
  }

  /** A sum in float would lose the small values: 2^24 + 1 is 2^24 in float. */
  @Test
  void sumsMeanOfLargeFeatureMapInDouble() {
    float[] values = new float[1 << 18];
    Arrays.fill(values, 1.1f);
    values[0] = 1 << 24;
    INDArray large = Nd4j.createFromArray(values).reshape(1, 512, 512, 1);

    Activations.Statistics statistics = new Activations(Map.of("large", large)).statistics("large");

    double expected = ((1 << 24) + 1.1f * (double) (values.length - 1)) / values.length;
    assertThat(statistics.mean()).isCloseTo(expected, within(1e-9 * expected));
  }
}
