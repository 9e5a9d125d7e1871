package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.averagePool;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;

import java.util.List;
import java.util.stream.Stream;
import org.blockwright.dsl.Conv;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Part;

/**
 * What both Inception networks of Keras Applications are made of. Most layers have the names that
 * Keras makes by itself, so parts are to be asked for in the order in which Keras makes them.
 */
final class InceptionParts {
  /**
   * A convolution without bias, a norm without gamma, a relu.
   *
   * @param halving stride 2 and no padding
   */
  record Unit(int filters, int height, int width, boolean halving) {
    Unit half() {
      return new Unit(filters, height, width, true);
    }
  }

  private final Width width;
  private final AutoNames names;

  InceptionParts(Width width, AutoNames names) {
    this.width = width;
    this.names = names;
  }

  static Unit unit(int filters, int kernel) {
    return unit(filters, kernel, kernel);
  }

  static Unit unit(int filters, int height, int width) {
    return new Unit(filters, height, width, false);
  }

  /** From the picture to an eighth of its side. */
  Part stem() {
    return group(
        "stem",
        join(
            List.of(
                layers(unit(32, 3).half()),
                layers(conv(3, width.of(32)).valid()),
                layers(unit(64, 3)),
                List.of(maxPool(3).stride(2).named(names.next("max_pooling2d"))),
                layers(unit(80, 1)),
                layers(conv(3, width.of(192)).valid()),
                List.of(maxPool(3).stride(2).named(names.next("max_pooling2d"))))));
  }

  /** An arm of units one after the other. */
  Part arm(String name, Unit... units) {
    return group(name, Stream.of(units).flatMap(u -> layers(u).stream()).toList());
  }

  /** An arm that takes the mean of each window before its unit. */
  Part meanArm(int filters) {
    Part pool = averagePool(3).stride(1).same().named(names.next("average_pooling2d"));
    return group("pool", join(List.of(List.of(pool), layers(unit(filters, 1)))));
  }

  /** An arm that halves the map with its largest values. */
  Part maxArm() {
    return group("pool", maxPool(3).stride(2).named(names.next("max_pooling2d")));
  }

  /** Arms whose channels are put one behind the other; the join has the group's name. */
  static Part mixed(String name, Part... arms) {
    return group(name, branches(concat().named(name), arms));
  }

  /** The global average and the answer. */
  static Network head(Network network, List<String> labels) {
    return network
        .head(
            globalAverage().named("avg_pool"), dense(labels.size()).softmax().named("predictions"))
        .labels(labels);
  }

  List<Part> layers(Unit unit) {
    Conv conv = conv(unit.height(), unit.width(), width.of(unit.filters()));
    return layers(unit.halving() ? conv.stride(2).valid() : conv);
  }

  private List<Part> layers(Conv conv) {
    return List.of(
        conv.noBias().named(names.next("conv2d")),
        batchNorm().noGamma().named(names.next("batch_normalization")),
        relu().named(names.next("activation")));
  }

  static List<Part> join(List<List<Part>> lists) {
    return lists.stream().flatMap(List::stream).toList();
  }
}
