package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The tiny networks; expected counts were computed from the tables by an independent program. */
class TinyNetworkTest {

  static Stream<String> names() {
    return Zoo.names().stream();
  }

  @ParameterizedTest
  @CsvSource({
    "vgg16, 32, 132839, 132839, 1401600, 1x1x32",
    "vgg19, 32, 153655, 153655, 1733376, 1x1x32",
    "resnet50, 32, 100859, 97539, 448896, 1x1x128",
    "mobilenet, 32, 18039, 16671, 79200, 1x1x64",
    "mobilenetv2, 32, 17021, 14863, 66312, 1x1x80",
    "densenet121, 32, 38039, 32811, 367168, 1x1x64",
    "inceptionv3, 75, 88631, 86479, 856712, 1x1x128",
    "inceptionresnetv2, 75, 220597, 216813, 1762122, 1x1x96",
    "xception, 71, 101919, 98483, 2725268, 3x3x128",
    "nasnetmobile, 32, 65177, 61839, 215288, 1x1x96",
    "xcovidnet, 32, 1895, 1887, 463608, 11x11x4",
    "covidnet, 32, 25946, 24720, 233211, 1x1x27",
    "covidnet-depthwise, 32, 13310, 12084, 188769, 1x1x27",
    "covidnet-prototype, 32, 996, 996, 172492, 8x8x4",
    "darkcovidnet, 32, 5721, 5513, 136460, 6x6x16",
    "squeezenet, 32, 3195, 3195, 34560, 1x1x32"
  })
  void hasExpectedCounts(
      String name, int size, long parameters, long trainable, long macs, String backbone) {
    Network tiny = Zoo.get(name).tiny();
    Summary summary = Summary.of(tiny);

    assertThat(tiny.input().height()).isEqualTo(size);
    assertThat(summary.parameters()).isEqualTo(parameters);
    assertThat(summary.trainable()).isEqualTo(trainable);
    assertThat(summary.multiplyAccumulates()).isEqualTo(macs);
    assertThat(tiny.withoutHead().graph().outputShape()).hasToString(backbone);
  }

  /** A tiny network differs from the full one only in its widths and input size. */
  @ParameterizedTest
  @MethodSource("names")
  void hasLayersAndConnectionsOfFullNetwork(String name) {
    ZooModel zooModel = Zoo.get(name);
    LayerGraph full = zooModel.network(zooModel.input(), GoldenFiles.labels(3)).graph();
    LayerGraph tiny = zooModel.tiny().graph();

    assertThat(tiny.nodes().stream().map(Node::path).toList())
        .isEqualTo(full.nodes().stream().map(Node::path).toList());
    assertThat(tiny.nodes().stream().map(Node::inputs).toList())
        .isEqualTo(full.nodes().stream().map(Node::inputs).toList());
    assertThat(tiny.nodes().stream().map(n -> n.layer().kind()).toList())
        .isEqualTo(full.nodes().stream().map(n -> n.layer().kind()).toList());
  }
}
