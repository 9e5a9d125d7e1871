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
 * Building blocks of both Inception networks of Keras Applications. Most layers have names that
 * Keras generates, so the blocks must be created in the same order as in Keras.
 */
final class InceptionModules {
  /**
   * A convolution without bias, batch norm without gamma, ReLU.
   *
   * @param downsample whether the convolution has stride 2 and no padding
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

  /** The layers from the image to an eighth of its size. */
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

  /** A branch of units in sequence. */
  NamedBlock branch(String name, ConvBnRelu... units) {
    return group(name, Stream.of(units).flatMap(u -> layers(u).stream()).toList());
  }

  /** A branch of average pooling and a 1x1 convolution. */
  NamedBlock averagePoolBranch(int filters) {
    NamedBlock pool = averagePool(3).stride(1).same().named(names.next("average_pooling2d"));
    return group("pool", join(List.of(List.of(pool), layers(convBnRelu(filters, 1)))));
  }

  /** A branch of max pooling, which halves the feature map. */
  NamedBlock maxPoolBranch() {
    return group("pool", maxPool(3).stride(2).named(names.next("max_pooling2d")));
  }

  /** Concatenated branches; the concatenation has the name of the group. */
  static NamedBlock mixed(String name, NamedBlock... branches) {
    return group(name, branches(concat().named(name), branches));
  }

  /** Sets the head: global average pooling and the classifier. */
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
