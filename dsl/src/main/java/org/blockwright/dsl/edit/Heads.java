package org.blockwright.dsl.edit;

import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.sigmoid;
import static org.blockwright.dsl.Layers.softmax;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NumberProblems;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Sequence;

/**
 * Heads for any feature map: for a classification, for a single sigmoid, for several labels and for
 * numbers, depending on the {@link Task}.
 *
 * <pre>{@code
 * Head head = Heads.globalAverage().hidden(64).dropout(0.2);
 * }</pre>
 */
public final class Heads {
  /** Name of {@link #original}. */
  public static final String FULL = "full";

  /** Name of {@link #globalAverage}. */
  public static final String POOL = "pool";

  /** Name of {@link #flattened}. */
  public static final String LINEAR = "linear";

  /** Names of the heads; {@code full} is the network's own head, resized to the labels. */
  public static final ImmutableList<String> NAMES = ImmutableList.of(FULL, POOL, LINEAR);

  private Heads() {}

  /** Returns the head of the network itself; {@code full} in text. */
  public static Head original() {
    return new Head.Original();
  }

  /**
   * Returns global average pooling, dense, and the activation of the task; {@code pool} in text.
   */
  public static Head.GlobalAverage globalAverage() {
    return new Head.GlobalAverage(0, 0);
  }

  /** Returns flatten, dense, and the activation of the task; {@code linear} in text. */
  public static Head.Flatten flattened() {
    return new Head.Flatten(0);
  }

  /** Returns a head of other layers; the last dense layer is resized to the labels. */
  public static Head of(Block... layers) {
    return new Head.Custom(seq(layers));
  }

  /** Returns the head with this name from {@link #NAMES}; empty if there is none. */
  public static Optional<Head> named(String name) {
    return switch (name) {
      case FULL -> Optional.of(original());
      case POOL -> Optional.of(globalAverage());
      case LINEAR -> Optional.of(flattened());
      default -> Optional.empty();
    };
  }

  /**
   * Returns the name of a head from {@link #NAMES}, whatever the width of a hidden layer; empty if
   * it has dropout or other layers.
   */
  public static Optional<String> nameOf(Head head) {
    if (head instanceof Head.Original) {
      return Optional.of(FULL);
    }
    if (head instanceof Head.GlobalAverage pool && pool.dropout() == 0) {
      return Optional.of(POOL);
    }
    return head instanceof Head.Flatten flatten && flatten.dropout() == 0
        ? Optional.of(LINEAR)
        : Optional.empty();
  }

  /**
   * Returns the head with this name; empty for {@code full} and for unknown names.
   *
   * @param labels number of labels
   * @param width units of the hidden layer of the {@code pool} head; 0 for no hidden layer
   */
  public static Optional<Sequence> named(String name, int labels, int width) {
    return switch (name) {
      case POOL -> Optional.of(width > 0 ? pool(labels, width) : pool(labels));
      case LINEAR -> Optional.of(linear(labels));
      default -> Optional.empty();
    };
  }

  /** Global average pooling, dense, softmax. */
  public static Sequence pool(int labels) {
    return globalAverage().layers(labels).orElseThrow();
  }

  /** Global average pooling, a hidden layer of {@code width} units with ReLU, dense, softmax. */
  public static Sequence pool(int labels, int width) {
    return globalAverage().hidden(width).layers(labels).orElseThrow();
  }

  /** Flatten, dense, softmax; its weights only fit one input size. */
  public static Sequence linear(int labels) {
    return flattened().layers(labels).orElseThrow();
  }

  /** Appends dropout, if there is any, and the output of a task to layers. */
  static Sequence withOutput(List<? extends Block> layers, double dropout, Task task, int labels) {
    List<Block> all = new ArrayList<>(layers);
    if (dropout > 0) {
      all.add(dropout(dropout));
    }
    all.add(dense(task.units(labels)).named("linear"));
    switch (task) {
      case CLASSIFICATION -> all.add(softmax().named("soft"));
      case BINARY, MULTI_LABEL -> all.add(sigmoid().named("sigmoid"));
      case REGRESSION -> {}
    }
    return Sequence.of(all);
  }

  static void requireRate(double dropout) {
    Checks.require(
        dropout >= 0 && dropout < 1,
        () -> NumberProblems.invalidFraction("head", "dropout", dropout));
  }
}
