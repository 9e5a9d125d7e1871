package org.blockwright.training.schedule;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How the learning rate changes after the warm-up, as a factor of the base learning rate. Times are
 * in epochs and may be fractions.
 */
public sealed interface Decay {
  /** Returns the kind in texts, such as {@code cosine}. */
  String kind();

  /** Returns the parameters by their names in texts, in order. */
  Map<String, Double> parameters();

  /** Returns the factor of the base learning rate. */
  double factor(Position position);

  /** Returns the duration in epochs, if it is not that of the run. */
  default OptionalDouble epochs() {
    return OptionalDouble.empty();
  }

  /** Returns the number of epochs before which a run must not end: a duration, or an interval. */
  default double minimumEpochs() {
    return epochs().orElse(0);
  }

  /** The base learning rate in every step. */
  record Constant() implements Decay {
    @Override
    public String kind() {
      return "constant";
    }

    @Override
    public Map<String, Double> parameters() {
      return ImmutableMap.of();
    }

    @Override
    public double factor(Position position) {
      return 1;
    }
  }

  /**
   * Multiplies the rate by a factor in intervals, as {@code StepLR} of PyTorch.
   *
   * @param every length of an interval in epochs, greater than 0
   * @param factor from 0 to 1
   */
  record Step(double every, double factor) implements Decay {
    public Step {
      ScheduleProblems.requirePositive("step", "every", every);
      ScheduleProblems.requireFraction("step", "factor", factor);
    }

    @Override
    public String kind() {
      return "step";
    }

    @Override
    public Map<String, Double> parameters() {
      return ImmutableMap.of("every", every, "factor", factor);
    }

    @Override
    public double factor(Position position) {
      return Math.pow(factor, Decay.whole(position.step() / position.steps(every)));
    }

    @Override
    public double minimumEpochs() {
      return every;
    }
  }

  /**
   * Multiplies the rate by a factor per interval, continuously, as {@code ExponentialDecay} of
   * Keras.
   *
   * @param every length of an interval in epochs, greater than 0
   * @param factor from 0 to 1
   */
  record Exponential(double every, double factor) implements Decay {
    public Exponential {
      ScheduleProblems.requirePositive("exponential", "every", every);
      ScheduleProblems.requireFraction("exponential", "factor", factor);
    }

    @Override
    public String kind() {
      return "exponential";
    }

    @Override
    public Map<String, Double> parameters() {
      return ImmutableMap.of("every", every, "factor", factor);
    }

    @Override
    public double factor(Position position) {
      return Math.pow(factor, position.step() / position.steps(every));
    }
  }

  /**
   * From the base rate to {@code end} of it, as {@code PolynomialDecay} of Keras; with power 1 on a
   * line.
   *
   * @param end fraction of the base rate at the end, from 0 to 1
   * @param power greater than 0
   * @param epochs duration; by default until the end of the run
   */
  record Polynomial(double end, double power, OptionalDouble epochs) implements Decay {
    public Polynomial {
      ScheduleProblems.requireFraction("polynomial", "end", end);
      ScheduleProblems.requirePositive("polynomial", "power", power);
      ScheduleProblems.requirePositive("polynomial", "epochs", epochs.orElse(1));
    }

    @Override
    public String kind() {
      return "polynomial";
    }

    @Override
    public Map<String, Double> parameters() {
      return Decay.parameters(ImmutableMap.of("end", end, "power", power), "epochs", epochs);
    }

    @Override
    public double factor(Position position) {
      return (1 - end) * Math.pow(1 - position.fraction(), power) + end;
    }
  }

