package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class BatchArraysTest {

  private static Sample sample(int label) {
    return new Sample(ImageSource.of(Path.of("x")), "x", label, "x", "");
  }

  @Test
  void copiesEachSampleIntoItsRow() {
    INDArray features =
        BatchArrays.features(
            List.of(new float[] {1, 2, 3, 4, 5, 6}, new float[] {7, 8, 9, 10, 11, 12}),
            Shape.of(1, 2, 3));

    assertThat(features.shape()).containsExactly(2, 3, 1, 2);
    assertThat(features.getFloat(0, 0, 0, 1)).isEqualTo(2);
    assertThat(features.getFloat(1, 2, 0, 0)).isEqualTo(11);
    assertThat(features.data().asFloat()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  }

  @Test
  void copiesVectors() {
    INDArray features =
        BatchArrays.features(List.of(new float[] {1, 2}, new float[] {3, 4}), Shape.units(2));

    assertThat(features.toFloatMatrix()).isDeepEqualTo(new float[][] {{1, 2}, {3, 4}});
  }

  @Test
  void encodesLabelsOneHot() {
    INDArray labels =
        BatchArrays.targets(
            List.of(sample(2), sample(0)), Targets.ofClasses(List.of("a", "b", "c")), 0);

    assertThat(labels.toFloatMatrix()).isDeepEqualTo(new float[][] {{0, 0, 1}, {1, 0, 0}});
  }
}
