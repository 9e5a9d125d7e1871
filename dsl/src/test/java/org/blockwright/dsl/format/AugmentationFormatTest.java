package org.blockwright.dsl.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.colorJitter;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.flip;
import static org.blockwright.dsl.Layers.noise;
import static org.blockwright.dsl.Layers.randomCrop;
import static org.blockwright.dsl.Layers.rotate;
import static org.blockwright.dsl.Layers.shear;
import static org.blockwright.dsl.Layers.translate;

import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.AugmentationLayer;
import org.junit.jupiter.api.Test;

/** Augmentation steps in the text form of a network. */
class AugmentationFormatTest {
  private static final List<AugmentationLayer> ALL =
      List.of(
          randomCrop(6, 7),
          flip(0.5, 0.25),
          rotate(10),
          shear(15),
          translate(0.1),
          colorJitter(0.1, 0.2, 0.3, 0.05),
          noise(4));

  private static Network network() {
    return Network.named("n").input(8, 8, 3).block("a", conv(2, 3));
  }

  private static List<AugmentationLayer> read(String steps) {
    String text =
        "name: n\ninput: 8x8x3\naugment: %s\nblocks:\n  - {name: a, conv: {filters: 2, kernel: 3}}\n"
            .formatted(steps);
    return NetworkFormat.parse("n.yaml", text).augmentation().steps();
  }

  @Test
  void listsEveryKindOfStep() {
    assertThat(ALL)
        .extracting(Object::getClass)
        .containsExactlyInAnyOrder(AugmentationLayer.class.getPermittedSubclasses());
  }

  @Test
  void everyStepReadsBackAsWritten() {
    for (AugmentationLayer step : ALL) {
      Network network = network().augment(step);

      assertThat(NetworkFormat.parse("n.yaml", NetworkFormat.toYaml(network))).isEqualTo(network);
    }
  }

  @Test
  void readsOneNumberForBothAxes() {
    assertThat(read("[{translate: 0.1}, {translate: [0.1, 0.2]}]"))
        .containsExactly(translate(0.1), new AugmentationLayer.Translate(0.1, 0.2));
    assertThat(read("[{shear: 5}, {shear: [5, 6]}]"))
        .containsExactly(shear(5), new AugmentationLayer.Shear(5, 6));
  }

  @Test
  void rejectsOtherNumbersOfArguments() {
    assertThatThrownBy(() -> read("[{colorJitter: [0.1, 0.2]}]"))
        .isInstanceOf(DescriptionException.class)
        .hasMessageContaining("expected four numbers: brightness, contrast, saturation and hue");
  }

  @Test
  void rejectsArgumentsOutOfRange() {
    assertThatThrownBy(() -> shear(50))
        .hasMessageStartingWith("shear(...): horizontal must")
        .hasMessageEndingWith("in [0, 45], got 50.0.");
    assertThatThrownBy(() -> colorJitter(0, 0, 0, 0.6))
        .hasMessageStartingWith("colorJitter(...): hue must")
        .hasMessageEndingWith("in [0, 0.5], got 0.6.");
  }
}
