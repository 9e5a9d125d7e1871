package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.blockwright.base.DivergenceException;
import org.blockwright.base.Progress;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.engine.EarlierUpdates;
import org.blockwright.engine.Executor;
import org.blockwright.inference.Feed;
import org.blockwright.model.Model;
import org.blockwright.training.features.FeatureCache;

/**
 * The learning-rate range test (Smith, "Cyclical Learning Rates for Training Neural Networks", WACV
 * 2017) as in fastai's {@code lr_find}: a training whose rate grows exponentially in every step,
 * and ends when the smoothed loss is more than 4 times its smallest value. The model is unchanged.
 *
 * <pre>{@code
 * LearningRateFinder.Result found = LearningRateFinder.of(trainer).find(model, images);
 * found.valley();   // OptionalDouble[0.0021]
 * }</pre>
 *
 * @param trainer the settings; of a training in phases those of the first one. The schedule is not
 *     used, nor is {@code optimizer: auto}
 * @param start the rate of the first step
 * @param end the rate of the last step
 * @param steps the maximum number of steps, over several epochs if there are few images
 */
public record LearningRateFinder(Trainer trainer, double start, double end, int steps) {
  /** Weight of the losses before in the moving average. */
  private static final double SMOOTHING = 0.98;

  /** The test ends at this multiple of the smallest smoothed loss. */
  private static final double DIVERGED = 4;

  /** The noisy beginning, and the end at which the loss diverges, are no candidates. */
  private static final int SKIPPED_FRACTION = 10;

  private static final int SKIPPED_AT_END = 5;

  /**
   * @throws UsageException if the rates are not increasing and greater than 0, or there are less
   *     than 20 steps
   */
  public LearningRateFinder {
    if (!(start > 0 && end > start && Double.isFinite(end))) {
      throw new UsageException(TrainingProblems.invalidRange(start, end));
    }
    if (steps < 20) {
      throw new UsageException(TrainingProblems.belowMinimum("steps", 20, steps));
    }
  }

  /** Returns a test of 100 steps from 1e-7 to 10, the defaults of fastai. */
  public static LearningRateFinder of(Trainer trainer) {
    return new LearningRateFinder(trainer, 1e-7, 10, 100);
  }

  /** Returns a rate with two significant digits, such as {@code 0.0021}. */
  public static String text(double rate) {
    return new BigDecimal(rate).round(new MathContext(2)).toPlainString();
  }

  /** Sets the rates of the first and the last step. */
  public LearningRateFinder range(double first, double last) {
    return new LearningRateFinder(trainer, first, last, steps);
  }

  /** Sets the maximum number of steps, at least 20. */
  public LearningRateFinder steps(int count) {
    return new LearningRateFinder(trainer, start, end, count);
  }

  /**
   * A step.
   *
   * @param rate its learning rate
   * @param loss the loss of its batch before the update
   * @param smoothed the exponential moving average of the losses with bias correction
   */
  public record Point(double rate, double loss, double smoothed) {}

  /**
   * The losses of all steps.
   *
   * @param points the steps until the loss diverged
   * @param steps the maximum number of steps
   */
  public record Result(ImmutableList<Point> points, int steps) {
    /**
     * Returns the rate in the middle of the longest sequence of steps, not necessarily consecutive
     * ones, whose smoothed losses fall; empty if they never fall. Fastai's {@code valley}, its
     * default suggestion: the least sensitive to noise.
     */
    public OptionalDouble valley() {
      List<Point> candidates = candidates();
      int[] lengths = new int[candidates.size()];
      int end = 0;
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = 1;
        for (int j = 0; j < i; j++) {
          if (candidates.get(i).smoothed() < candidates.get(j).smoothed()) {
            lengths[i] = Math.max(lengths[i], lengths[j] + 1);
          }
        }
        end = lengths[i] > lengths[end] ? i : end;
      }
      if (lengths.length == 0 || lengths[end] == 1) {
        return OptionalDouble.empty();
      }
      // The middle of the second third, as if the steps of the sequence were consecutive.
      double third = lengths[end] / 3.0;
      int index = end - lengths[end] + (int) third + (int) (third / 2);
      return OptionalDouble.of(candidates.get(Math.max(0, index)).rate());
    }

