package org.blockwright.dsl.edit;

import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.OutputSettings;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NumberProblems;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;

/**
 * Head whose number of outputs is that of the labels, and whose activation is that of the {@link
 * Task}. Immutable; created by {@link Heads}.
 */
public sealed interface Head {
  /**
   * Returns the layers of the head; empty if it is that of the network.
   *
   * @param task ignored by a {@link Custom} head
   * @param labels number of labels or targets; ignored by a {@link Custom} head
   */
  Optional<Sequence> layers(Task task, int labels);

  /** Returns the layers of the head for a classification, see {@link #layers(Task, int)}. */
  default Optional<Sequence> layers(int labels) {
    return layers(Task.CLASSIFICATION, labels);
  }

  /**
   * Returns a network with this head and these labels.
   *
   * @throws org.blockwright.base.DescriptionException if the head does not fit the network or the
   *     task
   */
  default Network applyTo(Network network, Task task, List<String> labels) {
    return Edits.withHead(network, layers(task, labels.size()).orElseThrow(), labels);
  }

  /** Returns a network with this head for a classification, see {@link #applyTo}. */
  default Network applyTo(Network network, List<String> labels) {
    return applyTo(network, Task.CLASSIFICATION, labels);
  }

  /** The head of the network itself, with its last dense layer resized to the labels. */
  record Original() implements Head {
    @Override
    public Optional<Sequence> layers(Task task, int labels) {
      return Optional.empty();
    }

    @Override
    public Network applyTo(Network network, Task task, List<String> labels) {
      boolean fits =
          network.labels().equals(labels)
              && network.output().filter(output -> output.task() == task).isPresent();
      return fits ? network : Edits.relabel(network, task, labels);
    }
  }

  /**
   * Global average pooling, optionally a hidden layer with ReLU and dropout, dense, and the
   * activation of the task.
   *
   * @param hidden units of the hidden layer; 0 for none
   * @param dropout fraction of the values before the last dense layer that is dropped, in [0, 1)
   */
  record GlobalAverage(int hidden, double dropout) implements Head {
    public GlobalAverage {
      Checks.require(hidden >= 0, () -> NumberProblems.belowMinimum("head", "hidden", 0, hidden));
      Heads.requireRate(dropout);
    }

    /** The layers before the dropout. */
    private List<Block> pooled() {
      List<Block> layers = new ArrayList<>(List.of(globalAverage()));
      if (hidden > 0) {
        layers.add(dense(hidden).relu().named("fc"));
      }
      return layers;
    }

    /** The layers before the outputs. */
    List<Block> features() {
      List<Block> layers = pooled();
      if (dropout > 0) {
        layers.add(Layers.dropout(dropout));
      }
      return layers;
    }

    /**
     * Returns a head with several outputs on these features, at least two: for each a dense layer
     * with its name and the activation of its task.
     */
    public Several outputs(HeadOutput... outputs) {
      return Several.of(this, List.of(outputs));
    }

    /** Sets the units of the hidden layer; 0 for none. */
    public GlobalAverage hidden(int units) {
      return new GlobalAverage(units, dropout);
    }

    /** Sets the dropout before the last dense layer, in [0, 1). */
    public GlobalAverage dropout(double rate) {
      return new GlobalAverage(hidden, rate);
    }

    @Override
    public Optional<Sequence> layers(Task task, int labels) {
      return Optional.of(Heads.withOutput(pooled(), dropout, task, labels));
    }
  }

  /**
   * Flatten, optionally dropout, dense, and the activation of the task; its weights only fit one
   * input size.
   *
   * @param dropout fraction of the values before the dense layer that is dropped, in [0, 1)
   */
  record Flatten(double dropout) implements Head {
    public Flatten {
      Heads.requireRate(dropout);
    }

    /** Sets the dropout before the dense layer, in [0, 1). */
    public Flatten dropout(double rate) {
      return new Flatten(rate);
    }

    @Override
    public Optional<Sequence> layers(Task task, int labels) {
      return Optional.of(Heads.withOutput(List.of(flatten()), dropout, task, labels));
    }
  }

  /**
   * A custom head; the last dense layer is resized to the labels. Its activation must be that of
   * the task; a single sigmoid fits a classification of two classes.
   */
  record Custom(Sequence layers) implements Head {
    @Override
    public Optional<Sequence> layers(Task task, int labels) {
      return Optional.of(layers);
    }

    @Override
    public Network applyTo(Network network, Task task, List<String> labels) {
      return Edits.relabelKeepingActivation(
          Edits.withHead(network, layers, List.of()), task, labels);
    }
  }

  /**
   * Layers with several outputs, each with labels of its own; created by {@link
   * GlobalAverage#outputs}, or read from a file.
   *
   * @param layers the layers of the head
   * @param outputs labels, losses, weights and thresholds by vertex name of the output, at least
   *     two
   */
  record Several(Sequence layers, ImmutableMap<String, OutputSettings> outputs) implements Head {
    public Several {
      requireSeveral(outputs.size());
    }

    /** On shared features, a dense layer for each output, with the activation of its task. */
    static Several of(GlobalAverage features, List<HeadOutput> outputs) {
      requireSeveral(outputs.size());
      Checks.requireUnique(outputs.stream().map(HeadOutput::name).toList());
      return new Several(
          Sequence.of(List.of(block(features, outputs))),
          outputs.stream()
              .collect(ImmutableMap.toImmutableMap(HeadOutput::name, HeadOutput::settings)));
    }

    private static void requireSeveral(int outputs) {
      Checks.require(
          outputs >= 2, () -> NumberProblems.belowMinimum("outputs", "number", 2, outputs));
    }

    private static NamedBlock block(GlobalAverage features, List<HeadOutput> outputs) {
      Block[] shared = features.features().toArray(Block[]::new);
      HeadOutput first = outputs.get(0);
      return Layers.group(
          "outputs",
          Layers.graph(
              List.of("features"),
              inputs -> {
                SymbolicTensor pooled = inputs.get("features").group("shared", shared);
                SymbolicTensors all = SymbolicTensors.of(first.name(), first.applyTo(pooled));
                for (HeadOutput output : outputs.subList(1, outputs.size())) {
                  all = all.and(output.name(), output.applyTo(pooled));
                }
                return all;
              }));
    }

    @Override
    public Optional<Sequence> layers(Task task, int labels) {
      return Optional.of(layers);
    }

    /** Ignores task and labels: each output has its own. */
    @Override
    public Network applyTo(Network network, Task task, List<String> labels) {
      return applyTo(network);
    }

    /** Returns a network with these outputs, their labels and losses. */
    public Network applyTo(Network network) {
      Network result = network.head(layers);
      for (Map.Entry<String, OutputSettings> output : outputs.entrySet()) {
        result = result.output(output.getKey(), unused -> output.getValue());
      }
      return result;
    }
  }
}
