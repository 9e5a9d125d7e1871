package org.blockwright.zoo;

import java.util.List;
import java.util.stream.Stream;
import org.blockwright.zoo.StepComparison.Precision;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks in which rounding errors grow so fast that float is compared only for the head. */
@Tag("slow")
class ChaoticTrainingStepsTest {
  private static final List<String> FILES = List.of("mobilenet-32", "resnet50-64", "resnet50-32");

  static Stream<Arguments> runs() {
    return FILES.stream().flatMap(TrainingStepsContract::runsOf);
  }

  static Stream<Arguments> frozenRuns() {
    return runs().filter(arguments -> arguments.get()[2].toString().endsWith("head"));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("runs")
  void stepsInDoubleMatchKeras(String file, int number, String setup) {
    TrainingStepsContract.compare(file, number, Precision.DOUBLE, 3);
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("frozenRuns")
  void stepsOfHeadInFloatMatchKeras(String file, int number, String setup) {
    TrainingStepsContract.compare(file, number, Precision.FLOAT, 3);
  }
}