    /**
     * Returns the rate at which the smoothed loss falls most over the logarithm of the rate; empty
     * if it never falls. Fastai's {@code steep}.
     */
    public OptionalDouble steepest() {
      List<Point> candidates = candidates();
      return IntStream.range(1, candidates.size())
          .boxed()
          .filter(i -> slope(candidates, i) < 0)
          .min(Comparator.comparingDouble(i -> slope(candidates, i)))
          .map(i -> OptionalDouble.of(candidates.get(i - 1).rate()))
          .orElse(OptionalDouble.empty());
    }

    /**
     * Returns a tenth of the rate with the smallest smoothed loss; empty if there are too few
     * points. Fastai's {@code minimum}.
     */
    public OptionalDouble tenthOfMinimum() {
      return minimum().map(p -> OptionalDouble.of(p.rate() / 10)).orElse(OptionalDouble.empty());
    }

    private Optional<Point> minimum() {
      return candidates().stream().min(Comparator.comparingDouble(Point::smoothed));
    }

    private static double slope(List<Point> points, int i) {
      Point before = points.get(i - 1);
      Point point = points.get(i);
      return (point.smoothed() - before.smoothed())
          / (Math.log(point.rate()) - Math.log(before.rate()));
    }

    /** Returns the points without the first tenth of all steps and the last five points. */
    private List<Point> candidates() {
      int to = Math.max(0, points.size() - SKIPPED_AT_END);
      return points.subList(Math.min(steps / SKIPPED_FRACTION, to), to);
    }
  }

  /**
   * Runs the test.
   *
   * @param model is unchanged
   * @throws TrainingException if the training is stopped, or the first step fails
   * @throws org.blockwright.base.BlockwrightException as {@link Trainer#prepare}
   */
  public Result find(Model model, Dataset train) {
    PhaseSetup setup = trainer.autoOptimizer(false).prepare(model).phases().get(0);
    TrainingData data = TrainingData.of(model.network(), train, Optional.empty());
    try (FeatureCache cache = new FeatureCache(FeatureCache.Limits.defaults());
        Feeds feeds = new Feeds(setup, List.of(data.train()), cache)) {
      Optional<Standardization> standardization =
          setup.standardizedLayer().map(layer -> feeds.standardize(data.train()));
      TargetScalings scalings =
          TargetScalings.of(data.predicted().outputs(), setup.scaledOutputs(), data.train());
      PriorBias prior = new PriorBias(data.predicted().outputs(), data.train(), trainer.sampling());
      try (Feed feed = feeds.trainingFeed(data.train());
          TrainedGraph graph = new TrainedGraph(setup, standardization, scalings, prior);
          EarlierUpdates earlier = new EarlierUpdates();
          Executor executor = graph.executor(earlier)) {
        return run(
            new Steps(executor, setup.trainer(), scalings, LearningRates.of(this::rate), 0), feed);
      }
    }
  }

  private double rate(long step) {
    return start * Math.pow(end / start, Math.min(1, step / (steps - 1.0)));
  }

  private Result run(Steps steps, Feed feed) {
    List<Point> points = new ArrayList<>();
    double average = 0;
    double smallest = Double.POSITIVE_INFINITY;
    int epoch = 0;
    feed.startEpoch(0);
    try (Progress.Task task = trainer.progress().start("finding the learning rate", this.steps)) {
      for (int step = 0; step < this.steps; step++) {
        if (trainer.stopCondition().getAsBoolean()) {
          throw new TrainingException(TrainingProblems.rangeTestStopped());
        }
        double loss = 0;
        try {
          for (int batch = 0; batch < trainer.accumulate(); batch++) {
            if (!feed.hasNext()) {
              feed.startEpoch(++epoch);
            }
            var images = feed.next();
            loss += steps.step(images, feed.samples(), epoch + 1, step + 1) / trainer.accumulate();
          }
        } catch (DivergenceException e) {
          if (points.isEmpty()) {
            throw e;
          }
          break;
        }
        average = SMOOTHING * average + (1 - SMOOTHING) * loss;
        double smoothed = average / (1 - Math.pow(SMOOTHING, step + 1));
        points.add(new Point(rate(step), loss, smoothed));
        smallest = Math.min(smallest, smoothed);
        if (smoothed > DIVERGED * smallest) {
          break;
        }
        task.advance(1, "");
      }
    }
    return new Result(ImmutableList.copyOf(points), this.steps);
  }
}
