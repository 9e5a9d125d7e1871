package org.blockwright.dsl.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.format.NetworkFormatTest.fails;

import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edits;
import org.junit.jupiter.api.Test;

/** Files that are YAML or JSON, but not as one expects them. */
class UnusualFilesTest {
  private static final String TABBED =
      "{\n\t\"name\": \"n\",\n\t\"input\": \"8x8x3\",\n\t\"blocks\": [\n\t\t{\"conv\":\t{\"kernel\": 3, \"filters\": 4}}\n\t]\n}\n";

  @Test
  void anAliasWithinWhatItRepeatsIsToldWhereItStands() {
    fails(
        "name: a\ninput: 8x8x3\nblocks: &a [{seq: *a}]\n",
        "a.yaml:3:19: the alias *a stands within what it repeats.");
  }

  @Test
  void anAliasMayRepeatWhatStandsBeforeIt() {
    Network read =
        NetworkFormat.parse(
            "a.yaml",
            "name: a\ninput: 8x8x3\nblocks:\n  - seq: &s [{conv: {kernel: 3, filters: 4}}]\n  - seq: *s\n");

    assertThat(read.graph().nodes())
        .extracting(n -> n.name())
        .containsExactly("seq1_conv", "seq2_conv");
  }

  /**
   * The network, its list of blocks, two for each sequence, and the layer: 23 sequences give 49.
   */
  @Test
  void whatIsNestedTooDeeplyIsToldWhereItIs() {
    assertThat(NetworkFormat.parse("a.yaml", nested(23)).graph().nodes()).hasSize(1);
    // "blocks: [" has 9 columns and "{seq: [" has 7; what is too deep follows 24 of these.
    fails(nested(24), "a.yaml:3:178: lists and maps are nested more than 50 deep.");
    fails(nested(5000), "a.yaml:3:178: lists and maps are nested more than 50 deep.");
  }

  private static String nested(int n) {
    return "name: a\ninput: 8x8x3\nblocks: ["
        + "{seq: [".repeat(n)
        + "{activation: relu}"
        + "]}".repeat(n)
        + "]\n";
  }

  @Test
  void tooManyAliasesAreAnError() {
    String bomb = "name: a\ninput: 8x8x3\nblocks:\n  - seq: &s []\n" + "  - seq: *s\n".repeat(60);

    assertThatThrownBy(() -> NetworkFormat.parse("a.yaml", bomb))
        .isInstanceOf(DescriptionException.class)
        .hasMessageStartingWith("a.yaml: ")
        .hasMessageContaining("aliases");
  }

  @Test
  void inputsWithoutAnyAreAnError() {
    fails(
        "name: a\ninputs: {}\nblocks: []\n",
        "a.yaml:2:9: expected at least one input, got an empty map.");
  }

  @Test
  void jsonMayBeIndentedByTabs() {
    assertThat(NetworkFormat.parse("a.json", TABBED))
        .isEqualTo(NetworkFormat.parse("a.json", TABBED.replace('\t', ' ')));
  }

  @Test
  void placesInJsonWithTabsAreThoseOfTheFile() {
    assertThatThrownBy(() -> NetworkFormat.parse("a.json", TABBED.replace("3, ", "0.5, ")))
        .hasMessage("a.json:5:23: expected a whole number, got \"0.5\".");
  }

  /** Which other escape stands before a slash matters: two backslashes are one, and no escape. */
  @Test
  void jsonMayEscapeASlash() {
    Network read =
        NetworkFormat.parse(
            "a.json",
            """
            {"name":"a","input":"8x8x3","labels":["a\\/b","c\\\\/d"],"blocks":[],
             "head":[{"globalAverage":{}},{"dense":{"units":2}}]}""");

    assertThat(read.labels()).containsExactly("a/b", "c\\/d");
  }

  /** As an edit may leave it: the body alone would hand on its input. */
  @Test
  void aHeadMayBeAllThereIs() {
    Network network =
        Edits.remove("b/conv")
            .applyTo(
                Network.named("v")
                    .input(8, 8, 3)
                    .block("b", seq(conv(4, 3)))
                    .head(globalAverage(), dense(2), softmax()));

    assertThat(NetworkFormat.parse("v.yaml", NetworkFormat.toYaml(network))).isEqualTo(network);
  }

  @Test
  void aKindWithoutKeysSaysThatItHasNone() {
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - globalAverage: {a: 1}\n",
        "a.yaml:4:21: unknown key \"a\". Known here: none.");
  }

  @Test
  void aTabWithinATextOfJsonStays() {
    String json =
        "{\"name\": \"n\", \"input\": \"8\",\t\"blocks\": [{\"dense\": {\"units\": 2}}], \"labels\": [\"a\\\"\tb\", \"c\\td\"]}";

    assertThat(NetworkFormat.parse("a.json", json).labels()).containsExactly("a\"\tb", "c\td");
  }
}
