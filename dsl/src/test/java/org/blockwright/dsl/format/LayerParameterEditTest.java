package org.blockwright.dsl.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import java.util.Map;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.EditResult;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.dsl.layer.Size;
import org.junit.jupiter.api.Test;

class LayerParameterEditTest {
  private final Network network =
      Network.named("n")
          .input(8, 8, 3)
          .block("a", conv(4, 3).named("conv1"), conv(4, 3).named("conv2"), maxPool(2))
          .block("b", branches(add(), branch(conv(5, 3)), branch(conv(5, 1))))
          .head(globalAverage(), dropout(0.5), dense(2), softmax())
          .labels("no", "yes");

  private Conv convAt(Network changed, String path) {
    return (Conv) changed.layer(path).layer();
  }

  @Test
  void setsAParameterOfTheLayersThatMatchAPattern() {
    Network changed = LayerParameters.set("a/conv*", "filters", 16).applyTo(network);

    assertThat(convAt(changed, "a/conv1").filters()).isEqualTo(16);
    assertThat(convAt(changed, "a/conv2").filters()).isEqualTo(16);
    assertThat(changed.graph().shape("b_add")).isEqualTo(network.graph().shape("b_add"));
    assertThat(convAt(network, "a/conv1").filters()).isEqualTo(4);
  }

  @Test
  void aBlockStandsForThoseOfItsLayersThatHaveTheParameter() {
    Network changed = LayerParameters.set("b", "filters", 7).applyTo(network);

    // One branch after the other would not be valid, as their sum needs equal channels.
    assertThat(changed.graph().inputShape(changed.layer("head/dense")).channels()).isEqualTo(7);
  }

  @Test
  void setsSizesTextsAndSingleValues() {
    assertThat(
            convAt(LayerParameters.set("a/conv1", "kernel", "[1, 7]").applyTo(network), "a/conv1")
                .kernel())
        .isEqualTo(new Size(1, 7));
    assertThat(
            ((Dropout)
                    LayerParameters.set("head", "rate", 0.2)
                        .applyTo(network)
                        .layer("head/drop")
                        .layer())
                .rate())
        .isEqualTo(0.2);
    assertThat(
            convAt(LayerParameters.set("a/conv1", "bias", false).applyTo(network), "a/conv1")
                .bias())
        .isFalse();
  }

  @Test
  void onlyChangedLayersAreNew() {
    EditResult result = LayerParameters.set("a/conv2", "filters", 8).edit(network);

    // The layers after the wider one have kernels of another shape.
    assertThat(result.newlyInitialized()).doesNotContain("a_conv1").contains("a_conv2");
    assertThat(result.unchangedLayers()).containsAllEntriesOf(Map.of("a_conv1", "a_conv1"));
  }

  @Test
  void rejectsUnknownPatternsAndParameters() {
    assertInvalid("a/cnov*", "filters", 8, "\"a/cnov*\" matches no layer of n. ");
    assertInvalid(
        "a/conv1",
        "filter",
        8,
        "n: no layer that matches \"a/conv1\" has the parameter \"filter\". Did you mean"
            + " \"filters\"? Their parameters: activation, bias, dilation, filters, groups, kernel,"
            + " padding, stride.");
  }

  @Test
  void rejectsInvalidValuesAndNetworks() {
    assertInvalid("a/conv1", "filters", "many", "n: \"a/conv1\": filters = many is not valid: ");
    assertInvalid("a/conv1", "filters", 0, "n: \"a/conv1\": filters = 0 is not valid: ");
    assertInvalid("a/conv1", "kernel", "[1, 2, 3]", "n: \"a/conv1\": kernel = [1, 2, 3] is not");
    assertThatThrownBy(() -> LayerParameters.set("b/conv*", "filters", 9).applyTo(network))
        .isInstanceOf(DescriptionException.class);
  }

  @Test
  void messages() {
    assertThat(FormatProblems.patternMatchesNothing("blok1", "n", List.of("block1", "head")).text())
        .isEqualTo(
            "\"blok1\" matches no layer of n. Did you mean \"block1\"? Layers and blocks: block1, head.");
    assertThat(
            FormatProblems.unknownLayerParameter("n", "a/conv1", "filter", List.of("filters"))
                .text())
        .isEqualTo(
            "n: no layer that matches \"a/conv1\" has the parameter \"filter\". Did you mean \"filters\"? Their parameters: filters.");
    assertThat(
            FormatProblems.invalidLayerParameter(
                    "n", "a/conv1", "filters", "0", "conv(...): filters must be at least 1, got 0.")
                .text())
        .isEqualTo(
            "n: \"a/conv1\": filters = 0 is not valid: conv(...): filters must be at least 1, got 0.");
  }

  private void assertInvalid(String pattern, String parameter, Object value, String message) {
    assertThatThrownBy(() -> LayerParameters.set(pattern, parameter, value).applyTo(network))
        .isInstanceOf(DescriptionException.class)
        .hasMessageStartingWith(message);
  }
}
