package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.BlockTable.block;
import static org.blockwright.dsl.BlockTable.kernel;
import static org.blockwright.dsl.BlockTable.stride;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.seq;

import java.util.List;
import org.blockwright.dsl.format.NetworkFormat;
import org.junit.jupiter.api.Test;

class BlockTableTest {
  private record Stage(int convs, int filters) {}

  private final Network fluent =
      Network.named("vgg")
          .input(32, 32, 3)
          .blocks(
              "block",
              List.of(new Stage(2, 64), new Stage(3, 256)),
              s -> seq(conv(s.filters(), 3).relu().times(s.convs()), maxPool(2)));

  @Test
  void tableOfTheArticleEqualsFluentDescription() {
    BlockTable table =
        BlockTable.of(
            block(1)
                .features(64)
                .kernel(3, 3)
                .padding(1)
                .pooling(kernel(2, 2), stride(2, 2))
                .layers("Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Pooling"),
            block(2)
                .features(256)
                .kernel(3, 3)
                .padding(1)
                .pooling(kernel(2, 2), stride(2, 2))
                .layers("Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Conv3 -> Ramp3 -> Pooling"));

    assertThat(Network.named("vgg").input(32, 32, 3).blocks(table)).isEqualTo(fluent);
  }

  @Test
  void tableInYamlEqualsFluentDescription() {
    String yaml =
        """
        name: vgg
        input: 32x32x3
        table:
          1: {features: 64, kernel: [3, 3], padding: 1, pooling: {kernel: [2, 2], stride: [2, 2]},
              layers: "Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Pooling"}
          2: {features: 256, kernel: [3, 3], padding: 1, pooling: {kernel: [2, 2], stride: [2, 2]},
              layers: "Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Conv3 -> Ramp3 -> Pooling"}
        """;

    assertThat(NetworkFormat.parse("vgg.yaml", yaml)).isEqualTo(fluent);
  }

  @Test
  void acceptsReluAndRamp() {
    assertThat(BlockTable.of(block(1).features(4).layers("Conv1 -> ReLU1")))
        .extracting(BlockTable::blocks)
        .isEqualTo(BlockTable.of(block(1).features(4).layers("Conv1 -> Ramp1")).blocks());
  }

  @Test
  void rejectsUnknownLayerName() {
    assertThatThrownBy(() -> BlockTable.of(block(1).features(4).layers("Conv1 -> Norm")).blocks())
        .hasMessage(
            "block 1: \"Norm\" is not a valid layer name: it must contain conv, relu or pool.");
  }

  @Test
  void rejectsPoolingLayerWithoutPooling() {
    assertThatThrownBy(() -> BlockTable.of(block(2).features(4).layers("Conv1 -> Pool")).blocks())
        .hasMessage(
            "block 2: \"Pool\" is a pooling layer, but the block has no pooling. Add pooling(kernel(2, 2), stride(2, 2)).");
  }

  @Test
  void rejectsBlockWithoutLayers() {
    assertThatThrownBy(() -> BlockTable.of(block(3).features(4)).blocks())
        .hasMessage("block 3 has no layers. Add layers(\"Conv1 -> Relu1 -> Pooling\").");
  }

  @Test
  void rejectsReluWithoutConvolution() {
    assertThatThrownBy(() -> BlockTable.of(block(1).features(4).layers("Relu1")).blocks())
        .hasMessage("block 1: \"Relu1\" must follow a convolution.");
  }
}
