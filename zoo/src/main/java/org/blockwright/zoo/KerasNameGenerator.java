package org.blockwright.zoo;

import java.util.HashMap;
import java.util.Map;

/**
 * Generates the names that Keras gives to unnamed layers: {@code conv2d}, {@code conv2d_1}, {@code
 * conv2d_2}, ..., counted per kind in the order in which layers are created. Each network needs its
 * own generator, so that it is named as the first network of a process.
 */
final class KerasNameGenerator {
  private final Map<String, Integer> counts = new HashMap<>();

  /**
   * Returns the next name for a kind of layer.
   *
   * @param kind class in snake case, such as {@code conv2d} or {@code add}
   */
  String next(String kind) {
    int number = counts.merge(kind, 1, Integer::sum) - 1;
    return number == 0 ? kind : kind + "_" + number;
  }
}
