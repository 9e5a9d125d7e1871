package org.blockwright.dsl.edit;

import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NumberProblems;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Sequence;

/**
 * Classification head whose number of outputs is that of the labels. Immutable; created by {@link
 * Heads}.
 */
public sealed interface Head {
  /**
   * Returns the layers of the head; empty if it is that of the network.
   *
   * @param labels number of labels; ignored by a {@link Custom} head
   */
  Optional<Sequence> layers(int labels);

  /**
   * Returns a network with this head and these labels.
   *
   * @throws org.blockwright.base.DescriptionException if the head does not fit the network
   */
  default Network applyTo(Network network, List<String> labels) {
    return Edits.withHead(network, layers(labels.size()).orElseThrow(), labels);
  }

  /** The head of the network itself, with its last dense layer resized to the labels. */
  record Original() implements Head {
    @Override
    public Optional<Sequence> layers(int labels) {
      return Optional.empty();
    }

    @Override
    public Network applyTo(Network network, List<String> labels) {
      return network.labels().equals(labels) ? network : Edits.relabel(network, labels);
    }
  }

  /**
   * Global average pooling, optionally a hidden layer with ReLU and dropout, dense, softmax.
   *
   * @param hidden units of the hidden layer; 0 for none
   * @param dropout fraction of the values before the last dense layer that is dropped, in [0, 1)
   */
  record GlobalAverage(int hidden, double dropout) implements Head {
    public GlobalAverage {
      Checks.require(hidden >= 0, () -> NumberProblems.belowMinimum("head", "hidden", 0, hidden));
      Heads.requireRate(dropout);
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
    public Optional<Sequence> layers(int labels) {
      List<Block> layers = new ArrayList<>(List.of(globalAverage()));
      if (hidden > 0) {
        layers.add(dense(hidden).relu().named("fc"));
      }
      return Optional.of(Heads.classifier(layers, dropout, labels));
    }
  }

  /**
   * Flatten, optionally dropout, dense, softmax; its weights only fit one input size.
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
    public Optional<Sequence> layers(int labels) {
      return Optional.of(Heads.classifier(List.of(flatten()), dropout, labels));
    }
  }

  /** Layers of one's own; the last dense layer is resized to the labels. */
  record Custom(Sequence layers) implements Head {
    @Override
    public Optional<Sequence> layers(int labels) {
      return Optional.of(layers);
    }

    @Override
    public Network applyTo(Network network, List<String> labels) {
      return Edits.relabel(Edits.withHead(network, layers, List.of()), labels);
    }
  }
}
