package org.blockwright.zoo;

import java.util.HashMap;
import java.util.Map;

/**
 * The names that Keras gives to layers which were given none: {@code conv2d}, {@code conv2d_1},
 * {@code conv2d_2}, ..., a count for each kind, in the order in which the layers are made. One for
 * each network that is built, as if it were the first of its process.
 */
final class KerasNameGenerator {
  private final Map<String, Integer> counts = new HashMap<>();

  /**
   * The next name of a kind.
   *
   * @param kind the class as Keras spells it in names, {@code conv2d} or {@code add}
   */
  String next(String kind) {
    int number = counts.merge(kind, 1, Integer::sum) - 1;
    return number == 0 ? kind : kind + "_" + number;
  }
}
