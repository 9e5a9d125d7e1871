package org.blockwright.zoo;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks with many weights or a larger input. */
@Tag("slow")
class LargeTrainingStepsTest extends TrainingStepsContract {
  LargeTrainingStepsTest() {
    super("vgg16-32", "mobilenet-64");
  }

  /**
   * As many steps as Keras's own float32 stays within the tolerance. The BLAS has other kernels for
   * other processors; on some of them the third step of VGG16 differs by 1e-4.
   */
  @ParameterizedTest(name = "{0}, run {1}, {2} steps")
  @CsvSource({"vgg16-32, 0, 2", "vgg16-32, 1, 2"})
  void stepsInFloatWithoutOneDnnAreAsAccurateAsKeras(String file, int number, int steps) {
    compareWithoutOneDnn(file, number, steps);
  }
}
