package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class PreloadTest {
  @Test
  void commandsThatReadImagesNeedIt() {
    assertThat(Preload.isNeeded("predict", "model.zip", "image.png")).isTrue();
    assertThat(Preload.isNeeded("zoo", "vgg16")).isFalse();
    assertThat(Preload.isNeeded("predict")).isFalse();
    assertThat(Preload.isNeeded()).isFalse();
  }

  @Test
  void loadsLibrariesMoreThanOnce() {
    assertThatCode(Preload::load).doesNotThrowAnyException();
    assertThatCode(Preload::load).doesNotThrowAnyException();
  }
}
