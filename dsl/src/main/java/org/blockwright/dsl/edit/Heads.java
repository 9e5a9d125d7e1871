package org.blockwright.dsl.edit;

import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.blockwright.dsl.layer.Sequence;

/** Classification heads for any feature map. */
public final class Heads {
  /** Names of the heads; {@code full} is the network's own head, resized to the labels. */
  public static final ImmutableList<String> NAMES = ImmutableList.of("full", "pool", "linear");

  private Heads() {}

  /**
   * Returns the head with this name; empty for {@code full} and for unknown names.
   *
   * @param labels number of labels
   * @param width units of the hidden layer of the {@code pool} head; 0 for no hidden layer
   */
  public static Optional<Sequence> named(String name, int labels, int width) {
    return switch (name) {
      case "pool" -> Optional.of(width > 0 ? pool(labels, width) : pool(labels));
      case "linear" -> Optional.of(linear(labels));
      default -> Optional.empty();
    };
  }

  /** Global average pooling, dense, softmax. */
  public static Sequence pool(int labels) {
    return seq(globalAverage(), dense(labels).named("linear"), softmax().named("soft"));
  }

  /** Global average pooling, a hidden layer of {@code width} units with ReLU, dense, softmax. */
  public static Sequence pool(int labels, int width) {
    return seq(
        globalAverage(),
        dense(width).relu().named("fc"),
        dense(labels).named("linear"),
        softmax().named("soft"));
  }

  /** Flatten, dense, softmax; its weights only fit one input size. */
  public static Sequence linear(int labels) {
    return seq(flatten(), dense(labels).named("linear"), softmax().named("soft"));
  }
}
