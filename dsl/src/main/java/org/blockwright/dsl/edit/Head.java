package org.blockwright.dsl.edit;

import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
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

    /** Returns a head with several outputs on these features. */
    public Several outputs(HeadOutput... outputs) {
      return new Several(this, List.of(outputs));
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
   * Layers of one's own; the last dense layer is resized to the labels. Its activation must be that
   * of the task; a single sigmoid fits a classification of two classes.
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
   * Several outputs on the same features: global average pooling, optionally a hidden layer and
   * dropout, then for each output a dense layer with its name and the activation of its task.
   *
   * @param features the layers before the outputs
   * @param outputs at least two
   */
  record Several(GlobalAverage features, List<HeadOutput> outputs) implements Head {
    public Several {
      outputs = ImmutableList.copyOf(outputs);
      int count = outputs.size();
      Checks.require(count >= 2, () -> NumberProblems.belowMinimum("outputs", "number", 2, count));
    }

    @Override
    public Optional<Sequence> layers(Task task, int labels) {
      return Optional.of(Sequence.of(List.of(block())));
    }

    private NamedBlock block() {
      List<Block> shared = features.features();
      return Layers.group(
          "outputs",
          Layers.graph(
              List.of("features"),
              inputs -> {
                SymbolicTensor pooled =
                    inputs.get("features").group("shared", shared.toArray(Block[]::new));
                SymbolicTensors all = SymbolicTensors.of(first().name(), first().applyTo(pooled));
                for (HeadOutput output : outputs.subList(1, outputs.size())) {
                  all = all.and(output.name(), output.applyTo(pooled));
                }
                return all;
              }));
    }

    private HeadOutput first() {
      return outputs.get(0);
    }

    /** Ignores the labels: each output has its own. */
    @Override
    public Network applyTo(Network network, Task task, List<String> labels) {
      return applyTo(network);
    }

    /** Returns a network with these outputs, their labels and losses. */
    public Network applyTo(Network network) {
      Network result = network.head(Sequence.of(List.of(block())));
      for (HeadOutput output : outputs) {
        result = result.output(output.name(), settings -> output.settings());
      }
      return result;
    }
  }
}
