package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.averagePool;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.scale;
import static org.blockwright.dsl.Layers.separableConv;

import java.util.List;
import java.util.stream.Stream;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Padding;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** "same" with a stride larger than the kernel: TensorFlow adds no zeros and starts at the edge. */
class StrideLargerThanKernelTest {
  /** Expected values for a feature map of 1, 2, 3 ... row by row. */
  static Stream<Arguments> windows() {
    return Stream.of(
        Arguments.of(6, 6, maxPool(1).stride(3).same(), List.of(1f, 4f, 19f, 22f)),
        Arguments.of(6, 6, averagePool(1).stride(3).same(), List.of(1f, 4f, 19f, 22f)),
        Arguments.of(4, 4, maxPool(2).stride(4).same(), List.of(6f)),
        // Rows 1 and 5 of 6; columns 1, 3 and 5 of 5.
        Arguments.of(6, 5, maxPool(1).stride(4, 2).same(), List.of(1f, 3f, 5f, 21f, 23f, 25f)),
        // Two rows are unused; the window is padded at the right, and averages exclude padding.
        Arguments.of(
            7,
            4,
            new Pool(false, new Size(1, 3), new Size(4, 2), Padding.SAME),
            List.of(2f, 3.5f, 18f, 19.5f)));
  }

  @ParameterizedTest
  @MethodSource("windows")
  void poolsLikeTensorFlow(int height, int width, Block pool, List<Float> expected) {
    Network network = Network.named("n").input(height, width, 1).block("b", scale(1), pool);
    INDArray map =
        Nd4j.arange(1, height * width + 1).castTo(DataType.FLOAT).reshape(1, 1, height, width);
    try (Model model = Model.create(network, 1)) {
      assertThat(model.predict(map).data().asFloat())
          .containsExactly(expected.stream().toArray(Float[]::new));
    }
  }

  static Stream<Block> convolutions() {
    return Stream.of(
        conv(4, 1).stride(3), separableConv(2, 1).stride(3), conv(4, 1).groups(2).stride(4));
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void runsConvolution(Block convolution) {
    Network network = Network.named("n").input(6, 6, 2).block("b", convolution);
    try (Model model = Model.create(network, 1)) {
      Shape shape = network.graph().outputShape();

      assertThat(model.predict(Nd4j.rand(2, 2, 6, 6)).shape())
          .containsExactly(2, shape.channels(), shape.height(), shape.width());
    }
  }
}
