package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class OutputArraysTest {
  private static final float[][] ROWS = {{1, 2, 3}, {4, 5, 6}};

  @Test
  void copiesRowsOfAnyMemoryOrder() {
    INDArray c = Nd4j.createFromArray(ROWS);
    INDArray wide = Nd4j.createFromArray(new float[][] {{0, 1, 2, 3, 0}, {0, 4, 5, 6, 0}});

    assertThat(OutputArrays.rows(c)).isDeepEqualTo(ROWS);
    assertThat(OutputArrays.rows(c.dup('f'))).isDeepEqualTo(ROWS);
    assertThat(OutputArrays.rows(wide.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 4))))
        .isDeepEqualTo(ROWS);
    assertThat(wide.wasClosed()).isFalse();
  }

  @Test
  void flattensFeatureMaps() {
    INDArray maps = Nd4j.createFromArray(1f, 2, 3, 4, 5, 6, 7, 8).reshape('c', 2, 2, 2, 1);

    assertThat(OutputArrays.rows(maps)).isDeepEqualTo(new float[][] {{1, 2, 3, 4}, {5, 6, 7, 8}});
  }

  @Test
  void plainArraysAreNotCopied() {
    INDArray c = Nd4j.createFromArray(ROWS);
    INDArray second = Nd4j.createFromArray(new float[][] {{9, 9, 9}, ROWS[0], ROWS[1]});

    assertThat(OutputArrays.plain(c)).isSameAs(c);
    INDArray copy = OutputArrays.plain(second.get(NDArrayIndex.interval(1, 3)));
    assertThat(copy.data().asFloat()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void freesArraysOnceAndIgnoresViews() {
    INDArray array = Nd4j.createFromArray(ROWS);
    INDArray whole = Nd4j.createFromArray(ROWS);

    OutputArrays.free(array, array, whole.getRow(1));
    OutputArrays.free(array);

    assertThat(array.wasClosed()).isTrue();
    assertThat(whole.wasClosed()).isFalse();
  }
}
