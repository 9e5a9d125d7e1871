package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.averagePool;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.Layers.zeroPad;

import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;

/** Expected shapes by hand, from the rules of Keras: same ceil(n/s), valid floor((n-k)/s)+1. */
class ShapesTest {

  private static Shape outputShape(Block... blocks) {
    return Network.named("n").input(15, 10, 3).block("b", blocks).graph().outputShape();
  }

  @Test
  void sameRoundsSizeOverStrideUp() {
    assertThat(outputShape(conv(8, 3))).isEqualTo(Shape.of(15, 10, 8));
    assertThat(outputShape(conv(8, 3).stride(2))).isEqualTo(Shape.of(8, 5, 8));
    assertThat(outputShape(conv(8, 2).stride(4))).isEqualTo(Shape.of(4, 3, 8));
  }

  @Test
  void validUsesCompleteWindowsOnly() {
    assertThat(outputShape(conv(8, 3).valid())).isEqualTo(Shape.of(13, 8, 8));
    assertThat(outputShape(conv(8, 4).valid().stride(3))).isEqualTo(Shape.of(4, 3, 8));
    assertThat(outputShape(maxPool(2))).isEqualTo(Shape.of(7, 5, 3));
    assertThat(outputShape(averagePool(2).stride(3))).isEqualTo(Shape.of(5, 3, 3));
  }

  @Test
  void paddingIsAddedOnBothSides() {
    assertThat(outputShape(conv(8, 7).stride(2).pad(3))).isEqualTo(Shape.of(8, 5, 8));
    assertThat(outputShape(conv(8, 1).pad(1))).isEqualTo(Shape.of(17, 12, 8));
    assertThat(outputShape(zeroPad(0, 1))).isEqualTo(Shape.of(16, 11, 3));
  }

  @Test
  void dilationEnlargesTheWindow() {
    assertThat(outputShape(conv(8, 3).valid().dilation(2))).isEqualTo(Shape.of(11, 6, 8));
  }

  @Test
  void depthwiseConvolutionMultipliesTheChannels() {
    assertThat(outputShape(depthwiseConv(3).multiplier(2))).isEqualTo(Shape.of(15, 10, 6));
  }

  @Test
  void flattenAndGlobalPoolTurnFeatureMapsIntoVectors() {
    assertThat(outputShape(flatten())).isEqualTo(Shape.units(450));
    assertThat(outputShape(globalAverage())).isEqualTo(Shape.units(3));
    assertThat(outputShape(flatten(), dense(7))).isEqualTo(Shape.units(7));
  }

  @Test
  void mergeLayersAddAndConcatenate() {
    assertThat(outputShape(branches(add(), branch(conv(3, 3)), identity())))
        .isEqualTo(Shape.of(15, 10, 3));
    assertThat(outputShape(branches(concat(), branch(conv(8, 3)), identity())))
        .isEqualTo(Shape.of(15, 10, 11));
  }

  @Test
  void reportsTheSmallestValidInputIfAFeatureMapShrinksToNothing() {
    Network network =
        Network.named("small")
            .input(64, 64, 3)
            .blocks("block", 5, i -> maxPool(2))
            .head(globalAverage(), dense(2), softmax());

    assertThatThrownBy(() -> network.input(Shape.of(16, 16, 3)))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "small: \"block5\" would shrink 1x1 to nothing (kernel 2, stride 2). Input 16x16 is too small; this network needs at least 32x32.");
  }

  @Test
  void reportsTheSmallestValidInputOnceForSeveralBranches() {
    assertThatThrownBy(
            () ->
                Network.named("n")
                    .input(2, 2, 3)
                    .block("b", branches(concat(), branch(maxPool(3)), branch(conv(5, 4).valid()))))
        .hasMessage(
            """
            n has 2 problems:
              1. "b/branch1/pool" would shrink 2x2 to nothing (kernel 3, stride 3).
              2. "b/branch2/conv" would shrink 2x2 to nothing (kernel 4, stride 1). Input 2x2 is too small; this network needs at least 4x4.""");
  }

  @Test
  void reportsValidInputSizesIfConcatenatedFeatureMapsDiffer() {
    assertThatThrownBy(
            () ->
                Network.named("mix")
                    .input(226, 226, 3)
                    .block(
                        "b",
                        branches(
                            concat(),
                            branch(conv(4, 3), maxPool(2).stride(3)),
                            branch(conv(4, 9).pad(5), maxPool(2).stride(3)))))
        .hasMessage(
            "mix: cannot concatenate at \"b/concat\": \"b/branch1/pool\" outputs 75x75x4 but \"b/branch2/pool\" outputs 76x76x4 (height and width must match). Valid input sizes: 224x224, 227x227, 230x230.");
  }

  @Test
  void reportsIndependentProblemsTogether() {
    assertThatThrownBy(
            () ->
                Network.named("two")
                    .input(8, 8, 3)
                    .block(
                        "b",
                        branches(
                            concat(),
                            branch(dense(3), relu()),
                            branch(branches(add(), branch(conv(4, 3)), identity())))))
        .hasMessage(
            """
            two has 2 problems:
              1. "b/branch1/dense" needs a vector, got the feature map 8x8x3 from "input". Put flatten() or globalAverage() before it.
              2. cannot add "b/branch2/branches/branch1/conv" (8x8x4) and "input" (8x8x3) at "b/branch2/branches/add": the shapes differ. Put a convolution into the shortcut that makes them equal.""");
  }
}
