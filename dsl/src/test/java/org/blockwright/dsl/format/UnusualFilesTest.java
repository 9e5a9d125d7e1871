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

/** Unusual YAML and JSON files. */
class UnusualFilesTest {
  private static final String TABBED =
      "{\n\t\"name\": \"n\",\n\t\"input\": \"8x8x3\",\n\t\"blocks\": [\n\t\t{\"conv\":\t{\"kernel\": 3, \"filters\": 4}}\n\t]\n}\n";

  @Test
  void rejectsAliasWithinItsAnchor() {
    fails(
        "name: a\ninput: 8x8x3\nblocks: &a [{seq: *a}]\n",
        "a.yaml:3:19: alias *a is used within its own anchor.");
  }

  @Test
  void readsAliases() {
    Network read =
        NetworkFormat.parse(
            "a.yaml",
            "name: a\ninput: 8x8x3\nblocks:\n  - seq: &s [{conv: {kernel: 3, filters: 4}}]\n  - seq: *s\n");

    assertThat(read.graph().nodes())
        .extracting(n -> n.name())
        .containsExactly("seq1_conv", "seq2_conv");
  }

  /** One level for the network, its blocks and the layer, and two per sequence: 3 + 2 * 23 = 49. */
  @Test
  void rejectsDeepNesting() {
    assertThat(NetworkFormat.parse("a.yaml", nested(23)).graph().nodes()).hasSize(1);
    // "blocks: [" has 9 columns and "{seq: [" has 7; level 51 starts after 24 of these.
    fails(nested(24), "a.yaml:3:178: lists and maps are nested more than 50 levels deep.");
    fails(nested(5000), "a.yaml:3:178: lists and maps are nested more than 50 levels deep.");
  }

  private static String nested(int n) {
    return "name: a\ninput: 8x8x3\nblocks: ["
        + "{seq: [".repeat(n)
        + "{activation: relu}"
        + "]}".repeat(n)
        + "]\n";
  }

  @Test
  void rejectsTooManyAliases() {
    String yaml = "name: a\ninput: 8x8x3\nblocks:\n  - seq: &s []\n" + "  - seq: *s\n".repeat(60);

    assertThatThrownBy(() -> NetworkFormat.parse("a.yaml", yaml))
        .isInstanceOf(DescriptionException.class)
        .hasMessageStartingWith("a.yaml: ")
        .hasMessageContaining("aliases");
  }

  @Test
  void rejectsEmptyInputs() {
    fails(
        "name: a\ninputs: {}\nblocks: []\n",
        "a.yaml:2:9: expected at least one input, got an empty map.");
  }

  @Test
  void readsJsonIndentedByTabs() {
    assertThat(NetworkFormat.parse("a.json", TABBED))
        .isEqualTo(NetworkFormat.parse("a.json", TABBED.replace('\t', ' ')));
  }

  @Test
  void locationsInJsonWithTabsAreThoseOfTheFile() {
    assertThatThrownBy(() -> NetworkFormat.parse("a.json", TABBED.replace("3, ", "0.5, ")))
        .hasMessage("a.json:5:23: expected a whole number, got \"0.5\".");
  }

  /** A slash after two backslashes is not escaped: these are one escaped backslash. */
  @Test
  void readsEscapedSlashInJson() {
    Network read =
        NetworkFormat.parse(
            "a.json",
            """
            {"name":"a","input":"8x8x3","labels":["a\\/b","c\\\\/d"],"blocks":[],
             "head":[{"globalAverage":{}},{"dense":{"units":2}}]}""");

    assertThat(read.labels()).containsExactly("a/b", "c\\/d");
  }

  /** An edit may leave a network whose blocks alone would pass through their input. */
  @Test
  void readsNetworkWithLayersInHeadOnly() {
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
  void rejectsKeysOfKindWithoutKeys() {
    fails(
        "name: a\ninput: 8x8x3\nblocks:\n  - globalAverage: {a: 1}\n",
        "a.yaml:4:21: unknown key \"a\". Known keys: none.");
  }

  @Test
  void keepsTabsInJsonStrings() {
    String json =
        "{\"name\": \"n\", \"input\": \"8\",\t\"blocks\": [{\"dense\": {\"units\": 2}}], \"labels\": [\"a\\\"\tb\", \"c\\td\"]}";

    assertThat(NetworkFormat.parse("a.json", json).labels()).containsExactly("a\"\tb", "c\td");
  }
}
