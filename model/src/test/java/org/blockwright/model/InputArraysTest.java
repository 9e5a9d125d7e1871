package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.randomCrop;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays that are not those of the network's inputs are told in its own words. */
class InputArraysTest {
  private static final String EXPECTED =
      "n: the input \"input\" takes 5x4x3, as an array of examples x 3 channels x 5 rows x 4 columns; got one of ";

  private final Model model =
      Model.create(Network.named("n").input(5, 4, 3).block("a", conv(6, 3)), 1);

  @AfterEach
  void close() {
    model.close();
  }

  private static void fails(ThrowingCallable mistake, String message) {
    assertThatThrownBy(mistake).isInstanceOf(UsageException.class).hasMessage(message);
  }

  private static INDArray zeros(int... shape) {
    return Nd4j.zeros(shape);
  }

  @Test
  void anArrayOfAnotherShapeIsRefused() {
    fails(() -> model.predict(zeros(2, 5, 4, 3)), EXPECTED + "2 x 5 x 4 x 3.");
    fails(() -> model.predict(zeros(3, 5, 4)), EXPECTED + "3 x 5 x 4.");
    fails(() -> model.predict(zeros(1, 3, 4, 5)), EXPECTED + "1 x 3 x 4 x 5.");
    fails(() -> model.predict(zeros(1, 1, 5, 4)), EXPECTED + "1 x 1 x 5 x 4.");
    fails(() -> model.predict(zeros(60)), EXPECTED + "60.");
    fails(() -> model.predict(Nd4j.scalar(1f)), EXPECTED + "no sides.");
    fails(() -> model.outputs(zeros(2, 60)), EXPECTED + "2 x 60.");
    fails(() -> model.activations(zeros(2, 60), List.of("a")), EXPECTED + "2 x 60.");
  }

  @Test
  void anArrayOfAnotherSizeIsRefusedBeforeACropToo() {
    try (Model cropping = Model.create(model.network().augment(randomCrop(3, 3)), 1)) {
      fails(() -> cropping.predict(zeros(2, 3, 3, 3)), EXPECTED + "2 x 3 x 3 x 3.");
      fails(
          () -> cropping.outputs(zeros(2, 3, 5, 4)),
          "n: the input \"input\" takes 3x3x3, as an array of examples x 3 channels x 3 rows x 3 columns; got one of 2 x 3 x 5 x 4.");
    }
  }

  @Test
  void unitsOfAnotherNumberAreRefused() {
    Network units = Network.named("u").input(Shape.units(7)).block("a", dense(2));
    try (Model vector = Model.create(units, 1)) {
      fails(
          () -> vector.predict(zeros(2, 6)),
          "u: the input \"input\" takes 7, as an array of examples x 7 units; got one of 2 x 6.");
    }
  }

  @Test
  void eachInputNeedsItsArray() {
    Network two =
        Network.named("two")
            .inputs(Input.of("left", 4, 4, 1), Input.of("right", 4, 4, 2))
            .subgraph(
                "w", in -> SymbolicTensors.of("o", in.get("left").concat("c", in.get("right"))));
    try (Model both = Model.create(two, 1)) {
      fails(
          () -> both.outputs(zeros(1, 1, 4, 4)),
          "two takes one array for each input (left, right), so 2; got 1.");
      fails(
          () -> both.outputs(zeros(1, 1, 4, 4), zeros(1, 1, 4, 4)),
          "two: the input \"right\" takes 4x4x2, as an array of examples x 2 channels x 4 rows x 4 columns; got one of 1 x 1 x 4 x 4.");
    }
  }

  @Test
  void picturesOfAnotherSizeAreRefused() {
    fails(
        () -> model.predict(List.of(new float[60], new float[59])),
        "n: the input \"input\" takes 5x4x3, which is 60 numbers a picture; picture 2 has 59.");
    fails(() -> model.predict(List.of()), "n is given no pictures. Give one at least.");
  }
}
