package org.blockwright.weights.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.base.BlockwrightException;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.input.Resizing;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries that users add. */
class UserEntriesTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @TempDir Path folder;

  private WeightsRegistry read(String... lines) throws IOException {
    Path file = folder.resolve("weights.yaml");
    Files.write(file, List.of(lines));
    return WeightsRegistry.bundled().with(file);
  }

  @Test
  void shortEntryHasDefaults() throws IOException {
    WeightsEntry entry =
        read(
                "weights:",
                "  xrays:",
                "    network: resnet50",
                "    urls: https://example.org/files/xrays.h5?download=1",
                "    sha256: " + HASH,
                "    preprocessing: torch")
            .get("xrays");

    assertThat(entry.urls())
        .containsExactly(URI.create("https://example.org/files/xrays.h5?download=1"));
    assertThat(entry.file()).isEqualTo("xrays.h5");
    assertThat(entry.sha256()).contains(HASH);
    assertThat(entry.input()).isEqualTo(Shape.of(224, 224, 3));
    assertThat(entry.preprocessing()).isEqualTo(Preprocessing.TORCH);
    assertThat(entry.bytes()).isEmpty();
    assertThat(entry.hasTop()).isTrue();
    assertThat(entry.isDefault()).isFalse();
    assertThat(entry.isVerified()).isTrue();
    assertThat(entry.license()).isEqualTo("unknown");
  }

  @Test
  void everyKeyIsRead() throws IOException {
    WeightsEntry entry =
        read(
                "weights:",
                "  xrays-2.1:",
                "    network: mobilenet",
                "    default: true",
                "    file: xrays.h5",
                "    urls: [http://a.example/x, https://b.example/y]",
                "    bytes: 5000000000",
                "    sha256: " + HASH,
                "    input: 128x96x3",
                "    resizing: squash",
                "    preprocessing: {name: mine, order: BGR, scale: 1, mean: [1, 2, 3], std: [4]}",
                "    classes: imagenet-1k",
                "    last-layer: conv_pw_12_relu",
                "    parameters: 2162880",
                "    top1: 70.5",
                "    license: MIT",
                "    source: clinic")
            .get("xrays-2.1");

    assertThat(entry.urls()).hasSize(2);
    assertThat(entry.bytes()).hasValue(5_000_000_000L);
    assertThat(entry.input()).isEqualTo(Shape.of(128, 96, 3));
    assertThat(entry.resizing()).contains(Resizing.SQUASH);
    assertThat(entry.preprocessing())
        .isEqualTo(
            new Preprocessing(
                "mine", Preprocessing.Order.BGR, 1, List.of(1.0, 2.0, 3.0), List.of(4.0)));
    assertThat(entry.classNames()).contains(WeightsEntry.IMAGENET_1K);
    assertThat(entry.hasTop()).isFalse();
    assertThat(entry.lastLayer()).contains("conv_pw_12_relu");
    assertThat(entry.parameters()).hasValue(2_162_880);
    assertThat(entry.top1()).hasValue(70.5);
    assertThat(entry.license()).isEqualTo("MIT");
    assertThat(entry.source()).isEqualTo("clinic");
  }

  @Test
  void defaultOfTheUserReplacesTheBundledOne() throws IOException {
    WeightsRegistry registry =
        read(
            "weights:",
            "  mine:",
            "    network: mobilenet",
            "    default: true",
            "    file: mine.h5",
            "    sha256: " + HASH,
            "    preprocessing: tf");

    // Also where its head is not needed: other values than those of the user would be loaded.
    assertThat(registry.defaultFor("mobilenet").orElseThrow().name()).isEqualTo("mine");
    assertThat(registry.defaultFor("mobilenet", false).orElseThrow().name()).isEqualTo("mine");
    assertThat(registry.defaultFor("vgg16").orElseThrow().name()).isEqualTo("vgg16-imagenet");
  }

  @Test
  void defaultWithoutHeadReplacesTheBundledOneWithHead() throws IOException {
    WeightsRegistry registry =
        read(
            "weights:",
            "  mine:",
            "    network: mobilenet",
            "    default: true",
            "    top: false",
            "    file: mine.h5",
            "    sha256: " + HASH,
            "    preprocessing: tf");

    assertThat(registry.defaultFor("mobilenet", true).orElseThrow().name()).isEqualTo("mine");
    assertThat(registry.defaultFor("mobilenet", false).orElseThrow().name()).isEqualTo("mine");
  }

  static Stream<Arguments> badLines() {
    return Stream.of(
        Arguments.of(
            "    network: mobilnet", ":3:14: expected a network of the zoo (vgg16, vgg19, "),
        Arguments.of(
            "    urls: ftp://a.example/x.h5",
            ":7:11: expected a URL that starts with https:// or http://, got \"ftp://a.example/x.h5\"."),
        Arguments.of(
            "    urls: https://a b",
            ":7:11: expected a URL that starts with https:// or http://, got \"https://a b\"."),
        Arguments.of(
            "    sha256: 12ab", ":5:13: expected a SHA-256: 64 hexadecimal digits, got \"12ab\"."),
        Arguments.of(
            "    file: ../x.h5",
            ":4:11: expected the name of a file, without folders, got \"../x.h5\"."),
        Arguments.of("    bytes: 0", ":7:12: expected a whole number of at least 1, got \"0\"."),
        Arguments.of("    top1: 101", ":7:11: expected a number from 0 to 100, got \"101\"."),
        Arguments.of(
            "    input: 1000",
            ":7:12: expected height x width x channels, such as 224x224x3, got \"1000\"."),
        Arguments.of("    resizing: crop", ":7:15: expected squash, got \"crop\"."),
        Arguments.of(
            "    classes: coco", ":7:14: expected imagenet-1k, or no such key, got \"coco\"."),
        Arguments.of(
            "    preprocessing: keras",
            ":6:20: expected tf, caffe, torch, none, or a map of order, scale, mean, std, got \"keras\"."),
        Arguments.of(
            "    preprocessing: {name: two, order: RGB, scale: 1, mean: [1, 2], std: [1]}",
            ":6:20: expected one mean and std for all channels, or three, got "),
        Arguments.of("    md5: 12", ":7:10: expected an MD5: 32 hexadecimal digits, got \"12\"."),
        Arguments.of(
            "    url: https://a.example/x.h5",
            ":7:5: unknown key \"url\". Did you mean \"urls\"? "));
  }

  @ParameterizedTest
  @MethodSource("badLines")
  void errorsNameTheLine(String line, String message) {
    String key = line.substring(0, line.indexOf(':') + 1);
    Stream<String> lines =
        Stream.of(
            "weights:",
            "  mine:",
            "    network: mobilenet",
            "    file: mine.h5",
            "    sha256: " + HASH,
            "    preprocessing: tf");
    List<String> others = lines.toList();
    boolean replaces = others.stream().anyMatch(other -> other.startsWith(key));
    Stream<String> all =
        replaces
            ? others.stream().map(other -> other.startsWith(key) ? line : other)
            : Stream.concat(others.stream(), Stream.of(line));
    assertThatThrownBy(() -> read(all.toArray(String[]::new)))
        .isInstanceOf(BlockwrightException.class)
        .hasMessageStartingWith(folder.resolve("weights.yaml") + message);
  }

  @Test
  void entryNeedsSha256() {
    assertThatThrownBy(
            () ->
                read(
                    "weights:",
                    "  mine:",
                    "    network: mobilenet",
                    "    file: mine.h5",
                    "    md5: " + HASH.substring(0, 32),
                    "    preprocessing: tf"))
        .hasMessage(folder.resolve("weights.yaml") + ":3:5: \"sha256\" is missing.");
  }

  @Test
  void namesAreUniqueAndNoFileNames() {
    assertThatThrownBy(() -> read("weights:", "  vgg16-imagenet:", "    network: vgg16"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            folder.resolve("weights.yaml")
                + ":3:5: the name \"vgg16-imagenet\" is used by another entry. Choose another name.");
    for (String name : List.of("imagenet", "mine.h5", "../mine", "Mine")) {
      assertThatThrownBy(() -> read("weights:", "  " + name + ":", "    network: vgg16"))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith(
              folder.resolve("weights.yaml")
                  + ":3:5: \""
                  + name
                  + "\" cannot be the name of weights");
    }
  }

  @Test
  void secondDefaultOfANetworkIsRejected() {
    String[] lines = {
      "weights:",
      "  one: {network: vgg16, default: true, file: a.h5, sha256: %s, preprocessing: tf}",
      "  two: {network: vgg16, default: true, file: b.h5, sha256: %s, preprocessing: tf}"
    };
    assertThatThrownBy(
            () -> read(Stream.of(lines).map(l -> l.formatted(HASH)).toArray(String[]::new)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            folder.resolve("weights.yaml")
                + ":3:8: \"two\" and \"one\" are both the default of their network. Remove \"default\" from one of them.");
  }

  @Test
  void fileWithoutEntriesIsRejected() {
    assertThatThrownBy(() -> read("entries: {}"))
        .hasMessageStartingWith(folder.resolve("weights.yaml") + ":1:1: unknown key \"entries\".");
    assertThatThrownBy(() -> read("{}"))
        .hasMessage(folder.resolve("weights.yaml") + ":1:1: \"weights\" is missing.");
  }

  @Test
  void unknownNameGetsTheMostSimilarOne() {
    assertThatThrownBy(() -> WeightsRegistry.bundled().get("mobilenet-imagnet"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Unknown weights \"mobilenet-imagnet\". Did you mean \"mobilenet-imagenet\"? Give a file, \"imagenet\", or a name that \"weights list\" shows.");
  }
}
