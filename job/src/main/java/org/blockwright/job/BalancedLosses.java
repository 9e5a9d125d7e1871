package org.blockwright.job;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.data.Target;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;

/**
 * Sets weights in the losses of a network that follow from the numbers of training images: of the
 * classes of a softmax, and of a sigmoid those of the images with and without each label. Images
 * count with their weight, soft targets with their probability.
 */
final class BalancedLosses {
  private final ClassBalance balance;
  private final Dataset train;

  private BalancedLosses(ClassBalance balance, Dataset train) {
    this.balance = balance;
    this.train = train;
  }

  /**
   * Returns the network with weights in all its cross-entropies.
   *
   * @param train the images, with the targets of each output in order
   * @param notices receives the weights, a line for each output
   */
  static Network apply(
      ClassBalance balance, Network network, Dataset train, Consumer<String> notices) {
    BalancedLosses losses = new BalancedLosses(balance, train);
    List<Output> outputs = network.outputs();
    Network result = network;
    for (int k = 0; k < outputs.size(); k++) {
      Output output = outputs.get(k);
      if (fits(output)) {
        double[][] counts = losses.counts(k, output);
        Loss loss = losses.weighted(output, counts);
        result = result.output(output.name(), settings -> settings.loss(loss));
        notices.accept(
            JobProblems.classWeightsUsed(
                outputs.size() > 1 ? JobProblems.ofOutput(output.name()) : "",
                losses.texts(output, counts)));
      }
    }
    return result;
  }

  /**
   * Checks that at least one output can have such weights.
   *
   * @throws UsageException if none can
   */
  static void requireFits(ClassBalance balance, Network network) {
    List<Output> outputs = network.outputs();
    if (outputs.stream().anyMatch(BalancedLosses::fits)) {
      return;
    }
    if (outputs.stream().allMatch(output -> output.task() == Task.REGRESSION)) {
      throw new UsageException(JobProblems.classWeightsOfNumbers());
    }
    throw new UsageException(
        JobProblems.fitsNoOutput(
            Setting.CLASS_WEIGHTS, balance.toString(), network.name(), outputs));
  }

  private static boolean fits(Output output) {
    return output.loss() instanceof Loss.CategoricalCrossEntropy
        || output.loss() instanceof Loss.BinaryCrossEntropy;
  }

  /**
   * Returns the number of images of each class of a softmax, or for each unit of a sigmoid the
   * number of those without and with its label.
   */
  private double[][] counts(int index, Output output) {
    boolean softmax = output.task() == Task.CLASSIFICATION;
    int units = output.units();
    double[][] counts = softmax ? new double[1][units] : new double[units][2];
    float[] row = new float[units];
    for (Sample sample : train.samples()) {
      Target target = sample.targets().get(index);
      target.copyTo(row, 0, units);
      for (int unit = 0; unit < units; unit++) {
        if (softmax) {
          counts[0][unit] += sample.weight() * row[unit];
        } else {
          counts[unit][0] += sample.weight() * (1 - row[unit]);
          counts[unit][1] += sample.weight() * row[unit];
        }
      }
    }
    return counts;
  }

  private Loss weighted(Output output, double[][] counts) {
    if (output.loss() instanceof Loss.CategoricalCrossEntropy entropy) {
      return entropy.classWeights(balance.weights(counts[0]).asList());
    }
    List<Double> absent = new ArrayList<>();
    List<Double> present = new ArrayList<>();
    for (double[] ofLabel : counts) {
      ImmutableDoubleArray weights = balance.weights(ofLabel);
      absent.add(weights.get(0));
      present.add(weights.get(1));
    }
    return ((Loss.BinaryCrossEntropy) output.loss()).labelWeights(present, absent);
  }

  private String texts(Output output, double[][] counts) {
    List<String> labels = output.labelsOrIndices();
    List<String> texts = new ArrayList<>();
    if (output.task() == Task.MULTI_LABEL) {
      for (int label = 0; label < counts.length; label++) {
        ImmutableDoubleArray weights = balance.weights(counts[label]);
        texts.add(
            "%s %s (absent %s)"
                .formatted(labels.get(label), text(weights.get(1)), text(weights.get(0))));
      }
    } else {
      ImmutableDoubleArray weights = balance.weights(counts[0]);
      for (int i = 0; i < weights.length(); i++) {
        texts.add(labels.get(i) + " " + text(weights.get(i)));
      }
    }
    return String.join(", ", texts);
  }

  private static String text(double weight) {
    return String.format(Locale.ROOT, "%.3g", weight);
  }
}
