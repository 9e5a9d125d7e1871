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

/** The rules of TensorFlow for "same" and of PyTorch for ceil_mode; expected values by hand. */
class AutoPadTest {
  private static ZeroPad padding(AutoPad pad, int size) {
    return pad.padding(Shape.of(size, size, 1));
  }

  @ParameterizedTest(name = "size {0}, kernel {1}, stride {2}")
  @CsvSource({"6, 3, 2, 0, 1", "5, 3, 2, 1, 1", "8, 7, 2, 2, 3", "4, 1, 2, 0, 0"})
  void samePutsTheOddZeroAtTheEnd(int size, int kernel, int stride, int before, int after) {
    assertThat(padding(samePad(kernel, stride), size))
        .isEqualTo(new ZeroPad(before, after, before, after));
  }

  @ParameterizedTest(name = "size {0}, kernel {1}, stride {2}")
  @CsvSource({
    "6, 3, 2, 1",
    "5, 3, 2, 0",
    "2, 3, 2, 1",
    "4, 2, 3, 1",
    // a second window would start in the padding
    "3, 2, 3, 0",
    // too small for any window
    "1, 3, 2, 0"
  })
  void ceilPutsAllZerosAtTheEnd(int size, int kernel, int stride, int after) {
    assertThat(padding(ceilPad(kernel, stride), size)).isEqualTo(new ZeroPad(0, after, 0, after));
  }

  @Test
  void rejectsFeatureMapTooSmallForAPoolWithCeilMode() {
    Network.Named start = Network.named("n");
    Block[] pool = {ceilPad(3, 2), maxPool(3).stride(2)};

    assertThat(start.input(2, 2, 4).block("b", pool).graph().outputShape())
        .isEqualTo(Shape.of(1, 1, 4));
    assertThatThrownBy(() -> start.input(1, 1, 4).block("b", pool))
        .hasMessageContaining("to nothing");
  }
}
