package org.blockwright.dsl.edit;

import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import org.blockwright.dsl.Seq;

/** Heads that fit any map. */
public final class Heads {
  private Heads() {}

  /** Global average, dense, softmax. */
  public static Seq pool(int labels) {
    return seq(globalAverage(), dense(labels).named("linear"), softmax().named("soft"));
  }

  /** Global average, a hidden layer of {@code width} units with relu, dense, softmax. */
  public static Seq pool(int labels, int width) {
    return seq(
        globalAverage(),
        dense(width).relu().named("fc"),
        dense(labels).named("linear"),
        softmax().named("soft"));
  }

  /** Flatten, dense, softmax; it fixes the size of the input. */
  public static Seq linear(int labels) {
    return seq(flatten(), dense(labels).named("linear"), softmax().named("soft"));
  }
}
