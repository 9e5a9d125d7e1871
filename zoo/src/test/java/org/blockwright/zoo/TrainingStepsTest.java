package org.blockwright.zoo;

import org.blockwright.zoo.StepComparison.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small network. */
class TrainingStepsTest extends TrainingStepsContract {
  TrainingStepsTest() {
    super("xcovidnet-32");
  }

  /** As many steps as Keras's own float32 stays within the tolerance; after 3 also the result. */
  @ParameterizedTest(name = "{0}, run {1}, {2} steps")
  @CsvSource({"xcovidnet-32, 0, 3", "xcovidnet-32, 1, 2"})
  void stepsInFloatWithoutOneDnnAreAsAccurateAsKeras(String file, int number, int steps) {
    compareWithoutOneDnn(file, number, Precision.FLOAT, steps);
  }
}
