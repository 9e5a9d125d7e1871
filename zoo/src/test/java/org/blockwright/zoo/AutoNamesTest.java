package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AutoNamesTest {
  @Test
  void theFirstOfAKindHasNoNumberAndEachKindIsCountedByItself() {
    AutoNames names = new AutoNames();

    assertThat(names.next("conv2d")).isEqualTo("conv2d");
    assertThat(names.next("conv2d")).isEqualTo("conv2d_1");
    assertThat(names.next("add")).isEqualTo("add");
    assertThat(names.next("conv2d")).isEqualTo("conv2d_2");
    assertThat(new AutoNames().next("conv2d")).isEqualTo("conv2d");
  }
}
