package org.blockwright.dsl.input;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.DescriptionAssert.assertInvalid;
import static org.blockwright.dsl.Layers.flip;
import static org.blockwright.dsl.Layers.noise;
import static org.blockwright.dsl.Layers.randomCrop;
import static org.blockwright.dsl.Layers.rotate;
import static org.blockwright.dsl.Layers.translate;

import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;

/** The messages of {@link InputProblems}. */
class InputProblemsTest {
  @Test
  void rejectsPreprocessingThatDividesByZero() {
    assertInvalid(
        () ->
            new Preprocessing(
                "custom", Preprocessing.Order.RGB, 1, List.of(1.0), List.of(1.0, 0.0)),
        "preprocessing \"custom\": mean and std need one finite value for each channel (or one for all), and neither std nor scale can be 0, got mean [1.0], std [1.0, 0.0], scale 1.0.");
  }

  @Test
  void rejectsTextThatIsNoPreprocessing() {
    assertInvalid(
        () -> Preprocessing.parse("keras"),
        "\"keras\" is not a preprocessing: use tf, caffe, torch, none, or its parts, for instance order=BGR,scale=1,mean=103.939:116.779:123.68,std=1.");
    for (String text :
        List.of(
            "",
            "caffe,std=1",
            "order=GBR",
            "mean=1:2",
            "std=",
            "scale=1:2:3",
            "mean=x",
            "mean=1,mean=1",
            "means=1")) {
      assertThatThrownBy(() -> Preprocessing.parse(text))
          .isInstanceOf(DescriptionException.class)
          .hasMessageStartingWith("\"" + text + "\" is not a preprocessing: ");
    }
  }

  @Test
  void rejectsPreprocessingWithInvalidNumbers() {
    List<Double> one = List.of(1.0);
    List<Double> none = List.of();

    for (Runnable mistake :
        List.<Runnable>of(
            () -> customPreprocessing(1, List.of(1.0, 2.0, 3.0), List.of(1.0, 2.0)),
            () -> customPreprocessing(1, none, one),
            () -> customPreprocessing(1, one, none),
            () -> customPreprocessing(1, List.of(Double.NaN), one),
            () -> customPreprocessing(1, one, List.of(Double.POSITIVE_INFINITY)),
            () -> customPreprocessing(1, one, List.of(-0.0)),
            () -> customPreprocessing(1, one, List.of(1e-300)),
            () -> customPreprocessing(Double.NaN, one, one),
            () -> customPreprocessing(1e300, one, one),
            () -> customPreprocessing(0, one, one))) {
      assertThatThrownBy(mistake::run)
          .isInstanceOf(DescriptionException.class)
          .hasMessageStartingWith(
              "preprocessing \"custom\": mean and std need one finite value for each channel ");
    }
  }

  private static Preprocessing customPreprocessing(
      double scale, List<Double> mean, List<Double> std) {
    return new Preprocessing("custom", Preprocessing.Order.RGB, scale, mean, std);
  }

  @Test
  void rejectsAugmentationOfAVector() {
    String message =
        "augmentation needs images (height x width x channels), got an input of 8 units. Remove the augmentation, or use an input of images.";
    Network units = Network.named("n").input(Shape.units(8));

    assertInvalid(() -> units.augment(flip(0.5, 0)), message);
    assertInvalid(() -> units.augment(randomCrop(1, 1)), message);
    assertInvalid(() -> units.augment(rotate(5)), message);
    assertInvalid(() -> units.augment(translate(0.1)), message);
    assertInvalid(() -> units.augment(noise(3)), message);
    assertInvalid(
        () -> units.input(Shape.of(8, 8, 3)).augment(rotate(5)).input(Shape.units(8)), message);
  }
}
