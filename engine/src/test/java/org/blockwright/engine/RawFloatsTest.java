package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class RawFloatsTest {
  @Test
  void writesToViewInMemoryOrder() {
    INDArray array = Nd4j.zeros(DataType.FLOAT, 1, 8);
    INDArray view =
        array.get(NDArrayIndex.point(0), NDArrayIndex.interval(2, 8)).reshape('f', 2, 3);

    RawFloats.of(view).put(3, 7);

    assertThat(array.toFloatVector()).containsExactly(0, 0, 0, 0, 0, 7, 0, 0);
    // Column-major: offset 3 is the second row of the second column.
    assertThat(view.getFloat(1, 1)).isEqualTo(7);
  }
}
