package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.ceilPad;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.samePad;

import org.blockwright.dsl.layer.AutoPad;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.ZeroPad;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TensorFlow's rule for "same" and PyTorch's for ceil_mode, worked by hand. */
class AutoPadTest {
  private static ZeroPad zeros(AutoPad pad, int side) {
    return pad.padding(Shape.of(side, side, 1));
  }

  @ParameterizedTest(name = "side {0}, kernel {1}, stride {2}")
  @CsvSource({"6, 3, 2, 0, 1", "5, 3, 2, 1, 1", "8, 7, 2, 2, 3", "4, 1, 2, 0, 0"})
  void sameHasTheOddZeroBehind(int side, int kernel, int stride, int before, int after) {
    assertThat(zeros(samePad(kernel, stride), side))
        .isEqualTo(new ZeroPad(before, after, before, after));
  }

  @ParameterizedTest(name = "side {0}, kernel {1}, stride {2}")
  @CsvSource({
    "6, 3, 2, 1",
    "5, 3, 2, 0",
    "2, 3, 2, 1",
    "4, 2, 3, 1",
    // a second window would begin behind the map
    "3, 2, 3, 0",
    // not even a first window is left
    "1, 3, 2, 0"
  })
  void ceilHasAllZerosBehind(int side, int kernel, int stride, int after) {
    assertThat(zeros(ceilPad(kernel, stride), side)).isEqualTo(new ZeroPad(0, after, 0, after));
  }

  @Test
  void aMapTooSmallForAPoolThatRoundsUpIsRefused() {
    Network.Named start = Network.named("n");
    Block[] pool = {ceilPad(3, 2), maxPool(3).stride(2)};

    assertThat(start.input(2, 2, 4).block("b", pool).graph().outputShape())
        .isEqualTo(Shape.of(1, 1, 4));
    assertThatThrownBy(() -> start.input(1, 1, 4).block("b", pool))
        .hasMessageContaining("to nothing");
  }
}
