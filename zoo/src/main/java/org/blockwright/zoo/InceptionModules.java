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
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.NamedBlock;

/**
 * What both Inception networks of Keras Applications are made of. Most layers have the names that
 * Keras makes by itself, so parts are to be asked for in the order in which Keras makes them.
 */
final class InceptionModules {
  /**
   * A convolution without bias, a norm without gamma, a relu.
   *
   * @param downsample stride 2 and no padding
   */
  record ConvBnRelu(int filters, int height, int width, boolean downsample) {
    ConvBnRelu downsampled() {
      return new ConvBnRelu(filters, height, width, true);
    }
  }

  private final Width width;
  private final KerasNameGenerator names;

  InceptionModules(Width width, KerasNameGenerator names) {
    this.width = width;
    this.names = names;
  }

  static ConvBnRelu convBnRelu(int filters, int kernel) {
    return convBnRelu(filters, kernel, kernel);
  }

  static ConvBnRelu convBnRelu(int filters, int height, int width) {
    return new ConvBnRelu(filters, height, width, false);
  }

  /** From the picture to an eighth of its side. */
  NamedBlock stem() {
    return group(
        "stem",
        join(
            List.of(
                layers(convBnRelu(32, 3).downsampled()),
                layers(conv(width.of(32), 3).valid()),
                layers(convBnRelu(64, 3)),
                List.of(maxPool(3).stride(2).named(names.next("max_pooling2d"))),
                layers(convBnRelu(80, 1)),
                layers(conv(width.of(192), 3).valid()),
                List.of(maxPool(3).stride(2).named(names.next("max_pooling2d"))))));
  }

  /** An arm of units one after the other. */
  NamedBlock branch(String name, ConvBnRelu... units) {
    return group(name, Stream.of(units).flatMap(u -> layers(u).stream()).toList());
  }

  /** An arm that takes the mean of each window before its unit. */
  NamedBlock averagePoolBranch(int filters) {
    NamedBlock pool = averagePool(3).stride(1).same().named(names.next("average_pooling2d"));
    return group("pool", join(List.of(List.of(pool), layers(convBnRelu(filters, 1)))));
  }

  /** An arm that halves the map with its largest values. */
  NamedBlock maxPoolBranch() {
    return group("pool", maxPool(3).stride(2).named(names.next("max_pooling2d")));
  }

  /** Arms whose channels are put one behind the other; the join has the group's name. */
  static NamedBlock mixed(String name, NamedBlock... arms) {
    return group(name, branches(concat().named(name), arms));
  }

  /** The global average and the answer. */
  static Network head(Network network, List<String> labels) {
    return network
        .head(
            globalAverage().named("avg_pool"), dense(labels.size()).softmax().named("predictions"))
        .labels(labels);
  }

  List<NamedBlock> layers(ConvBnRelu unit) {
    Conv conv = conv(width.of(unit.filters()), unit.height(), unit.width());
    return layers(unit.downsample() ? conv.stride(2).valid() : conv);
  }

  private List<NamedBlock> layers(Conv conv) {
    return List.of(
        conv.noBias().named(names.next("conv2d")),
        batchNorm().noGamma().named(names.next("batch_normalization")),
        relu().named(names.next("activation")));
  }

  static List<NamedBlock> join(List<List<NamedBlock>> lists) {
    return lists.stream().flatMap(List::stream).toList();
  }
}
