package org.blockwright.zoo;

import org.blockwright.zoo.StepComparison.Precision;
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
   * As many steps as float stays within the tolerance for Keras and, with the BLAS's kernels for
   * different processors, for DL4J.
   */
  @ParameterizedTest(name = "{0}, run {1}, {2} steps")
  @CsvSource({"vgg16-32, 0, 2", "vgg16-32, 1, 2"})
  void stepsInFloatWithoutOneDnnAreAsAccurateAsKeras(String file, int number, int steps) {
    compareWithoutOneDnn(file, number, Precision.FLOAT, steps);
  }

  @ParameterizedTest(name = "{0}, run {1}")
  @CsvSource({"vgg16-32, 0", "vgg16-32, 1"})
  void allStepsAndTheResultWithoutOneDnnStayNearKeras(String file, int number) {
    compareWithoutOneDnn(file, number, Precision.COARSE, 3);
  }
}
