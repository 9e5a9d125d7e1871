package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;

/** Networks with few layers; {@link DeepZooTest} has all others. */
class ZooTest extends ZooContract {
  ZooTest() {
    super(Depth.SHALLOW);
  }

  @Test
  void everyNetworkIsTested() {
    assertThat(Stream.concat(names(), new DeepZooTest().names()))
        .containsExactlyInAnyOrderElementsOf(
            Zoo.architectures().stream().map(ZooModel::name).toList());
  }

  @Test
  void findsNetworksByName() {
    assertThat(Zoo.find("vgg16").orElseThrow().name()).isEqualTo("vgg16");
    assertThat(Zoo.find("VGG16")).isEmpty();
  }

  @Test
  void rejectsUnknownNetworkWithMostSimilarName() {
    assertThatThrownBy(() -> Zoo.get("vgg61"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Unknown network \"vgg61\". Did you mean \"vgg16\"? Networks of the zoo: %s.",
            String.join(", ", Zoo.names()));
  }

  @Test
  void rejectsUnknownHeadWithMostSimilarName() {
    assertThatThrownBy(
            () ->
                Zoo.get("vgg16").network(Zoo.get("vgg16").input(), List.of("cat", "dog"), "flaten"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Unknown head \"flaten\". Did you mean \"flatten\"? Heads: original, global-average, flatten, or a .yaml file that describes one.");
  }
}
