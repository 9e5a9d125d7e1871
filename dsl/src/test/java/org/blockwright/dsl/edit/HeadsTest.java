package org.blockwright.dsl.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.softmax;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadsTest {
  private static final List<String> LABELS = List.of("a", "b", "c");

  @TempDir Path folder;

  private final Network network =
      Network.named("n")
          .input(4, 4, 3)
          .block("block1", conv(5, 3))
          .head(flatten(), dense(2), softmax())
          .labels("no", "yes");

  private static List<String> kinds(Network network) {
    return network.graph().nodes().stream()
        .filter(Node::isInHead)
        .map(node -> node.layer().kind())
        .toList();
  }

  @Test
  void eachHeadHasOneOutputPerLabel() {
    for (Head head :
        List.of(
            Heads.original(),
            Heads.globalAverage(),
            Heads.globalAverage().hidden(7).dropout(0.5),
            Heads.flattened().dropout(0.2),
            Heads.of(flatten(), dense(2).softmax()))) {
      Network changed = head.applyTo(network, LABELS);

      assertThat(changed.labels()).isEqualTo(LABELS);
      assertThat(changed.graph().shape(changed.graph().output())).isEqualTo(Shape.units(3));
    }
  }

  @Test
  void originalHeadStaysForTheSameLabels() {
    assertThat(Heads.original().applyTo(network, List.of("no", "yes"))).isEqualTo(network);
  }

  @Test
  void dropoutIsBeforeTheLastDenseLayer() {
    assertThat(kinds(Heads.globalAverage().hidden(7).dropout(0.5).applyTo(network, LABELS)))
        .containsExactly("GlobalAveragePooling2D", "Dense", "Dropout", "Dense", "Activation");
  }

  @Test
  void namesAreThoseOfTexts() {
    for (String name : Heads.NAMES) {
      assertThat(Heads.named(name).flatMap(Heads::nameOf)).contains(name);
    }
    assertThat(Heads.named("average")).isEmpty();
    assertThat(Stream.of("full", "pool", "linear").map(Heads::named).map(Optional::orElseThrow))
        .containsExactly(Heads.original(), Heads.globalAverage(), Heads.flattened());
    assertThat(Heads.nameOf(Heads.globalAverage().hidden(3))).contains("global-average");
    assertThat(Heads.nameOf(Heads.globalAverage().dropout(0.1))).isEmpty();
    assertThat(Heads.nameOf(Heads.of(flatten(), dense(2)))).isEmpty();
  }

  @Test
  void writtenHeadIsReadAgain() throws IOException {
    Sequence head = Heads.globalAverage().hidden(7).dropout(0.5).layers(3).orElseThrow();
    Path file = Files.writeString(folder.resolve("head.yaml"), NetworkFormat.toYaml(head));

    assertThat(NetworkFormat.readHead(file)).isEqualTo(new Head.Custom(head));
  }

  /** The labels and losses of several outputs cannot follow from the images. */
  @Test
  void writtenHeadWithSeveralOutputsIsReadAgain() throws IOException {
    Head.Several head =
        Heads.globalAverage()
            .hidden(7)
            .dropout(0.5)
            .outputs(
                HeadOutput.of("species", Task.CLASSIFICATION, "cat", "dog"),
                HeadOutput.of("age", Task.REGRESSION, "age [years]")
                    .loss(Loss.huber(2))
                    .weight(0.5));
    String yaml = NetworkFormat.toYaml(head);
    Path file = Files.writeString(folder.resolve("head.yaml"), yaml);

    assertThat(NetworkFormat.readHead(file)).isEqualTo(head);
    assertThat(head.applyTo(network, Task.MULTI_LABEL, LABELS)).isEqualTo(head.applyTo(network));
    assertThat(head.applyTo(network).outputs().get(1).loss()).isEqualTo(Loss.huber(2));
    Files.writeString(file, yaml.replace("\n  age:", "\n  ages:"));
    assertThatThrownBy(() -> NetworkFormat.readHead(file).applyTo(network, LABELS))
        .isInstanceOf(DescriptionException.class)
        .hasMessageContaining("\"ages\". Did you mean \"age\"?");
  }

  @Test
  void rejectsOutputsThatAreTooFewOrHaveTheSameName() {
    HeadOutput age = HeadOutput.of("age", Task.REGRESSION, "age [years]");
    assertThatThrownBy(() -> Heads.globalAverage().outputs(age))
        .isInstanceOf(DescriptionException.class)
        .hasMessage("outputs(...): number must be at least 2, got 1.");
    assertThatThrownBy(() -> Heads.globalAverage().outputs(age, age))
        .isInstanceOf(DescriptionException.class)
        .hasMessage("the name \"age\" is used twice. Rename one of the two.");
  }

  @Test
  void rejectsNumbersOutOfRange() {
    assertThatThrownBy(() -> Heads.globalAverage().hidden(-1))
        .isInstanceOf(DescriptionException.class)
        .hasMessage("head(...): hidden must be at least 0, got -1.");
    assertThatThrownBy(() -> Heads.flattened().dropout(1))
        .isInstanceOf(DescriptionException.class)
        .hasMessage("head(...): dropout must be in [0, 1), got 1.0.");
  }
}
