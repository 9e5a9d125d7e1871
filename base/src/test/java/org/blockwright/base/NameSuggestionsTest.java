package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameSuggestionsTest {
  private final List<String> known = List.of("vgg16", "mobilenet", "xcovidnet");

  @Test
  void swapOfAdjacentCharactersIsOneEdit() {
    assertThat(NameSuggestions.editDistance("mobilenet", "mobliene")).isEqualTo(2);
    assertThat(NameSuggestions.editDistance("evaluate", "evalaute")).isEqualTo(1);
  }

  @Test
  void listsTheFirstOfManyNames() {
    assertThat(NameSuggestions.listed(known)).isEqualTo("vgg16, mobilenet, xcovidnet");
    assertThat(NameSuggestions.listed(Collections.nCopies(1000, "x")))
        .isEqualTo("x, ".repeat(19) + "x and 980 more");
  }

  @Test
  void suggestsClosestName() {
    assertThat(NameSuggestions.hint("mobilnet", known)).isEqualTo("Did you mean \"mobilenet\"? ");
    assertThat(NameSuggestions.closest("VGG-16", known)).contains("vgg16");
  }

  @Test
  void suggestsNothingForNameFarFromAllOthers() {
    assertThat(NameSuggestions.hint("resnet152", List.of("vgg16"))).isEmpty();
  }
}
