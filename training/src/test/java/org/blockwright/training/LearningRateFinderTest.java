package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.blockwright.base.Csv;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.model.Model;
import org.blockwright.training.LearningRateFinder.Point;
import org.blockwright.training.LearningRateFinder.Result;
import org.blockwright.training.report.LearningRateChart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The range test of the learning rate. */
class LearningRateFinderTest {
  @TempDir static Path folder;
  private static Dataset images;

  @BeforeAll
  static void writeImages() {
    images = TinyImages.write(folder, 12);
  }

  private static Result find(LearningRateFinder finder) {
    try (Model model = Model.create(TinyTraining.NETWORK, 1)) {
      return finder.find(model, images);
    }
  }

  @Test
  void ratesGrowExponentiallyUntilTheLossDiverges() {
    Result result = find(LearningRateFinder.of(TinyTraining.trainer()).range(1e-6, 1e3).steps(40));

    List<Point> points = result.points();
    assertThat(points.get(0).rate()).isEqualTo(1e-6);
    for (int i = 1; i < points.size(); i++) {
      assertThat(points.get(i).rate() / points.get(i - 1).rate())
          .isCloseTo(Math.pow(1e9, 1 / 39.0), within(1e-9));
    }
    double smallest = points.stream().mapToDouble(Point::smoothed).min().orElseThrow();
    assertThat(points.subList(0, points.size() - 1))
        .allMatch(point -> point.smoothed() <= 4 * smallest || point.smoothed() < 4);
  }

  /** The average of two losses a and b is (0.98 a + b) / 1.98: without a bias to 0. */
  @Test
  void smoothedLossesAreBiasCorrected() {
    List<Point> points = find(LearningRateFinder.of(TinyTraining.trainer()).steps(20)).points();

    assertThat(points.get(0).smoothed()).isCloseTo(points.get(0).loss(), within(1e-12));
    assertThat(points.get(1).smoothed())
        .isCloseTo((0.98 * points.get(0).loss() + points.get(1).loss()) / 1.98, within(1e-12));
  }

  @Test
  void modelIsUnchanged() {
    try (Model model = Model.create(TinyTraining.NETWORK, 1)) {
      Map<String, float[]> before = TinyTraining.weights(model);

      LearningRateFinder.of(
              TinyTraining.trainer()
                  .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("a")))
          .steps(20)
          .find(model, images);

      TinyTraining.weights(model)
          .forEach((name, values) -> assertThat(values).as(name).isEqualTo(before.get(name)));
    }
  }

  /** Losses of 1 that fall between the rates 1e-3 and 1e-2, and grow again from 1. */
  private static Result example() {
    double[] losses = {1, 1, 1, 1, 0.98, 0.9, 0.5, 0.4, 0.35, 0.3, 0.5, 0.9, 1.5, 2, 3};
    return new Result(
        IntStream.range(0, losses.length)
            .mapToObj(i -> new Point(Math.pow(10, i / 2.0 - 5), losses[i], losses[i]))
            .collect(ImmutableList.toImmutableList()),
        losses.length);
  }

  @Test
  void suggestsTheSteepestSlopeAndATenthOfTheMinimum() {
    // The largest fall is that from 0.9 to 0.5, after the sixth point.
    assertThat(example().steepest().orElseThrow()).isCloseTo(Math.pow(10, -2.5), within(1e-12));
    // The minimum is that of the tenth point, 10^-0.5.
    assertThat(example().tenthOfMinimum().orElseThrow())
        .isCloseTo(Math.pow(10, -1.5), within(1e-9));
    assertThat(LearningRateFinder.text(0.0031622)).isEqualTo("0.0032");
  }

  @Test
  void lossThatNeverFallsHasNoSteepestSlope() {
    Result rising =
        new Result(
            IntStream.range(0, 20)
                .mapToObj(i -> new Point(Math.pow(10, i - 10), i, i))
                .collect(ImmutableList.toImmutableList()),
            20);

    assertThat(rising.valley()).isEmpty();
    assertThat(rising.steepest()).isEmpty();
  }

  /** The loss diverges within the steps that are no candidates. */
  @Test
  void testOfFewStepsHasNoSuggestion() {
    for (int count : new int[] {0, 1, 5, 6, 12, 15}) {
      Result few = new Result(decreasing().subList(0, count), 100);

      assertThat(few.valley()).isEmpty();
      assertThat(few.steepest()).isEmpty();
      assertThat(few.tenthOfMinimum()).isEmpty();
    }
  }

  private static ImmutableList<Point> decreasing() {
    return IntStream.range(0, 20)
        .mapToObj(i -> new Point(Math.pow(10, i - 10), -i, -i))
        .collect(ImmutableList.toImmutableList());
  }

  /** The losses and suggestions of a range test, from {@code bench/rate_suggestions.py}. */
  private static Stream<List<String>> fastai() throws Exception {
    try (var in = LearningRateFinderTest.class.getResourceAsStream("/rates/golden.csv")) {
      return Csv.parse("golden.csv", new String(in.readAllBytes(), StandardCharsets.UTF_8)).stream()
          .map(Csv.Row::cells)
          .map(List::copyOf);
    }
  }

  @ParameterizedTest
  @MethodSource("fastai")
  void suggestionsEqualThoseOfFastai(List<String> row) {
    int steps = Integer.parseInt(row.get(1));
    List<Double> numbers = row.stream().skip(2).map(Double::valueOf).toList();
    List<Double> losses = numbers.subList(3, numbers.size());
    Result result =
        new Result(
            IntStream.range(0, losses.size())
                .mapToObj(
                    i ->
                        new Point(
                            Math.pow(10, -7 + 8 * i / (steps - 1.0)), losses.get(i), losses.get(i)))
                .collect(ImmutableList.toImmutableList()),
            steps);

    assertThat(result.valley().orElseThrow()).isCloseTo(numbers.get(0), withinPercentage(1e-9));
    assertThat(result.steepest().orElseThrow()).isCloseTo(numbers.get(1), withinPercentage(1e-9));
    assertThat(result.tenthOfMinimum().orElseThrow())
        .isCloseTo(numbers.get(2), withinPercentage(1e-9));
  }

  @Test
  void plotIsAnImageThatReplacesAnOlderOne() throws Exception {
    Path plot = folder.resolve("plots/rates.png");

    LearningRateChart.write(plot, example());
    LearningRateChart.write(plot, example());

    assertThat(ImageIO.read(plot.toFile()).getWidth()).isEqualTo(1120);
    try (var files = Files.list(plot.getParent())) {
      assertThat(files).containsExactly(plot);
    }
  }

  @Test
  void rejectsRangesAndNumbersOfSteps() {
    LearningRateFinder finder = LearningRateFinder.of(TinyTraining.trainer());

    assertThatThrownBy(() -> finder.range(0.1, 0.01))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "the learning rates of the range test must grow from a number above 0, got 0.1 to"
                + " 0.01.");
    assertThatThrownBy(() -> finder.steps(19)).hasMessage("steps must be at least 20, got 19.");
    assertThatThrownBy(
            () -> find(LearningRateFinder.of(TinyTraining.trainer().stopWhen(() -> true))))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "stopped before the range test of the learning rate was complete: there is no"
                + " suggestion.");
  }
}
