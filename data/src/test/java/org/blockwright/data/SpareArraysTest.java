package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays whose memory later batches get. */
class SpareArraysTest {
  private static final Shape IMAGE = Shape.of(4, 5, 3);

  private final SpareArrays spare = new SpareArrays();

  @Test
  void arraysAreUsedAgainForBatchesOfTheirShape() {
    INDArray first = spare.take(2, IMAGE);
    INDArray second = spare.take(2, IMAGE);
    assertThat(second).isNotSameAs(first);

    spare.add(List.of(first));

    assertThat(spare.take(1, IMAGE)).isNotSameAs(first);
    assertThat(spare.take(2, Shape.of(5, 4, 3))).isNotSameAs(first);
    assertThat(spare.take(2, IMAGE)).isSameAs(first);
    assertThat(spare.take(2, IMAGE)).isNotSameAs(first);
  }

  @Test
  void arrayThatIsAddedTwiceIsUsedOnce() {
    INDArray array = spare.take(2, IMAGE);

    spare.add(List.of(array));
    spare.add(List.of(array));

    assertThat(spare.take(2, IMAGE)).isSameAs(array);
    assertThat(spare.take(2, IMAGE)).isNotSameAs(array);
  }

  @Test
  void freedArraysAreNotUsedAgain() {
    INDArray array = spare.take(2, IMAGE);
    array.close();

    spare.add(List.of(array));

    assertThat(spare.take(2, IMAGE).wasClosed()).isFalse();
  }

  @Test
  void closingFreesArraysAndThoseThatAreAddedLater() {
    INDArray kept = spare.take(2, IMAGE);
    INDArray later = spare.take(2, IMAGE);
    spare.add(List.of(kept));

    spare.close();
    spare.add(List.of(later));

    assertThat(kept.wasClosed()).isTrue();
    assertThat(later.wasClosed()).isTrue();
  }
}
