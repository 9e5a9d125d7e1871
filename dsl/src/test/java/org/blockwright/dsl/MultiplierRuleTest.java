package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;

import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.LearningRateMultipliers.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultiplierRuleTest {
  @Test
  void parsesMultipliersAndFrozenLayers() {
    assertThat(Rule.parse("block1*=0.1")).isEqualTo(Rule.of("block1*", 0.1));
    assertThat(Rule.parse(" block1* = 2 ")).isEqualTo(Rule.of("block1*", 2));
    assertThat(Rule.parse(" freeze  block* ")).isEqualTo(Rule.freeze("block*"));
    assertThat(Rule.parse("freeze *")).isEqualTo(Rule.freeze("*"));
  }

  @Test
  void onlyFreezingEverythingExcludesTheHead() {
    assertThat(Rule.freeze("*").excludesHead()).isTrue();
    assertThat(Rule.freeze("block*").excludesHead()).isFalse();
    assertThat(Rule.parse("*=0").excludesHead()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"freeze *", "freeze block*", "*=0", "*=1", "head=2", "block1*=0.1", "b=1.0E20"})
  void formatsAsItParses(String text) {
    assertThat(Rule.parse(text)).hasToString(text);
    assertThat(Rule.parse(Rule.parse(text).toString())).isEqualTo(Rule.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "block1", "freeze", "=1", "block1=", "block1=x", "b=-1", "b=NaN"})
  void rejectsInvalidRules(String text) {
    assertThatThrownBy(() -> Rule.parse(text)).isInstanceOf(DescriptionException.class);
  }

  @Test
  void validateRejectsPatternWithoutMatch() {
    var graph = Network.named("n").input(8, 8, 3).block("block1", conv(4, 3)).graph();

    LearningRateMultipliers.uniform().freeze("*").multiplier("block?", 2).validate(graph);
    assertThatThrownBy(() -> LearningRateMultipliers.uniform().freeze("layer*").validate(graph))
        .hasMessage("\"layer*\" matches nothing in n. Its blocks: block1.");
  }
}
