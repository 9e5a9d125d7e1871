package org.blockwright.dsl.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Add;
import org.blockwright.dsl.layer.Flatten;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Drawing.Arrow;
import org.blockwright.dsl.show.Drawing.Box;
import org.junit.jupiter.api.Test;

/** All expected numbers are computed by hand. */
class DrawingTest {
  @Test
  void drawsBoxForInputAndEachLayer() {
    Drawing drawing = Drawing.of(ExampleNetworks.tiny().graph());

    assertThat(drawing.boxes())
        .extracting(Box::path)
        .containsExactly("input", "a/conv", "a/pool", "head/pool", "head/dense");
    assertThat(drawing.boxes())
        .extracting(Box::kind)
        .containsExactly(
            BoxKind.INPUT, BoxKind.CONVOLUTION, BoxKind.POOLING, BoxKind.POOLING, BoxKind.DENSE);
    assertThat(drawing.boxes())
        .extracting(Box::shape)
        .containsExactly("8x6x3", "8x6x4", "4x3x4", "4", "2");
    // 3*3*3*4; 4*2 + 2
    assertThat(drawing.boxes()).extracting(Box::parameters).containsExactly(0L, 108L, 0L, 0L, 10L);
    assertThat(drawing.subtitle()).isEqualTo("input 8x6x3, output 2, 118 parameters");
  }

  @Test
  void arrowsHaveShapes() {
    assertThat(Drawing.of(ExampleNetworks.tiny().graph()).arrows())
        .containsExactly(
            new Arrow(0, 1, Shape.of(8, 6, 3)),
            new Arrow(1, 2, Shape.of(8, 6, 4)),
            new Arrow(2, 3, Shape.of(4, 3, 4)),
            new Arrow(3, 4, Shape.units(4)));
  }

  @Test
  void collapsesBlocksToDepth() {
    Drawing drawing = Drawing.of(ExampleNetworks.tiny().graph(), 1);

    Box block = drawing.boxes().get(1);
    assertThat(drawing.boxes()).extracting(Box::path).containsExactly("input", "a", "head");
    assertThat(block.kind()).isEqualTo(BoxKind.BLOCK);
    assertThat(block.description()).isEqualTo("2 layers");
    assertThat(block.layerKinds()).containsExactly(BoxKind.CONVOLUTION, BoxKind.POOLING);
    assertThat(block.shapes()).containsExactly(Shape.of(4, 3, 4));
    // 8*6 positions * 27 * 4
    assertThat(block.multiplyAccumulates()).isEqualTo(5184);
    assertThat(drawing.subtitle()).endsWith(", collapsed to depth 1");
  }

  @Test
  void tensorWithSeveralConsumersInBlockIsOneArrow() {
    Drawing drawing = Drawing.of(ExampleNetworks.resnet(3, 4, 6, 3).graph(), 2);

    // The input, four layers of the stem, 16 blocks, two layers of the head: a chain.
    assertThat(drawing.boxes()).hasSize(23);
    assertThat(drawing.arrows()).hasSize(22).allMatch(arrow -> arrow.to() == arrow.from() + 1);
  }

  @Test
  void interleavedBlocksHaveArrowsInBothDirections() {
    Drawing drawing = Drawing.of(ExampleNetworks.interleavedBlocks(), 1);
    Shape shape = Shape.of(4, 4, 2);

    assertThat(drawing.boxes()).extracting(Box::path).containsExactly("in", "a", "b");
    assertThat(drawing.arrows())
        .containsExactly(
            new Arrow(0, 1, shape),
            new Arrow(1, 2, shape),
            new Arrow(2, 1, shape),
            new Arrow(1, 2, shape));
  }

  @Test
  void readableDrawingHasGreatestDepthThatFits() {
    LayerGraph deep = ExampleNetworks.resnet(3, 4, 6, 3).graph();
    LayerGraph deeper = ExampleNetworks.resnet(3, 4, 23, 3).graph();

    assertThat(Drawing.readable(deep)).isEqualTo(Drawing.of(deep, 2));
    assertThat(Drawing.readable(deeper)).isEqualTo(Drawing.of(deeper, 1));
    assertThat(Drawing.readable(ExampleNetworks.tiny().graph()))
        .isEqualTo(Drawing.of(ExampleNetworks.tiny().graph()));
  }

  @Test
  void drawsSeveralInputsAndOutputs() {
    Shape shape = Shape.of(4, 4, 2);
    Node sum = new Node("b/sum", "b_sum", new Add(), List.of("left", "right"), shape);
    Node flat = new Node("b/flat", "b_flat", new Flatten(), List.of("b_sum"), Shape.units(32));
    LayerGraph graph =
        new LayerGraph(
            "two",
            ImmutableMap.of("left", shape, "right", shape),
            List.of(sum, flat),
            List.of("b_sum", "b_flat"));

    Drawing drawing = Drawing.of(graph, 1);

    assertThat(drawing.boxes()).extracting(Box::path).containsExactly("left", "right", "b");
    assertThat(drawing.boxes().get(2).shape()).isEqualTo("4x4x2, 32");
    assertThat(drawing.arrows()).containsExactly(new Arrow(0, 2, shape), new Arrow(1, 2, shape));
    assertThat(drawing.subtitle())
        .startsWith("input 4x4x2 and 4x4x2, output 4x4x2 and 32, 0 parameters");
  }

  @Test
  void rejectsDepthBelowOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Drawing.of(ExampleNetworks.tiny().graph(), 0))
        .withMessage("depth must be 1 or more, got 0");
  }
}
