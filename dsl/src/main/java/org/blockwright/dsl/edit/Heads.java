package org.blockwright.dsl.edit;

import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.blockwright.dsl.layer.Sequence;

/** Heads that fit any map. */
public final class Heads {
  /** The heads that have a name; {@code full} is the network's own. */
  public static final ImmutableList<String> NAMES = ImmutableList.of("full", "pool", "linear");

  private Heads() {}

  /**
   * The head of this name that fits any map; none for {@code full} and for names that are not
   * known.
   *
   * @param width units of a hidden layer in the pool head; 0 for none
   */
  public static Optional<Sequence> named(String name, int labels, int width) {
    return switch (name) {
      case "pool" -> Optional.of(width > 0 ? pool(labels, width) : pool(labels));
      case "linear" -> Optional.of(linear(labels));
      default -> Optional.empty();
    };
  }

  /** Global average, dense, softmax. */
  public static Sequence pool(int labels) {
    return seq(globalAverage(), dense(labels).named("linear"), softmax().named("soft"));
  }

  /** Global average, a hidden layer of {@code width} units with relu, dense, softmax. */
  public static Sequence pool(int labels, int width) {
    return seq(
        globalAverage(),
        dense(width).relu().named("fc"),
        dense(labels).named("linear"),
        softmax().named("soft"));
  }

  /** Flatten, dense, softmax; it fixes the size of the input. */
  public static Sequence linear(int labels) {
    return seq(flatten(), dense(labels).named("linear"), softmax().named("soft"));
  }
}
