package org.blockwright.tuning;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One try, as the user's code sees it: it asks for parameters by name and gets this trial's values.
 *
 * <pre>{@code
 * double rate = t.real("lr", 1e-5, 1e-1).log();
 * int width = t.integer("head.width", 32, 128);
 * String kind = t.choice("optimizer.kind", "adam", "sgd");
 * boolean flip = t.bool("augment.flip");
 * }</pre>
 *
 * The same name always means the same parameter: asking again gives the same value, asking with
 * another type or range is a usage error, in this trial and in every later one. Where the space is
 * data, {@link #values} has all its values without asking. Belongs to the thread that runs the
 * objective.
 */
public final class Trial {
  private final int number;
  private final ParameterDefinitions definitions;
  private final Function<Parameter, Object> fallback;
  private final String objectiveMetric;
  private final Map<String, Object> values;
  private final Map<String, Double> metrics = new LinkedHashMap<>();

  /**
   * @param proposed what the sampler chose
   * @param fallback gives the value of a parameter that was not proposed
   * @param goal the metric that the objective returns
   */
  Trial(
      int number,
      Values proposed,
      ParameterDefinitions known,
      Function<Parameter, Object> fallback,
      String goal) {
    this.number = number;
    this.definitions = known;
    this.fallback = fallback;
    this.objectiveMetric = goal;
    this.values = new LinkedHashMap<>(proposed.asMap());
  }

  /** 1 for the first trial of a study; 0 while {@link Space#from} runs the code dry. */
  public int number() {
    return number;
  }

  /** A whole number, both ends included. */
  public int integer(String name, int low, int high) {
    return (Integer) suggest(new IntegerParameter(name, low, high));
  }

  /** A real number, both ends included; {@code .log()} or {@code .linear()} gives its value. */
  public Real real(String name, double low, double high) {
    return new Real(this, name, low, high);
  }

  /** One of these words. */
  public String choice(String name, String... options) {
    return (String) suggest(ChoiceParameter.of(name, options));
  }

  /** No or yes. */
  public boolean bool(String name) {
    return (Boolean) suggest(new BoolParameter(name));
  }

  /** What was proposed, and whatever was asked for beside, so far. */
  public Values values() {
    return Values.of(values);
  }

  /**
   * Notes a further figure of this trial, shown and exported beside the objective; the last one of
   * a name stands. The study's own metric is what the objective returns, and cannot be noted.
   */
  public void recordMetric(String metric, double value) {
    if (metric.equals(objectiveMetric)) {
      throw TuningProblems.objectiveMetricRecorded(metric);
    }
    metrics.put(metric, value);
  }

  ImmutableMap<String, Double> metrics() {
    return ImmutableMap.copyOf(metrics);
  }

  private Object suggest(Parameter parameter) {
    definitions.register(parameter);
    return values.computeIfAbsent(parameter.name(), n -> fallback.apply(parameter));
  }

  /** A real parameter that still has to say how its chances are spread. */
  public static final class Real {
    private final Trial trial;
    private final String name;
    private final double low;
    private final double high;

    private Real(Trial trial, String name, double low, double high) {
      this.trial = trial;
      this.name = name;
      this.low = low;
      this.high = high;
    }

    /** Its value; equal chances for equal ratios, for learning rates and the like. */
    public double logUniform() {
      return (Double) trial.suggest(RealParameter.logUniform(name, low, high));
    }

    /** Its value; equal chances for equal widths. */
    public double uniform() {
      return (Double) trial.suggest(RealParameter.uniform(name, low, high));
    }
  }
}
