package org.blockwright.inference;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.data.Target;
import org.blockwright.data.Targets;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.engine.Executor;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Prediction;
import org.blockwright.inference.metrics.Thresholds;
import org.blockwright.model.OutputArrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * The outputs of a network with the targets that they predict, in order.
 *
 * @param outputs the outputs
 * @param targets tasks and labels of the outputs
 */
public record PredictedTargets(ImmutableList<Output> outputs, ImmutableList<Targets> targets) {

  /** Converts the units of outputs before they are used. */
  @FunctionalInterface
  public interface UnitConversion {
    /** Returns the converted units of the output with an index. */
    float[] apply(int output, float[] units);
  }

  /**
   * Returns the targets that a network predicts. An only output without labels predicts those of
   * the data.
   *
   * @throws UsageException if an output is a feature map, or one of several has no labels
   * @throws DataException if the data has other classes, or not one for each unit
   */
  public static PredictedTargets of(Network network, Dataset data) {
    List<String> names = network.graph().outputs();
    ImmutableList<Output> outputs = ImmutableList.copyOf(network.outputs());
    if (outputs.size() != names.size()) {
      String name =
          names.stream()
              .filter(n -> network.graph().shape(n).isFeatureMap())
              .findFirst()
              .orElseThrow();
      throw new UsageException(
          InferenceProblems.featureMapOutput(network.name(), network.graph().shape(name)));
    }
    if (outputs.size() == 1) {
      return new PredictedTargets(outputs, ImmutableList.of(only(network, outputs.get(0), data)));
    }
    for (Output output : outputs) {
      if (output.labels().isEmpty()) {
        throw new UsageException(
            InferenceProblems.outputWithoutLabels(network.name(), output.name()));
      }
    }
    return new PredictedTargets(
        outputs,
        outputs.stream()
            .map(output -> new Targets(output.name(), output.task(), output.labels()))
            .collect(ImmutableList.toImmutableList()));
  }

  private static Targets only(Network network, Output output, Dataset data) {
    Targets found = data.targets().get(0);
    if (data.targets().size() == 1) {
      requireFittingClasses(output, found.names());
    }
    ImmutableList<String> labels = output.labels().isEmpty() ? found.names() : output.labels();
    return new Targets(found.name(), output.task(), labels);
  }

  private static void requireFittingClasses(Output output, List<String> names) {
    if (output.labels().isEmpty() && output.task().units(names.size()) != output.units()) {
      throw new DataException(InferenceProblems.wrongClassCount(names, output.units()));
    }
  }

  /**
   * Returns the data with targets in the order of the outputs and their labels.
   *
   * @throws DataException if they do not fit
   */
  public Dataset match(Dataset data) {
    if (targets.size() == 1 && data.targets().size() == 1) {
      requireKnownClasses(targets.get(0), data.targets().get(0));
    }
    return data.withTargets(targets);
  }

  private static void requireKnownClasses(Targets own, Targets found) {
    boolean classes = own.task().isClassification() && found.task().isClassification();
    if (classes && !own.names().containsAll(found.names())) {
      throw new DataException(InferenceProblems.classesNotInLabels(found.names(), own.names()));
    }
  }

  /**
   * Predicts the samples of a feed until it ends.
   *
   * @param conversion converts the units of each output before they are used
   * @return for each output a prediction for each sample, in the order of the feed
   */
  public List<List<Prediction>> predict(
      Executor executor, Feed feed, UnitConversion conversion, Progress.Task progress) {
    List<List<Prediction>> predictions = new ArrayList<>();
    outputs.forEach(output -> predictions.add(new ArrayList<>()));
    while (feed.hasNext()) {
      MultiDataSet batch = feed.next();
      List<Sample> samples = feed.samples();
      INDArray[] results = executor.output(batch.getFeatures());
      for (int k = 0; k < results.length; k++) {
        float[][] rows = OutputArrays.rows(results[k]);
        for (int i = 0; i < samples.size(); i++) {
          predictions.get(k).add(prediction(samples.get(i), k, conversion.apply(k, rows[i])));
        }
      }
      OutputArrays.free(results);
      progress.advance(samples.size(), "");
    }
    return predictions;
  }

  /**
   * Returns the prediction of a sample.
   *
   * @param output index of the output
   * @param units its converted units
   */
  public Prediction prediction(Sample sample, int output, float[] units) {
    Target target = sample.targets().get(output);
    Targets described = targets.get(output);
    if (target.isClass()) {
      return Prediction.ofClass(
          described.task(), sample.key(), sample.group(), target.classIndex(), units);
    }
    float[] values = new float[units.length];
    target.copyTo(values, 0, units.length);
    return Prediction.of(described.task(), sample.key(), sample.group(), values, units);
  }

  /**
   * Computes the metrics of predictions.
   *
   * @param predictions as {@link #predict} returns them
   * @param seed seed of the bootstrap intervals
   * @return the metrics by name of the output
   */
  public ImmutableMap<String, Measurements> measure(List<List<Prediction>> predictions, long seed) {
    ImmutableMap.Builder<String, Measurements> all = ImmutableMap.builder();
    for (int k = 0; k < outputs.size(); k++) {
      Output output = outputs.get(k);
      all.put(
          output.name(),
          Measurements.of(
              output.task(),
              targets.get(k).names(),
              predictions.get(k),
              output.loss(),
              new Thresholds(output.thresholds()),
              seed));
    }
    return all.buildOrThrow();
  }

  /**
   * Returns the sum of the losses of all outputs, each with the weight of its output; NaN if one is
   * undefined.
   */
  public double loss(Map<String, Measurements> measurements) {
    double sum = 0;
    for (Output output : outputs) {
      sum += output.weight() * measurements.get(output.name()).loss().orElse(Double.NaN);
    }
    return sum;
  }
}
