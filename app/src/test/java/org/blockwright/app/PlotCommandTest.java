package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PlotCommandTest {
  @TempDir private Path folder;

  @Test
  void extensionSelectsFormat() throws Exception {
    Path svg = folder.resolve("net.svg");
    Path dot = folder.resolve("net.DOT");

    assertThat(plot("vgg16", "--depth", 1, "-o", svg).code()).isZero();
    assertThat(plot("vgg16", "--depth", 1, "-o", dot).code()).isZero();

    // VGG16 has five blocks and a head; the input is drawn as a box too.
    assertThat(boxes(Files.readString(svg))).hasSize(7);
    assertThat(Files.readString(dot)).startsWith("digraph \"vgg16\" {");
  }

  @Test
  void rejectsOtherExtension() {
    CommandResult ran = plot("vgg16", "-o", folder.resolve("net.png"));

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("net.png\" must end in .svg or .dot").contains("--help");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void dashPrintsToStdout() throws Exception {
    CommandResult svg = plot("xcovidnet", "-o", "-", "--depth", 1);
    CommandResult dot = plot("xcovidnet", "-o", "-.dot", "--depth", 1);

    assertThat(boxes(svg.out()).get(1)).startsWith("mix\n");
    assertThat(dot.out()).startsWith("digraph \"xcovidnet\" {").endsWith("}\n");
  }

  @Test
  void defaultDepthIsReadable() throws Exception {
    // 90 layers and inputs; at depth 2: 3 layers of the stem, 13 blocks, 4 layers of the head, the
    // input.
    assertThat(boxes(plot("mobilenet", "-o", "-").out())).hasSize(21);
  }

  @Test
  void appliesCutInputAndHead() throws Exception {
    List<String> boxes =
        boxes(
            plot(
                    "mobilenet",
                    "--cut",
                    "conv_pw_3_relu",
                    "--head",
                    "flatten",
                    "--classes",
                    3,
                    "--input",
                    "64x64x3",
                    "-o",
                    "-")
                .out());

    assertThat(boxes.get(0)).contains("output 64x64x3");
    assertThat(boxes.get(boxes.size() - 1)).contains("output 3");
    assertThat(boxes).noneMatch(box -> box.contains("conv_dw_4"));
  }

  @Test
  void replacesExistingFile() throws Exception {
    Path file = Files.writeString(folder.resolve("net.svg"), "old");

    plot("xcovidnet", "-o", file);

    assertThat(boxes(Files.readString(file))).hasSizeGreaterThan(1);
    assertThat(names()).containsExactly("net.svg");
  }

  @Test
  void keepsExistingFileIfNetworkIsUnknown() throws Exception {
    Path file = Files.writeString(folder.resolve("net.svg"), "old");

    CommandResult ran = plot("vgg61", "-o", file);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("vgg16");
    assertThat(file).hasContent("old");
  }

  @Test
  void reportsUnwritableFileInOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    CommandResult ran = plot("vgg16", "-o", file.resolve("net.svg"));

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err().lines()).hasSize(1).first().asString().startsWith("Cannot write");
  }

  @Test
  void defaultFileIsNamedAfterNetwork() throws Exception {
    Path description =
        Files.writeString(
            folder.resolve("net.yaml"),
            "{blockwright: 3, name: plot-test, input: 8x8x3, blocks: [{name: a, seq: [{flatten: {}}]}]}");
    Path plot = Path.of("plot-test.svg");
    try {
      CommandResult ran = plot(description);

      assertThat(ran.err()).isEmpty();
      assertThat(ran.out()).isEqualTo("plot-test.svg: 2 boxes\n");
      assertThat(boxes(Files.readString(plot))).hasSize(2);
    } finally {
      Files.deleteIfExists(plot);
    }
  }

  private static CommandResult plot(Object... arguments) {
    return CommandResult.run(Stream.concat(Stream.of("plot"), Stream.of(arguments)).toArray());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }

  /** Returns the titles of the boxes of a plot. */
  private static List<String> boxes(String svg) throws Exception {
    NodeList groups =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("g");
    return IntStream.range(0, groups.getLength())
        .mapToObj(i -> (Element) groups.item(i))
        .filter(g -> g.getAttribute("class").equals("box"))
        .map(g -> g.getElementsByTagName("title").item(0).getTextContent())
        .toList();
  }
}
