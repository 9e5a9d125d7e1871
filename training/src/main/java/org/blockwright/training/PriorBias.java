package org.blockwright.training;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multiset;
import com.google.common.primitives.Ints;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.model.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The bias of an output with a cross-entropy that has the smallest training loss without features,
 * see {@link InitialBias#PRIOR}.
 */
final class PriorBias {
  /** A class or label that is always or never present counts as half an image of mean weight. */
  private static final double SMALLEST_COUNT = 0.5;

  private final List<Output> outputs;
  private final Dataset train;
  private final Sampling sampling;

  /**
   * @param outputs all outputs of the network, in order
   * @param train the training images, with the targets of each output in order
   * @param sampling how the images of an epoch are drawn
   */
  PriorBias(List<Output> outputs, Dataset train, Sampling sampling) {
    this.outputs = outputs;
    this.train = train;
    this.sampling = sampling;
  }

  /**
   * Returns the layers whose bias starts at the frequencies of classes or labels, by name of the
   * output: newly initialized dense layers that are trained on a cross-entropy, with the activation
   * of the output or before it.
   */
  static ImmutableMap<String, String> layers(
      InitialBias mode, Model model, Predicate<Node> frozen) {
    if (mode == InitialBias.ZERO) {
      return ImmutableMap.of();
    }
    ImmutableMap.Builder<String, String> layers = ImmutableMap.builder();
    LayerGraph graph = model.network().graph();
    for (Output output : model.network().outputs()) {
      boolean crossEntropy =
          output.loss() instanceof Loss.CategoricalCrossEntropy
              || output.loss() instanceof Loss.BinaryCrossEntropy;
      if (crossEntropy && graph.contains(output.name())) {
        Node end = graph.node(output.name());
        boolean separate = end.layer() instanceof ActivationLayer && graph.contains(end.input());
        Node layer = separate ? graph.node(end.input()) : end;
        if (hasLogitBias(layer, separate)
            && !frozen.test(layer)
            && model.newlyInitialized().contains(layer.name())) {
          layers.put(output.name(), layer.name());
        }
      }
    }
    return layers.buildOrThrow();
  }

  /** Whether a layer adds a bias to the input of the activation of an output. */
  private static boolean hasLogitBias(Node layer, boolean beforeActivation) {
    return layer.layer() instanceof Dense dense
        && dense.bias()
        && (!beforeActivation || dense.activation().equals(Activation.LINEAR));
  }

  /**
   * Sets the biases of layers.
   *
   * @param layers the layers by name of the output, see {@link #layers}
   */
  void initialize(ComputationGraph graph, Map<String, String> layers) {
    for (int k = 0; k < outputs.size(); k++) {
      String layer = layers.get(outputs.get(k).name());
      if (layer != null) {
        INDArray bias = graph.getLayer(layer).getParam("b");
        bias.assign(Nd4j.createFromArray(of(k)).reshape(bias.shape()));
      }
    }
  }

  /**
   * Returns the bias of each unit.
   *
   * @param index the index of the output
   */
  float[] of(int index) {
    Output output = outputs.get(index);
    double[] frequencies = sampledFrequencies();
    return output.loss() instanceof Loss.CategoricalCrossEntropy loss
        ? softmax(index, output.units(), loss, frequencies)
        : sigmoid(index, output.units(), (Loss.BinaryCrossEntropy) output.loss(), frequencies);
  }

  /** Returns how often each sample is used in an epoch, in the mean. */
  private double[] sampledFrequencies() {
    double[] frequencies = new double[train.size()];
    Arrays.fill(frequencies, 1);
    if (sampling == Sampling.BALANCED) {
      int[] classes = Feeds.classes(train);
      Multiset<Integer> counts = HashMultiset.create(Ints.asList(classes));
      for (int i = 0; i < frequencies.length; i++) {
        int share = counts.elementSet().size() * counts.count(classes[i]);
        frequencies[i] = (double) train.size() / share;
      }
    }
    return frequencies;
  }

  private float[] softmax(
      int index, int units, Loss.CategoricalCrossEntropy loss, double[] frequencies) {
    double[] sums = new double[units];
    float[] row = new float[units];
    double all = 0;
    for (int i = 0; i < frequencies.length; i++) {
      Sample sample = train.samples().get(i);
      sample.targets().get(index).copyTo(row, 0, units);
      double weight = frequencies[i] * sample.weight();
      for (int unit = 0; unit < units; unit++) {
        double target = row[unit] * (1 - loss.labelSmoothing()) + loss.labelSmoothing() / units;
        double unitWeight = loss.unitWeights().isEmpty() ? 1 : loss.unitWeights().get(unit);
        sums[unit] += weight * unitWeight * target;
        all += weight * unitWeight * target;
      }
    }
    if (all == 0) {
      return new float[units];
    }
    double total = all;
    double[] logarithms =
        Arrays.stream(sums)
            .map(sum -> Math.log(Math.max(sum / total, SMALLEST_COUNT / train.size())))
            .toArray();
    double mean = Arrays.stream(logarithms).average().orElseThrow();
    float[] bias = new float[units];
    for (int unit = 0; unit < units; unit++) {
      bias[unit] = (float) (logarithms[unit] - mean);
    }
    return bias;
  }

  private float[] sigmoid(
      int index, int units, Loss.BinaryCrossEntropy loss, double[] frequencies) {
    double[] present = new double[units];
    double[] absent = new double[units];
    float[] row = new float[units];
    for (int i = 0; i < frequencies.length; i++) {
      Sample sample = train.samples().get(i);
      sample.targets().get(index).copyTo(row, 0, units);
      for (int unit = 0; unit < units; unit++) {
        double target = row[unit] * (1 - loss.labelSmoothing()) + loss.labelSmoothing() / 2;
        double weight = frequencies[i] * sample.weight() * loss.weight(unit, row[unit]);
        present[unit] += weight * target;
        absent[unit] += weight * (1 - target);
      }
    }
    float[] bias = new float[units];
    for (int unit = 0; unit < units; unit++) {
      double smallest = SMALLEST_COUNT * (present[unit] + absent[unit]) / train.size();
      bias[unit] =
          smallest == 0
              ? 0
              : (float)
                  Math.log(Math.max(present[unit], smallest) / Math.max(absent[unit], smallest));
    }
    return bias;
  }
}
