package org.blockwright.training.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.blockwright.base.StorageException;
import org.junit.jupiter.api.Test;

class FeatureProblemsTest {
  @Test
  void stopped() {
    assertThat(FeatureProblems.stopped())
        .isEqualTo(
            "stopped before the first epoch, while computing the features of the frozen backbone: nothing was trained.");
  }

  @Test
  void notShared() {
    assertThat(FeatureProblems.notShared(new StorageException("x: no space left on the disk")))
        .isEqualTo(
            "other trials compute the features of the frozen backbone again: x: no space left on the disk");
  }

  @Test
  void notFinite() {
    assertThat(FeatureProblems.notFinite("pool", List.of("a.png")))
        .isEqualTo(
            "the features at \"pool\" are NaN or infinite for a.png. Check the weights of the frozen backbone and the preprocessing.");
    assertThat(FeatureProblems.notFinite("pool", List.of("a.png", "b.png", "c.png")))
        .contains("for a.png and 2 more images.");
  }
}
