package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GlobTest {

  @Test
  void starMatchesSlashes() {
    assertThat(new Glob("block*").matches("block1/conv1")).isTrue();
    assertThat(new Glob("*/conv1").matches("a/b/conv1")).isTrue();
  }

  @Test
  void matchesWholeNameOnly() {
    assertThat(new Glob("block1").matches("block1/conv1")).isFalse();
    assertThat(new Glob("block?").matches("block12")).isFalse();
  }

  @Test
  void otherCharactersMatchLiterally() {
    assertThat(new Glob("conv1_1x1.a+b").matches("conv1_1x1.a+b")).isTrue();
    assertThat(new Glob("a.b").matches("axb")).isFalse();
  }
}
