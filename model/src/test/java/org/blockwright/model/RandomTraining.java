package org.blockwright.model;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Random networks with losses, their batches, and the same batches in double. */
abstract class RandomTraining {
  @Provide
  Arbitrary<RandomNetworks.Candidate<Network>> networks() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, RandomNetworks.chains()), Tuple.of(1, RandomNetworks.severalInputs()));
  }

  /**
   * Calls a test with a model of the candidate and random weights. Candidates without losses or
   * parameters are left out.
   */
  static void withModel(RandomNetworks.Candidate<Network> candidate, Consumer<Model> test) {
    Network network;
    try {
      network = candidate.build();
    } catch (DescriptionException e) {
      return;
    }
    if (!isComparable(network.graph())) {
      return;
    }
    try (Model model = Model.create(network, 1)) {
      if (!model.parameters().isEmpty()) {
        ReferenceCheck.randomize(model);
        test.accept(model);
      }
    }
  }

  /** Returns whether a network has losses, and no masks, which each executor has for itself. */
  private static boolean isComparable(LayerGraph graph) {
    return graph.outputs().stream()
            .allMatch(o -> graph.consumers(o).isEmpty() && isSoftmax(graph.node(o).layer()))
        && graph.nodes().stream().noneMatch(node -> node.layer() instanceof Dropout);
  }

  private static boolean isSoftmax(Layer layer) {
    return layer instanceof Dense dense && dense.activation().equals(Activation.SOFTMAX)
        || layer instanceof ActivationLayer activate
            && activate.activation().equals(Activation.SOFTMAX);
  }

  /** Returns random inputs and one-hot labels. */
  static MultiDataSet batch(LayerGraph graph, int size, Random random) {
    INDArray[] inputs =
        graph.inputs().values().stream()
            .map(shape -> normal(random, Layout.batchShape(size, shape)))
            .toArray(INDArray[]::new);
    INDArray[] labels =
        graph.outputs().stream()
            .map(output -> labels(size, graph.shape(output), random))
            .toArray(INDArray[]::new);
    return new MultiDataSet(inputs, labels);
  }

  private static INDArray normal(Random random, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape(shape);
  }

  private static INDArray labels(int size, Shape shape, Random random) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, size, shape.channels());
    for (int i = 0; i < size; i++) {
      labels.putScalar(i, random.nextInt(shape.channels()), 1);
    }
    return labels;
  }

  static MultiDataSet converted(MultiDataSet batch) {
    return new MultiDataSet(doubles(batch.getFeatures()), doubles(batch.getLabels()));
  }

  static INDArray[] doubles(INDArray[] arrays) {
    return Arrays.stream(arrays)
        .map(array -> array.castTo(DataType.DOUBLE))
        .toArray(INDArray[]::new);
  }
}
