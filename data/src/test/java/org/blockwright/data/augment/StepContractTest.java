package org.blockwright.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.data.decode.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every step must fulfill; a failure names what a new step is missing. */
class StepContractTest {

  private static Step parse(StepType type) {
    return Augmentation.parse(type.id()).steps().get(0);
  }

  @Test
  void everyStepClassHasOneType() {
    List<Class<?>> classes =
        Stream.of(GeometricStep.class, PixelStep.class)
            .flatMap(kind -> Arrays.<Class<?>>stream(kind.getPermittedSubclasses()))
            .toList();

    assertThat(Stream.of(StepType.values()).<Class<?>>map(type -> parse(type).getClass()))
        .as("the step that each StepType creates")
        .containsExactlyInAnyOrderElementsOf(classes);
  }

  @Test
  void geometricStepsComeFirst() {
    List<Boolean> pixel =
        Stream.of(StepType.values())
            .map(type -> parse(type).match(geometric -> false, step -> true))
            .toList();

    assertThat(pixel).as("a geometric step after a pixel step").isSorted();
  }

  @ParameterizedTest
  @EnumSource(StepType.class)
  void createsStepOfItsTypeWithDefaults(StepType type) {
    assertThat(parse(type).type()).isEqualTo(type);
    assertThat(Augmentation.parse(type.defaultText())).isEqualTo(Augmentation.parse(type.id()));
    assertThat(type.usage()).startsWith(type.id() + "=");
    assertThat(StepType.of(type.id())).hasValue(type);
  }

  @ParameterizedTest
  @EnumSource(StepType.class)
  void textReadsBack(StepType type) {
    Augmentation augmentation = Augmentation.parse(type.id());

    assertThat(Augmentation.parse(augmentation.toString())).isEqualTo(augmentation);
  }

  @ParameterizedTest
  @EnumSource(StepType.class)
  void keepsSizeAndChannels(StepType type) {
    for (int channels : new int[] {1, 3}) {
      Image image = ReferenceImplementationTest.testImage(9, 7, channels);
      for (int epoch = 0; epoch < 20; epoch++) {
        Image augmented = Augmentation.of(parse(type)).apply(image, 42, epoch, "a");

        assertThat(augmented).hasToString(image.toString());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = StepType.class, mode = EnumSource.Mode.EXCLUDE, names = "FLIP")
  void probabilityZeroReturnsSameImage(StepType type) {
    Image image = ReferenceImplementationTest.testImage(9, 7, 3);

    assertThat(Augmentation.parse(type.defaultText() + "@0").apply(image, 42, 0, "a"))
        .isSameAs(image);
  }
}
