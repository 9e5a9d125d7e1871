package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import org.junit.jupiter.api.Test;

class RatesTest {
  private final Graph graph =
      Network.named("n")
          .input(8, 8, 3)
          .blocks("block", 2, i -> conv(3, 4))
          .head(globalAverage(), dense(2).named("linear"), softmax())
          .graph();

  @Test
  void theFirstRuleThatMatchesHolds() {
    assertThat(Rates.none().rate("block1", 0.1).freeze("block*").of(graph))
        .containsEntry("block1", 0.1)
        .containsEntry("block2", 0.0)
        .containsEntry("linear", 1.0);
  }

  @Test
  void freezingEverythingSparesTheHeadButARateDoesNot() {
    assertThat(Rates.none().freeze("*").of(graph))
        .containsEntry("block2", 0.0)
        .containsEntry("linear", 1.0);
    assertThat(Rates.none().rate("*=0.5").of(graph)).containsEntry("linear", 0.5);
  }

  @Test
  void aRuleMayNameABlockAPathOrAVertex() {
    assertThat(Rates.none().rate("head=2").of(graph)).containsEntry("linear", 2.0);
    assertThat(Rates.none().rate("head/linear=3").of(graph)).containsEntry("linear", 3.0);
    assertThat(Rates.none().rate("linear=4").of(graph)).containsEntry("linear", 4.0);
  }

  @Test
  void aPatternThatMatchesNothingIsAnError() {
    assertThatThrownBy(() -> Rates.none().freeze("layer*").of(graph))
        .hasMessage("\"layer*\" matches nothing in n. Its blocks: block1, block2, head.");
  }

  @Test
  void aRuleThatIsNoneIsAnError() {
    assertThatThrownBy(() -> Rates.none().rate("block1"))
        .hasMessage(
            "\"block1\" is no rate rule. Write PATTERN=MULTIPLIER with a multiplier of 0 or more, for instance block1*=0.");
    assertThatThrownBy(() -> Rates.none().rate("block1=-1")).hasMessageContaining("no rate rule");
  }
}
