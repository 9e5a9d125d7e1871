package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import org.blockwright.dsl.graph.LayerGraph;
import org.junit.jupiter.api.Test;

class LearningRateMultipliersTest {
  private final LayerGraph graph =
      Network.named("n")
          .input(8, 8, 3)
          .blocks("block", 2, i -> conv(4, 3))
          .head(globalAverage(), dense(2).named("linear"), softmax())
          .graph();

  @Test
  void firstMatchingRuleApplies() {
    assertThat(
            LearningRateMultipliers.uniform()
                .multiplier("block1", 0.1)
                .freeze("block*")
                .resolve(graph))
        .containsEntry("block1", 0.1)
        .containsEntry("block2", 0.0)
        .containsEntry("linear", 1.0);
  }

  @Test
  void freezingEverythingExcludesTheHeadButAMultiplierDoesNot() {
    assertThat(LearningRateMultipliers.uniform().freeze("*").resolve(graph))
        .containsEntry("block2", 0.0)
        .containsEntry("linear", 1.0);
    assertThat(LearningRateMultipliers.uniform().multiplier("*", 0.5).resolve(graph))
        .containsEntry("linear", 0.5);
  }

  @Test
  void patternsMatchBlocksPathsAndVertices() {
    assertThat(LearningRateMultipliers.uniform().multiplier("head", 2).resolve(graph))
        .containsEntry("linear", 2.0);
    assertThat(LearningRateMultipliers.uniform().multiplier("head/linear", 3).resolve(graph))
        .containsEntry("linear", 3.0);
    assertThat(LearningRateMultipliers.uniform().multiplier("linear", 4).resolve(graph))
        .containsEntry("linear", 4.0);
  }

  @Test
  void rejectsPatternThatMatchesNothing() {
    assertThatThrownBy(() -> LearningRateMultipliers.uniform().freeze("layer*").resolve(graph))
        .hasMessage("\"layer*\" matches nothing in n. Its blocks: block1, block2, head.");
  }

  @Test
  void rejectsInvalidRule() {
    assertThatThrownBy(() -> LearningRateMultipliers.Rule.parse("block1"))
        .hasMessage(
            "\"block1\" is not a valid learning-rate multiplier: write PATTERN=MULTIPLIER with a multiplier of at least 0, for instance block1*=0.");
    assertThatThrownBy(() -> LearningRateMultipliers.Rule.parse("block1=-1"))
        .hasMessageContaining("not a valid learning-rate multiplier");
  }
}
