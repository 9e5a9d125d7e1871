package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private final List<String> known = List.of("vgg16", "mobilenet", "xcovidnet");

  @Test
  void aSwapOfNeighboursIsOneEdit() {
    assertThat(Nearest.distance("mobilenet", "mobliene")).isEqualTo(2);
    assertThat(Nearest.distance("evaluate", "evalaute")).isEqualTo(1);
  }

  @Test
  void theNearestNameIsSuggested() {
    assertThat(Nearest.hint("mobilnet", known)).isEqualTo("Did you mean \"mobilenet\"? ");
    assertThat(Nearest.to("VGG-16", known)).contains("vgg16");
  }

  @Test
  void aNameFarFromAllOthersGetsNoSuggestion() {
    assertThat(Nearest.hint("resnet152", List.of("vgg16"))).isEmpty();
  }
}
