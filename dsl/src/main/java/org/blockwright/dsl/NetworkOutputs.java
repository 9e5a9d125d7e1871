package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NetworkProblems;
import org.blockwright.dsl.graph.FlatOrder;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.Shape;

/**
 * Determines what the outputs of a network predict, in one place:
 *
 * <ul>
 *   <li>softmax: {@link Task#CLASSIFICATION};
 *   <li>sigmoid with a cross-entropy, which is the default: {@link Task#BINARY} with one unit and
 *       two labels or none, else {@link Task#MULTI_LABEL};
 *   <li>everything else: {@link Task#REGRESSION}.
 * </ul>
 */
final class NetworkOutputs {
  /** The key of the settings of the only output. */
  static final String ONLY = "";

  private NetworkOutputs() {}

  /** Returns the key of the settings of an output. */
  static String key(LayerGraph graph, String vertex) {
    return graph.outputs().size() == 1 && graph.outputs().contains(vertex) ? ONLY : vertex;
  }

  /**
   * Returns the outputs that are vectors.
   *
   * @throws org.blockwright.dsl.check.InvalidDescriptionException if the settings do not fit
   */
  static ImmutableList<Output> of(LayerGraph graph, Map<String, OutputSettings> settings) {
    String network = graph.networkName();
    List<String> names = graph.outputs();
    for (String key : settings.keySet()) {
      Checks.require(
          !key.equals(ONLY) || names.size() == 1,
          () -> NetworkProblems.severalOutputs(network, names));
      Checks.require(
          key.equals(ONLY) || names.size() > 1 && names.contains(key),
          () -> NetworkProblems.noSuchOutput(network, key, names));
    }
    ImmutableList.Builder<Output> outputs = ImmutableList.builder();
    for (String name : names) {
      OutputSettings own =
          settings.getOrDefault(names.size() == 1 ? ONLY : name, OutputSettings.DEFAULT);
      Shape shape = graph.shape(name);
      if (shape.isFeatureMap()) {
        requireNoSettings(network, own, shape);
      } else {
        outputs.add(output(graph, name, own));
      }
    }
    return outputs.build();
  }

  private static void requireNoSettings(String network, OutputSettings settings, Shape shape) {
    Checks.require(
        settings.equals(OutputSettings.DEFAULT),
        () -> NetworkProblems.labelCountMismatch(network, settings.labels().size(), shape));
  }

  private static Output output(LayerGraph graph, String name, OutputSettings settings) {
    String network = graph.networkName();
    int units = graph.shape(name).channels();
    Activation activation = graph.contains(name) ? activation(graph.node(name)) : Activation.LINEAR;
    Task task = task(activation, units, settings);
    int labels = settings.labels().size();
    Checks.require(
        labels == 0 || task.units(labels) == units && (task != Task.BINARY || labels == 2),
        () ->
            activation.equals(Activation.SIGMOID) && units == 1
                ? NetworkProblems.binaryLabelCountMismatch(network, labels)
                : NetworkProblems.labelCountMismatch(network, labels, graph.shape(name)));
    if (labels > 0) {
      FlatOrder.requireLabelOrder(graph, name);
    }
    Loss loss = settings.loss().orElseGet(task::defaultLoss);
    Checks.require(
        fits(loss, activation),
        () -> NetworkProblems.lossNeedsActivation(network, loss.id(), name, activation.toString()));
    Checks.require(
        loss.unitWeights().isEmpty() || loss.unitWeights().size() == units,
        () -> NetworkProblems.lossWeightCount(network, loss.unitWeights().size(), name, units));
    int thresholds = settings.thresholds().size();
    boolean hasThresholds = task == Task.BINARY || task == Task.MULTI_LABEL;
    Checks.require(
        thresholds == 0 || thresholds == units && hasThresholds,
        () -> NetworkProblems.thresholdCount(network, thresholds, name, units));
    return new Output(
        name,
        units,
        activation,
        task,
        settings.labels(),
        loss,
        settings.weight(),
        thresholds > 0
            ? settings.thresholds()
            : hasThresholds
                ? ImmutableList.copyOf(Collections.nCopies(units, Output.DEFAULT_THRESHOLD))
                : ImmutableList.of());
  }

  private static Task task(Activation activation, int units, OutputSettings settings) {
    if (activation.equals(Activation.SOFTMAX)) {
      return Task.CLASSIFICATION;
    }
    boolean crossEntropy =
        settings.loss().map(loss -> loss instanceof Loss.BinaryCrossEntropy).orElse(true);
    if (activation.equals(Activation.SIGMOID) && crossEntropy) {
      return units == 1 && settings.labels().size() != 1 ? Task.BINARY : Task.MULTI_LABEL;
    }
    return Task.REGRESSION;
  }

  private static boolean fits(Loss loss, Activation activation) {
    if (loss instanceof Loss.CategoricalCrossEntropy) {
      return activation.equals(Activation.SOFTMAX);
    }
    return !(loss instanceof Loss.BinaryCrossEntropy) || activation.equals(Activation.SIGMOID);
  }

  private static Activation activation(Node node) {
    if (node.layer() instanceof Dense dense) {
      return dense.activation();
    }
    return node.layer() instanceof ActivationLayer layer ? layer.activation() : Activation.LINEAR;
  }
}
