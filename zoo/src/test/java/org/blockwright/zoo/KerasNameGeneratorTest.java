package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KerasNameGeneratorTest {
  @Test
  void firstNameHasNoNumberAndKindsAreCountedSeparately() {
    KerasNameGenerator names = new KerasNameGenerator();

    assertThat(names.next("conv2d")).isEqualTo("conv2d");
    assertThat(names.next("conv2d")).isEqualTo("conv2d_1");
    assertThat(names.next("add")).isEqualTo("add");
    assertThat(names.next("conv2d")).isEqualTo("conv2d_2");
    assertThat(new KerasNameGenerator().next("conv2d")).isEqualTo("conv2d");
  }
}
