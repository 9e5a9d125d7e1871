package org.blockwright.dsl.edit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.OutputSettings;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.check.NetworkProblems;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.NamedBlock;

/** Changes the labels and the task of the only output of a network with a head. */
final class Relabeling {
  private Relabeling() {}

  /** Resizes the head for the task that it has; a single sigmoid with two labels stays binary. */
  static Network keepTask(Network network, List<String> labels) {
    Task task = network.output().map(Output::task).orElse(Task.CLASSIFICATION);
    // Two labels of a single sigmoid cannot become three: it gets one unit per label.
    Task fitting = task == Task.BINARY && labels.size() != 2 ? Task.MULTI_LABEL : task;
    return resize(network, fitting.units(labels.size()), labels);
  }

  static Network setTask(Network network, Task task, List<String> labels) {
    requireTwoForBinary(network, task, labels);
    Output output = requireOutput(network);
    if (output.task() == task) {
      return resize(network, task.units(labels.size()), labels);
    }
    Network bare = network.withOutputSettings(Map.of());
    return resize(
        activate(bare, network.graph().node(output.name()), task),
        task.units(labels.size()),
        labels);
  }

  /** Gives the last layer the activation of a task; numbers need none. */
  private static Network activate(Network network, Node last, Task task) {
    if (last.layer() instanceof Dense dense) {
      return replace(network, last.path(), dense.activation(task.activation()));
    }
    Checks.require(
        last.layer() instanceof ActivationLayer,
        () ->
            EditProblems.noOutputActivation(
                network.name(), last.path(), last.layer().kind(), task.id()));
    return task == Task.REGRESSION
        ? BlockEdit.removal().applyTo(network, last.path())
        : replace(network, last.path(), new ActivationLayer(task.activation()));
  }

  static Network requireTask(Network network, Task task, List<String> labels) {
    Output output = requireOutput(network);
    boolean binary = task.isClassification() && labels.size() == 2 && output.task() == Task.BINARY;
    // Both are sigmoids, and the number of units is set below.
    boolean severalLabels = task == Task.MULTI_LABEL && output.task() == Task.BINARY;
    boolean oneOfTwo =
        task == Task.BINARY && output.task() == Task.MULTI_LABEL && labels.size() == 2;
    Checks.require(
        output.task() == task || binary || severalLabels || oneOfTwo,
        () ->
            EditProblems.wrongActivation(
                network.name(), output.name(), output.activation().toString(), task));
    int units = binary || oneOfTwo ? 1 : task.units(labels.size());
    return resize(network, units, labels);
  }

  private static void requireTwoForBinary(Network network, Task task, List<String> labels) {
    Checks.require(
        task != Task.BINARY || labels.size() == 2,
        () -> NetworkProblems.binaryLabelCountMismatch(network.name(), labels.size()));
  }

  private static Output requireOutput(Network network) {
    Checks.require(
        network.graph().outputs().size() == 1,
        () -> NetworkProblems.severalOutputs(network.name(), network.graph().outputs()));
    return network
        .output()
        .orElseThrow(() -> new InvalidDescriptionException(EditProblems.noHead(network.name())));
  }

  private static Network resize(Network network, int units, List<String> labels) {
    Node last =
        Lists.reverse(network.graph().nodes()).stream()
            .filter(node -> node.isInHead() && node.layer() instanceof Dense)
            .findFirst()
            .orElseThrow(
                () -> new InvalidDescriptionException(EditProblems.noHead(network.name())));
    Network bare = network.withOutputSettings(Map.of());
    Network resized = replace(bare, last.path(), ((Dense) last.layer()).units(units));
    OutputSettings settings =
        network.outputSettings().values().stream().findFirst().orElse(OutputSettings.DEFAULT);
    return resized.onlyOutput(unused -> kept(settings, labels));
  }

  /** Keeps the loss, but not what belongs to the labels that are replaced. */
  private static OutputSettings kept(OutputSettings settings, List<String> labels) {
    boolean sameLabels = settings.labels().equals(labels);
    OutputSettings relabeled = settings.labels(labels);
    if (sameLabels) {
      return relabeled;
    }
    boolean weighted = settings.loss().filter(loss -> !loss.unitWeights().isEmpty()).isPresent();
    return new OutputSettings(
        relabeled.labels(),
        weighted ? Optional.empty() : settings.loss(),
        settings.weight(),
        ImmutableList.of());
  }

  private static Network replace(Network network, String path, BlockBody body) {
    return BlockEdit.replacement(block -> new NamedBlock(block.name(), block.isGroup(), body))
        .applyTo(network, path);
  }
}
