package org.blockwright.engine.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import org.blockwright.engine.Engine;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class InputArraysTest {
  static {
    Engine.start();
  }

  @Test
  void findsNanAndInfinityAtEachPosition() {
    for (int length = 1; length <= 9; length++) {
      for (int i = 0; i < length; i++) {
        for (float value :
            new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
          INDArray array = Nd4j.ones(DataType.FLOAT, 1, length);
          assertThat(InputArrays.isFinite(array)).isTrue();
          array.putScalar(i, value);
          assertThat(InputArrays.isFinite(array)).as(i + " of " + array).isFalse();
        }
      }
    }
  }

  @Test
  void infinitiesOfBothSignsAreNotFinite() {
    INDArray array = Nd4j.zeros(DataType.FLOAT, 1, 8);
    array.putScalar(0, Float.POSITIVE_INFINITY).putScalar(4, Float.NEGATIVE_INFINITY);

    assertThat(InputArrays.isFinite(array)).isFalse();
  }

  @Test
  void copiesOnlyArraysOfAnotherOrderOrType() {
    INDArray plain = Nd4j.ones(DataType.FLOAT, 4, 6);
    INDArray rows = plain.get(NDArrayIndex.interval(1, 3));
    INDArray doubles = Nd4j.createFromArray(1.0, 2.0, 3.0, 4.0, 5.0, 6.0).reshape(2, 3);
    INDArray fortran = doubles.castTo(DataType.FLOAT).dup('f');
    INDArray copyOfDoubles;
    try (InputArrays arrays = InputArrays.of(plain, rows, doubles, fortran)) {
      INDArray[] result = arrays.arrays();
      assertThat(result[0]).isSameAs(plain);
      assertThat(result[1]).isSameAs(rows);
      assertThat(result[2]).isNotSameAs(doubles).isEqualTo(doubles.castTo(DataType.FLOAT));
      assertThat(result[3]).isNotSameAs(fortran).isEqualTo(fortran);
      assertThat(result[3].data().asFloat()).containsExactly(1, 2, 3, 4, 5, 6);
      copyOfDoubles = result[2];
    }

    assertThat(copyOfDoubles.wasClosed()).isTrue();
    assertThat(plain.wasClosed() || fortran.wasClosed()).isFalse();
  }
}
