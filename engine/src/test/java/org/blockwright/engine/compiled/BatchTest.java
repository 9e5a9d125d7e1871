package org.blockwright.engine.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.blockwright.engine.Engine;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class BatchTest {
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
          assertThat(Batch.isFinite(array)).isTrue();
          array.putScalar(i, value);
          assertThat(Batch.isFinite(array)).as(i + " of " + array).isFalse();
        }
      }
    }
  }

  @Test
  void infinitiesOfBothSignsAreNotFinite() {
    INDArray array = Nd4j.zeros(DataType.FLOAT, 1, 8);
    array.putScalar(0, Float.POSITIVE_INFINITY).putScalar(4, Float.NEGATIVE_INFINITY);

    assertThat(Batch.isFinite(array)).isFalse();
  }

  @Test
  void copiesOnlyArraysOfAnotherOrderOrType() {
    INDArray plain = Nd4j.ones(DataType.FLOAT, 4, 6);
    INDArray rows = plain.get(NDArrayIndex.interval(1, 3));
    INDArray doubles = Nd4j.createFromArray(1.0, 2.0, 3.0, 4.0, 5.0, 6.0).reshape(2, 3);
    INDArray fortran = doubles.castTo(DataType.FLOAT).dup('f');
    INDArray copyOfDoubles;
    try (Batch batch = new Batch(plain, rows, doubles, fortran)) {
      List<INDArray> result = batch.inputs();
      assertThat(result.get(0)).isSameAs(plain);
      assertThat(result.get(1)).isSameAs(rows);
      assertThat(result.get(2)).isNotSameAs(doubles).isEqualTo(doubles.castTo(DataType.FLOAT));
      assertThat(result.get(3)).isNotSameAs(fortran).isEqualTo(fortran);
      assertThat(result.get(3).data().asFloat()).containsExactly(1, 2, 3, 4, 5, 6);
      copyOfDoubles = result.get(2);
    }

    assertThat(copyOfDoubles.wasClosed()).isTrue();
    assertThat(plain.wasClosed() || fortran.wasClosed()).isFalse();
  }
}
