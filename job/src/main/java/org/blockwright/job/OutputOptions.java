package org.blockwright.job;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Thresholds;
import org.blockwright.training.Sampling;

/** Applies the loss, label smoothing, class weights and thresholds of a job to the outputs. */
final class OutputOptions {
  private OutputOptions() {}

  /**
   * Returns a network with the losses and thresholds of a job.
   *
   * @throws UsageException if a value does not fit the task of its output, or there is none for it
   */
  static Network apply(Job job, Network network) {
    return withThresholds(
        job, withClassWeights(job, withLabelSmoothing(job, withLosses(job, network))));
  }

  private static Network withLosses(Job job, Network network) {
    Network result = network;
    for (Map.Entry<String, Loss> entry : PerOutputSetting.LOSS.resolve(job, network).entrySet()) {
      requireFittingTask(entry.getValue(), network, output(network, entry.getKey()));
      result = result.output(entry.getKey(), settings -> settings.loss(entry.getValue()));
    }
    return result;
  }

  /** A sigmoid with the loss of a regression would predict numbers instead of labels. */
  private static void requireFittingTask(Loss loss, Network network, Output output) {
    Task task = output.task();
    boolean labels = task == Task.BINARY || task == Task.MULTI_LABEL;
    if (labels && !(loss instanceof Loss.BinaryCrossEntropy)) {
      throw new UsageException(
          JobProblems.lossOfOtherTask(
              ofOutput(network, output), loss.id(), task.id(), task.defaultLoss().id()));
    }
  }

  private static Network withLabelSmoothing(Job job, Network network) {
    if (job.isDefault(Setting.LABEL_SMOOTHING)) {
      return network;
    }
    Network result = network;
    for (Map.Entry<String, Double> entry :
        PerOutputSetting.LABEL_SMOOTHING.resolve(job, network).entrySet()) {
      Output output = output(network, entry.getKey());
      Loss smoothed = smoothed(network, output, entry.getValue());
      result = result.output(output.name(), settings -> settings.loss(smoothed));
    }
    return result;
  }

  private static Loss smoothed(Network network, Output output, double amount) {
    if (output.loss() instanceof Loss.CategoricalCrossEntropy entropy) {
      return entropy.labelSmoothing(amount);
    }
    if (output.loss() instanceof Loss.BinaryCrossEntropy entropy) {
      return entropy.labelSmoothing(amount);
    }
    if (amount == 0) {
      return output.loss();
    }
    throw new UsageException(
        JobProblems.labelSmoothingWithoutCrossEntropy(
            ofOutput(network, output), output.loss().id()));
  }

  /** A class may be called effective, so that effective=0.5 could be its weight. */
  private static void requireUnambiguous(String text, Network network) {
    if (!text.startsWith(ClassBalance.EFFECTIVE_ID + "=")) {
      return;
    }
    for (Output output : network.outputs()) {
      if (output.labels().contains(ClassBalance.EFFECTIVE_ID)) {
        throw new UsageException(
            JobProblems.ambiguousClassWeight(text, ClassWeights.name(output.name(), text)));
      }
    }
  }

  private static Network withClassWeights(Job job, Network network) {
    if (job.classWeights().isEmpty()) {
      return network;
    }
    ClassWeights weights = job.classWeights().orElseThrow();
    if (weights.balance().isPresent()) {
      // Set by balanced, when the training images are known.
      requireUnambiguous(job.text(Setting.CLASS_WEIGHTS), network);
      BalancedLosses.requireFits(weights.balance().orElseThrow(), network);
      if (job.sampling() == Sampling.BALANCED) {
        throw new UsageException(JobProblems.balancedTwice(weights.toString()));
      }
      return network;
    }
    weights.requireFits(network);
    Network result = network;
    for (Output output : network.outputs()) {
      if (weights.applyTo(output)) {
        Loss weighted = weighted(network, output, weights.of(output));
        result = result.output(output.name(), settings -> settings.loss(weighted));
      }
    }
    return result;
  }

  /**
   * Returns a network with the class weights of a job that follow from the training images.
   *
   * @param train the images, with the targets of each output in order
   * @param notices receives the weights
   */
  static Network balanced(Job job, Network network, Dataset train, Consumer<String> notices) {
    return job.classWeights()
        .flatMap(ClassWeights::balance)
        .map(balance -> BalancedLosses.apply(balance, network, train, notices))
        .orElse(network);
  }

  private static Loss weighted(Network network, Output output, List<Double> weights) {
    if (output.loss() instanceof Loss.CategoricalCrossEntropy entropy) {
      return entropy.classWeights(weights);
    }
    if (output.loss() instanceof Loss.BinaryCrossEntropy entropy) {
      return output.task() == Task.BINARY
          ? entropy.classWeights(weights.get(0), weights.get(1))
          : entropy.labelWeights(weights);
    }
    throw new UsageException(
        JobProblems.classWeightsWithoutCrossEntropy(ofOutput(network, output), output.loss().id()));
  }

  private static Network withThresholds(Job job, Network network) {
    Network result = network;
    for (Map.Entry<String, Threshold> entry :
        PerOutputSetting.THRESHOLD.resolve(job, network).entrySet()) {
      Output output = output(network, entry.getKey());
      if (output.thresholds().isEmpty()) {
        throw new UsageException(
            JobProblems.noThresholdToChoose(ofOutput(network, output), output.task().id()));
      }
      if (entry.getValue().value().isPresent()) {
        double value = entry.getValue().value().getAsDouble();
        List<Double> values = Collections.nCopies(output.units(), value);
        result = result.output(output.name(), settings -> settings.thresholds(values));
      }
    }
    return result;
  }

  /**
   * Chooses thresholds by F1 on the validation images, of the outputs for which a job asks so.
   *
   * @param validation the metrics of each output
   */
  static Map<String, Thresholds> chosenThresholds(
      Job job, Network network, Map<String, Measurements> validation) {
    Map<String, Threshold> automatic =
        Maps.filterValues(
            PerOutputSetting.THRESHOLD.resolve(job, network), threshold -> threshold.isChosen());
    return ImmutableMap.copyOf(
        Maps.transformValues(
            Maps.filterKeys(validation, automatic::containsKey), Thresholds::chooseByF1));
  }

  private static Output output(Network network, String name) {
    return network.outputs().stream()
        .filter(output -> output.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Returns which of several outputs a message is about; empty for a single output. */
  private static String ofOutput(Network network, Output output) {
    return network.outputs().size() > 1 ? JobProblems.ofOutput(output.name()) : "";
  }
}
