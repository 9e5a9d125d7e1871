package org.blockwright.dsl.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SingleDocumentTest {
  private static final String NETWORK =
      "name: tiny\ninput: 8x8x3\nblocks: [{conv: {kernel: 1, filters: %s}}]\n";

  private static void fails(String text, String message) {
    assertThatThrownBy(() -> NetworkFormat.parse("a.yaml", text))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(message);
  }

  @Test
  void rejectsSecondDocument(@TempDir Path folder) throws Exception {
    String second =
        ": expected one YAML document, but a second one starts here. Merge them into one.";
    fails(NETWORK.formatted(4) + "---\nname: other\n", "a.yaml:4:1" + second);
    fails(NETWORK.formatted(4) + "---\n", "a.yaml:4:1" + second);

    Path head = Files.writeString(folder.resolve("head.yaml"), "[{flatten: {}}]\n---\n[]\n");
    assertThatThrownBy(() -> NetworkFormat.readHead(head)).hasMessage(head + ":2:1" + second);
  }

  @Test
  void readsDocumentWithStartAndEndMarkers() {
    assertThat(NetworkFormat.parse("a.yaml", "---\n" + NETWORK.formatted(4) + "...\n"))
        .isEqualTo(NetworkFormat.parse("a.yaml", NETWORK.formatted(4)));
  }

  @Test
  void rejectsIntegersThatOverflowOrHaveOtherForms() {
    fails(
        NETWORK.formatted("4294967300"),
        "a.yaml:3:38: expected a whole number from -2147483648 to 2147483647, got \"4294967300\".");
    for (String number : new String[] {"4.0", "4e0", "04", "0x4", "4_0"}) {
      fails(
          NETWORK.formatted(number),
          "a.yaml:3:38: expected a whole number, got \"%s\".".formatted(number));
    }
  }

  @Test
  void rejectsShapesWithTrailingText() {
    assertThat(Shape.parse(" 224x32x3 ")).isEqualTo(Shape.of(224, 32, 3));
    for (String size : new String[] {"224x224x3x", "4294967520x224x3", "2e2x8x3", "8x8x", "x8"}) {
      assertThatThrownBy(() -> Shape.parse(size)).as(size).isInstanceOf(DescriptionException.class);
    }
  }

  @Test
  void ignoresBlanksAroundMultiplierRule() {
    assertThat(LearningRateMultipliers.uniform().multiplier(" block1* = 0.1 "))
        .isEqualTo(LearningRateMultipliers.uniform().multiplier("block1*", 0.1));
  }
}
