package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

  @Test
  void rowsAreTrueClassesAndColumnsPredictedClasses() {
    ConfusionMatrix matrix =
        ConfusionMatrix.builder(List.of("a", "b")).add(0, 1).add(0, 1).add(1, 1).build();

    assertThat(matrix.count(0, 1)).isEqualTo(2);
    assertThat(matrix.support(0)).isEqualTo(2);
    assertThat(matrix.predicted(0)).isZero();
    assertThat(matrix)
        .isEqualTo(ConfusionMatrix.of(List.of("a", "b"), new long[][] {{0, 2}, {0, 1}}));
  }

  @Test
  void matrixDoesNotChangeWithItsBuilderOrItsCopies() {
    ConfusionMatrix.Builder builder = ConfusionMatrix.builder(List.of("a", "b")).add(0, 0);
    ConfusionMatrix matrix = builder.build();

    builder.add(1, 1);
    matrix.counts()[0][0] = 99;

    assertThat(matrix.total()).isEqualTo(1);
  }

  @Test
  void countsTotals() {
    ConfusionMatrix matrix = ConfusionMatrix.of(List.of("a", "b"), new long[][] {{3, 1}, {2, 4}});

    assertThat(matrix.total()).isEqualTo(10);
    assertThat(matrix.correct()).isEqualTo(7);
    assertThat(matrix.support(1)).isEqualTo(6);
    assertThat(matrix.predicted(1)).isEqualTo(5);
    assertThat(ConfusionMatrix.builder(List.of("a")).build().total()).isZero();
  }
}
