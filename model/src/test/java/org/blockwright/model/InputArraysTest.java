package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.randomCrop;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Arrays that do not match the network's inputs are rejected with the expected shape. */
class InputArraysTest {
  private static final String EXPECTED =
      "n: input \"input\" expects 5x4x3, an array of shape [batch, 3, 5, 4] (batch, channels, height, width); got ";

  private final Model model =
      Model.create(Network.named("n").input(5, 4, 3).block("a", conv(6, 3)), 1);

  @AfterEach
  void close() {
    model.close();
  }

  private static void assertRejected(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessage(message);
  }

  private static INDArray zeros(int... shape) {
    return Nd4j.zeros(shape);
  }

  @Test
  void rejectsArrayOfAnotherShape() {
    assertRejected(() -> model.predict(zeros(2, 5, 4, 3)), EXPECTED + "[2, 5, 4, 3].");
    assertRejected(() -> model.predict(zeros(3, 5, 4)), EXPECTED + "[3, 5, 4].");
    assertRejected(() -> model.predict(zeros(1, 3, 4, 5)), EXPECTED + "[1, 3, 4, 5].");
    assertRejected(() -> model.predict(zeros(1, 1, 5, 4)), EXPECTED + "[1, 1, 5, 4].");
    assertRejected(() -> model.predict(zeros(60)), EXPECTED + "[60].");
    assertRejected(() -> model.predict(Nd4j.scalar(1f)), EXPECTED + "[].");
    assertRejected(() -> model.outputs(zeros(2, 60)), EXPECTED + "[2, 60].");
    assertRejected(() -> model.activations(zeros(2, 60), List.of("a")), EXPECTED + "[2, 60].");
  }

  @Test
  void rejectsArrayOfAnotherSizeBeforeCrop() {
    try (Model cropping = Model.create(model.network().augment(randomCrop(3, 3)), 1)) {
      assertRejected(() -> cropping.predict(zeros(2, 3, 3, 3)), EXPECTED + "[2, 3, 3, 3].");
      assertRejected(
          () -> cropping.outputs(zeros(2, 3, 5, 4)),
          "n: input \"input\" expects 3x3x3, an array of shape [batch, 3, 3, 3] (batch, channels, height, width); got [2, 3, 5, 4].");
    }
  }

  /** A new step that changes the size of images needs this, too. */
  @Test
  void outsideOfTrainingAugmentationOnlyCropsTheCenter() {
    List<AugmentationLayer> steps =
        List.of(
            new AugmentationLayer.Flip(1, 1),
            new AugmentationLayer.RandomCrop(3, 2),
            new AugmentationLayer.Rotate(90),
            new AugmentationLayer.Shear(30, 30),
            new AugmentationLayer.Translate(0.5, 0.5),
            new AugmentationLayer.ColorJitter(0.5, 0.5, 0.5, 0.5),
            new AugmentationLayer.Noise(50));
    assertThat(steps)
        .extracting(Object::getClass)
        .containsExactlyInAnyOrder(AugmentationLayer.class.getPermittedSubclasses());
    INDArray images = Nd4j.linspace(1, 60, 60, DataType.FLOAT).reshape(1, 3, 5, 4);
    for (AugmentationLayer step : steps) {
      Network network = model.network().augment(step);
      Shape size = network.graph().inputShape();
      int top = (5 - size.height()) / 2;
      int left = (4 - size.width()) / 2;

      assertThat(InputArrays.of(network, images))
          .as(step.toString())
          .containsExactly(
              images.get(
                  NDArrayIndex.all(),
                  NDArrayIndex.all(),
                  NDArrayIndex.interval(top, top + size.height()),
                  NDArrayIndex.interval(left, left + size.width())));
    }
  }

  @Test
  void rejectsWrongNumberOfUnits() {
    Network units = Network.named("u").input(Shape.units(7)).block("a", dense(2));
    try (Model vector = Model.create(units, 1)) {
      assertRejected(
          () -> vector.predict(zeros(2, 6)),
          "u: input \"input\" expects 7, an array of shape [batch, 7]; got [2, 6].");
    }
  }

  @Test
  void requiresOneArrayPerInput() {
    Network two =
        Network.named("two")
            .inputs(Input.of("left", 4, 4, 1), Input.of("right", 4, 4, 2))
            .subgraph(
                "w", in -> SymbolicTensors.of("o", in.get("left").concat("c", in.get("right"))));
    try (Model both = Model.create(two, 1)) {
      assertRejected(
          () -> both.outputs(zeros(1, 1, 4, 4)),
          "two expects one array per input (left, right): expected 2, got 1.");
      assertRejected(
          () -> both.outputs(zeros(1, 1, 4, 4), zeros(1, 1, 4, 4)),
          "two: input \"right\" expects 4x4x2, an array of shape [batch, 2, 4, 4] (batch, channels, height, width); got [1, 1, 4, 4].");
      assertRejected(
          () -> both.predict(zeros(1, 1, 4, 4)),
          "two: images need inputs of equal shape, but input \"right\" expects 4x4x2 and the first input 4x4x1. Pass one array per input to outputs(...).");
    }
  }

  @Test
  void rejectsImagesOfAnotherSize() {
    assertRejected(
        () -> model.predict(List.of(new float[60], new float[59])),
        "n: input \"input\" expects 5x4x3, which is 60 values per image; image 2 has 59.");
    assertRejected(
        () -> model.predict(List.of()), "n: the list of images is empty. Pass at least one image.");
  }
}
