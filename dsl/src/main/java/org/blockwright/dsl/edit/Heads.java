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
  public static final String ORIGINAL = "original";

  /** Name of {@link #globalAverage}. */
  public static final String GLOBAL_AVERAGE = "global-average";

  /** Name of {@link #flattened}. */
  public static final String FLATTEN = "flatten";

  /** Names of the heads; {@code original} is the network's head, resized to the labels. */
  public static final ImmutableList<String> NAMES =
      ImmutableList.of(ORIGINAL, GLOBAL_AVERAGE, FLATTEN);

  private Heads() {}

  /** Returns the head of the network itself; {@code original} in text. */
  public static Head original() {
    return new Head.Original();
  }

  /**
   * Returns global average pooling, dense, and the activation of the task; {@code global-average}
   * in text.
   */
  public static Head.GlobalAverage globalAverage() {
    return new Head.GlobalAverage(0, 0);
  }

  /** Returns flatten, dense, and the activation of the task; {@code flatten} in text. */
  public static Head.Flatten flattened() {
    return new Head.Flatten(0);
  }

  /** Returns a head of other layers; the last dense layer is resized to the labels. */
  public static Head of(Block... layers) {
    return new Head.Custom(seq(layers));
  }

  /**
   * Returns the head with this name from {@link #NAMES}; empty if there is none. The names of
   * earlier versions, {@code full}, {@code pool} and {@code linear}, are read too.
   */
  public static Optional<Head> named(String name) {
    return switch (name) {
      case ORIGINAL, "full" -> Optional.of(original());
      case GLOBAL_AVERAGE, "pool" -> Optional.of(globalAverage());
      case FLATTEN, "linear" -> Optional.of(flattened());
      default -> Optional.empty();
    };
  }

  /**
   * Returns the name of a head from {@link #NAMES}, whatever the width of a hidden layer; empty if
   * it has dropout or other layers.
   */
  public static Optional<String> nameOf(Head head) {
    if (head instanceof Head.Original) {
      return Optional.of(ORIGINAL);
    }
    if (head instanceof Head.GlobalAverage pool && pool.dropout() == 0) {
      return Optional.of(GLOBAL_AVERAGE);
    }
    return head instanceof Head.Flatten flatten && flatten.dropout() == 0
        ? Optional.of(FLATTEN)
        : Optional.empty();
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
