package org.blockwright.tuning;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A trial, as passed to the objective: it suggests the values of parameters by name.
 *
 * <pre>{@code
 * double learningRate = t.real("lr", 1e-5, 1e-1).logUniform();
 * int width = t.integer("head.width", 32, 128);
 * String kind = t.choice("optimizer.kind", "adam", "sgd");
 * boolean flip = t.bool("augment.flip");
 * }</pre>
 *
 * A name always refers to the same parameter: a second call returns the same value, and another
 * type or range is a usage error, in this trial and in every later one. The values of a space that
 * is given as data are also available from {@link #values}. Not thread-safe.
 */
public final class Trial {
  private final int number;
  private final ParameterDefinitions definitions;
  private final Function<Parameter, Object> fallback;
  private final Events events;
  private final String objectiveMetric;
  private final Map<String, Object> values;
  private final Map<String, Double> metrics = new LinkedHashMap<>();

  /** What a trial records while it runs. */
  interface Events {
    /** Records the value of a parameter that the sampler did not propose. */
    void suggested(Parameter parameter, Object value);

    /** Records a value at a step. */
    void reported(int step, double value);

    /** Returns whether to end the trial. */
    boolean shouldPrune();
  }

  /** Records nothing. */
  private enum NoEvents implements Events {
    INSTANCE;

    @Override
    public void suggested(Parameter parameter, Object value) {}

    @Override
    public void reported(int step, double value) {}

    @Override
    public boolean shouldPrune() {
      return false;
    }
  }

  /**
   * Creates a trial.
   *
   * @param proposed values proposed by the sampler
   * @param fallback returns the value of a parameter that was not proposed
   * @param objectiveMetric name of the metric that the objective returns
   */
  Trial(
      int number,
      Values proposed,
      ParameterDefinitions definitions,
      Function<Parameter, Object> fallback,
      Events events,
      String objectiveMetric) {
    this.number = number;
    this.definitions = definitions;
    this.fallback = fallback;
    this.events = events;
    this.objectiveMetric = objectiveMetric;
    this.values = new LinkedHashMap<>(proposed.asMap());
  }

  /** Returns a trial in which each parameter has its first value. */
  static Trial dryRun(ParameterDefinitions definitions) {
    return new Trial(0, Values.of(Map.of()), definitions, p -> p.valueAt(0), NoEvents.INSTANCE, "");
  }

  /**
   * Returns the number, as Optuna counts: 0 for the first trial of a study, and in the dry run of
   * {@link Space#from}.
   */
  public int number() {
    return number;
  }

  /**
   * Reports the study's metric at a step, such as after an epoch, to the {@link Pruner} of the
   * study. All trials should report at the same steps.
   *
   * @param step number of the step, at least 0; the first epoch is 1
   * @param value the metric; may be NaN or infinite
   */
  public void report(int step, double value) {
    if (step < 0) {
      throw TuningProblems.negativeStep(step);
    }
    events.reported(step, value);
  }

  /**
   * Returns whether the pruner of the study ends this trial after the last {@link #report}. The
   * objective then throws a {@link PrunedException}.
   */
  public boolean shouldPrune() {
    return events.shouldPrune();
  }

  /** Returns an integer from {@code low} to {@code high}, both inclusive. */
  public int integer(String name, int low, int high) {
    return (Integer) suggest(new IntegerParameter(name, low, high));
  }

  /**
   * Returns a real parameter from {@code low} to {@code high}, both inclusive; {@code
   * .logUniform()} or {@code .uniform()} returns its value.
   */
  public Real real(String name, double low, double high) {
    return new Real(this, name, low, high);
  }

  /** Returns one of the options. */
  public String choice(String name, String... options) {
    return (String) suggest(ChoiceParameter.of(name, options));
  }

  /** Returns false or true. */
  public boolean bool(String name) {
    return (Boolean) suggest(new BoolParameter(name));
  }

  /** Returns the proposed values, and the values of other parameters suggested so far. */
  public Values values() {
    return Values.of(values);
  }

  /**
   * Records an additional metric of this trial, which is displayed and exported with the objective;
   * a later value of the same name replaces the earlier one.
   *
   * @throws org.blockwright.base.UsageException for the study's metric, which the objective returns
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
    Object value = values.get(parameter.name());
    if (value == null) {
      value = fallback.apply(parameter);
      values.put(parameter.name(), value);
      events.suggested(parameter, value);
    }
    return value;
  }

  /** A real parameter whose distribution is still to be chosen. */
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

    /** Returns a log-uniform value, for example for learning rates. */
    public double logUniform() {
      return (Double) trial.suggest(RealParameter.logUniform(name, low, high));
    }

    /** Returns a uniform value. */
    public double uniform() {
      return (Double) trial.suggest(RealParameter.uniform(name, low, high));
    }
  }
}
