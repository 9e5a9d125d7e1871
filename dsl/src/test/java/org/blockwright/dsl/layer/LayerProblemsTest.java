package org.blockwright.dsl.layer;

import static org.blockwright.dsl.DescriptionAssert.assertInvalid;
import static org.blockwright.dsl.DescriptionAssert.network;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.crop;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.scale;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.Layers.zeroPad;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The messages of {@link LayerProblems}, thrown by the call that is wrong. */
class LayerProblemsTest {
  @Test
  void rejectsShapeOfSizeZero() {
    assertInvalid(
        () -> Shape.of(0, 8, 3),
        "a shape needs a height, width and channels of at least 1, got 0x8x3.");
  }

  @Test
  void rejectsInvalidShapeText() {
    assertInvalid(
        () -> Shape.parse("8x8"),
        "\"8x8\" is not a valid shape: write height x width x channels, for instance 224x224x3, or a number of units.");
  }

  @Test
  void rejectsInvalidScaleFactor() {
    String message = "scale(...): factor must be finite and not 0 as a float, got 0.0.";

    assertInvalid(() -> scale(0), message);
    for (double factor : List.of(1e300, 1e-300, Double.NEGATIVE_INFINITY, Double.NaN)) {
      assertInvalid(() -> scale(factor), message.replace("0.0", String.valueOf(factor)));
    }
  }

  @Test
  void rejectsPaddingAsLargeAsThePool() {
    assertInvalid(
        () -> maxPool(2).pad(2),
        "the padding of a pooling layer must be smaller than its kernel of 2, got 2.");
  }

  @Test
  void rejectsFiltersAndChannelsNotDivisibleByGroups() {
    assertInvalid(
        () -> conv(9, 3).groups(2),
        "\"conv\": 9 filters are not divisible by 2 groups. Choose a number of groups that divides the number of filters.");
    assertInvalid(
        () -> network(conv(4, 3).groups(2)),
        "n: \"b/conv\": 3 channels are not divisible by 2 groups. Choose a number of groups that divides the number of channels.");
  }

  @Test
  void rejectsVectorAsInputOfAFeatureMapLayer() {
    assertInvalid(
        () -> network(globalAverage(), conv(4, 3)),
        "n: \"b/conv\" needs a feature map (height x width x channels), got 3 units from \"b/pool\". Put it before flatten() or the global pooling layer.");
    assertInvalid(
        () -> network(flatten(), globalAverage()),
        "n: \"b/pool\" needs a feature map (height x width x channels), got 192 units from \"b/flatten\". Put it before flatten() or the global pooling layer.");
    assertInvalid(
        () -> network(flatten(), zeroPad(1)),
        "n: \"b/pad\" needs a feature map (height x width x channels), got 192 units from \"b/flatten\". Put it before flatten() or the global pooling layer.");
  }

  @Test
  void rejectsSoftmaxOfAFeatureMap() {
    assertInvalid(
        () -> network(conv(4, 3), softmax()),
        "n: softmax in \"b/softmax\" needs a vector, got a feature map. Put globalAverage() or flatten() before it.");
    assertInvalid(
        () -> conv(4, 3).activation(Activation.SOFTMAX),
        "softmax in \"conv\" needs a vector, got a feature map. Put globalAverage() or flatten() before it.");
  }

  @Test
  void rejectsSoftmaxOfOneUnit() {
    String message =
        "n: softmax in \"b/%s\" has a single unit, so that its output is always 1. Use one unit per class, at least two, or dense(1).sigmoid() for two classes.";
    assertInvalid(() -> network(globalAverage(), dense(1).softmax()), message.formatted("dense"));
    assertInvalid(
        () -> network(globalAverage(), dense(1), softmax()),
        "n: softmax in \"b/softmax\" has a single unit, so that its output is always 1. Use one unit per class, at least two, or dense(1).sigmoid() for two classes.");
  }

  @Test
  void rejectsWindowLargerThanAnInt() {
    assertInvalid(
        () -> network(conv(3, 65_537, 65_537).valid().dilation(65_536)),
        "n: \"b/conv\" would shrink 8x8 to nothing (kernel 65537, stride 1).");
  }

  @Test
  void rejectsCropOfEverything() {
    assertInvalid(
        () -> network(crop(4, 4, 0, 0)),
        "n: \"b/crop\" would crop all of 8x8. Crop less, or use a larger input. Input 8x8 is too small; this network needs at least 9x9.");
  }

  @Test
  void rejectsConcatenationOfFeatureMapAndVector() {
    assertInvalid(
        () -> network(branches(concat(), branch(flatten()), identity())),
        "n: cannot concatenate at \"b/concat\": \"b/branch1/flatten\" outputs 192 but \"input\" outputs 8x8x3 (height and width must match).");
  }
}