  /**
   * Half a cosine from the base rate to {@code end} of it (Loshchilov and Hutter,
   * arXiv:1608.03983), as {@code CosineDecay} of Keras; with a cycle as {@code
   * CosineDecayRestarts}.
   *
   * @param end fraction of the rate at the end, from 0 to 1
   * @param epochs duration without restarts; by default until the end of the run
   * @param cycle duration of the first cycle in epochs, after which the rate restarts; empty for no
   *     restarts
   * @param durationFactor the duration of each cycle relative to the one before, at least 1
   * @param heightFactor the first rate of each cycle relative to the one before, from 0 to 1
   */
  record Cosine(
      double end,
      OptionalDouble epochs,
      OptionalDouble cycle,
      double durationFactor,
      double heightFactor)
      implements Decay {
    public Cosine {
      ScheduleProblems.requireFraction("cosine", "end", end);
      ScheduleProblems.requirePositive("cosine", "epochs", epochs.orElse(1));
      ScheduleProblems.requirePositive("cosine", "cycle", cycle.orElse(1));
      ScheduleProblems.requireAtLeastOne("cosine", "t-mul", durationFactor);
      ScheduleProblems.requireFraction("cosine", "m-mul", heightFactor);
      ScheduleProblems.requireOneOf("cosine", "epochs", epochs, "cycle", cycle);
    }

    @Override
    public String kind() {
      return "cosine";
    }

    @Override
    public Map<String, Double> parameters() {
      return cycle.isEmpty()
          ? Decay.parameters(ImmutableMap.of("end", end), "epochs", epochs)
          : ImmutableMap.of(
              "end",
              end,
              "cycle",
              cycle.getAsDouble(),
              "t-mul",
              durationFactor,
              "m-mul",
              heightFactor);
    }

    @Override
    public double minimumEpochs() {
      return epochs.orElse(cycle.orElse(0));
    }

    @Override
    public double factor(Position position) {
      if (cycle.isEmpty()) {
        return cosine(1, position.fraction());
      }
      // In durations of the first cycle, of which those that have passed are a geometric series.
      double time = position.step() / position.steps(cycle.getAsDouble());
      if (durationFactor == 1) {
        double cycles = Decay.whole(time);
        return cosine(Math.pow(heightFactor, cycles), time - cycles);
      }
      double cycles =
          Decay.whole(Math.log(1 + time * (durationFactor - 1)) / Math.log(durationFactor));
      double length = Math.pow(durationFactor, cycles);
      double passed = (length - 1) / (durationFactor - 1);
      return cosine(Math.pow(heightFactor, cycles), (time - passed) / length);
    }

    private double cosine(double height, double fraction) {
      return height * (1 - end) * (1 + Math.cos(Math.PI * fraction)) / 2 + end;
    }
  }

  /**
   * From a fraction of the base rate up to it and down to a smaller one (Smith and Topin,
   * arXiv:1708.07120), as {@code OneCycleLR} of PyTorch with cosines. The base rate is the highest
   * one; the momentum stays as it is.
   *
   * @param pctStart fraction of the steps in which the rate rises, greater than 0 and less than 1
   * @param start fraction of the base rate in the first step, from 0 to 1
   * @param end fraction of the base rate in the last step, from 0 to 1
   */
  record OneCycle(double pctStart, double start, double end) implements Decay {
    public OneCycle {
      ScheduleProblems.requireBetween("one-cycle", "pct-start", pctStart);
      ScheduleProblems.requireFraction("one-cycle", "start", start);
      ScheduleProblems.requireFraction("one-cycle", "end", end);
    }

    @Override
    public String kind() {
      return "one-cycle";
    }

    @Override
    public Map<String, Double> parameters() {
      return ImmutableMap.of("pct-start", pctStart, "start", start, "end", end);
    }

    @Override
    public double factor(Position position) {
      double last = position.length() - 1;
      double top = pctStart * position.length() - 1;
      // A run of very few steps begins at the top.
      if (position.step() <= Math.max(0, top)) {
        return between(start, 1, top <= 0 ? 1 : position.step() / top);
      }
      double from = Math.max(0, top);
      double fraction = last <= from ? 1 : (position.step() - from) / (last - from);
      return between(1, end, Math.min(1, fraction));
    }

    private static double between(double first, double second, double fraction) {
      return second + (first - second) / 2 * (1 + Math.cos(Math.PI * fraction));
    }
  }

  /**
   * Multiplies the rate by a factor when the monitored metric has not improved for some epochs, as
   * {@code ReduceLROnPlateau} of Keras.
   *
   * @param factor from 0 to 1
   * @param patience number of epochs without improvement, at least 1
   * @param minDelta smaller changes are no improvement, at least 0
   * @param cooldown number of epochs after a reduction that do not count, at least 0
   * @param end lowest rate as a fraction of the base rate, from 0 to 1
   */
  record Plateau(double factor, int patience, double minDelta, int cooldown, double end)
      implements Decay {
    public Plateau {
      ScheduleProblems.requireFraction("plateau", "factor", factor);
      ScheduleProblems.requireAtLeastOne("plateau", "patience", patience);
      ScheduleProblems.requireAtLeastZero("plateau", "min-delta", minDelta);
      ScheduleProblems.requireAtLeastZero("plateau", "cooldown", cooldown);
      ScheduleProblems.requireFraction("plateau", "end", end);
    }

    @Override
    public String kind() {
      return "plateau";
    }

    @Override
    public Map<String, Double> parameters() {
      return ImmutableMap.of(
          "factor",
          factor,
          "patience",
          (double) patience,
          "min-delta",
          minDelta,
          "cooldown",
          (double) cooldown,
          "end",
          end);
    }

    @Override
    public double factor(Position position) {
      return 1;
    }
  }

  /** Rounds down; an interval that has passed must not be missed by a rounding error. */
  private static double whole(double intervals) {
    return Math.floor(intervals + 1e-9);
  }

  private static Map<String, Double> parameters(
      Map<String, Double> others, String name, OptionalDouble value) {
    Map<String, Double> all = new LinkedHashMap<>(others);
    value.ifPresent(v -> all.put(name, v));
    return ImmutableMap.copyOf(all);
  }
}
