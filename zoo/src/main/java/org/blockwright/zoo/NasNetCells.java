package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.averagePool;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.crop;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.samePad;
import static org.blockwright.dsl.Layers.separableConv;
import static org.blockwright.dsl.Layers.zeroPad;

import java.util.List;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.Subgraph;

/**
 * The cells of NASNet-A. A cell has two inputs: {@code ip}, the output of the previous cell, and
 * {@code p}, the output of the cell before that. Its outputs are {@code concat} and its own {@code
 * ip}, which are {@code ip} and {@code p} of the next cell. Some layers have names that Keras
 * generates, so cells must be created in the order of the network.
 */
final class NasNetCells {
  /**
   * A cell.
   *
   * @param filters number of filters of its convolutions
   * @param reducePrevious whether {@code p} has twice the height and width of {@code ip}
   */
  record Cell(String name, int filters, boolean reducePrevious) {
    static Cell reducing(String name, int filters) {
      return new Cell(name, filters, true);
    }

    static Cell projecting(String name, int filters) {
      return new Cell(name, filters, false);
    }

    String layerName(String layer) {
      return layer + "_" + name;
    }
  }

  private static final List<String> INPUTS = List.of("ip", "p");

  private final KerasNameGenerator names = new KerasNameGenerator();

  String nextName(String kind) {
    return names.next(kind);
  }

  /** Batch norm with Keras's momentum, with which moving statistics change very slowly. */
  static BatchNorm norm() {
    return batchNorm().momentum(0.9997);
  }

  /** The first cell, which uses its only input as both {@code ip} and {@code p}. */
  Subgraph firstCell(String name, int filters) {
    Cell cell = Cell.projecting(name, filters);
    return graph(
        List.of("ip"),
        in -> reductionCell(cell, in.get("ip"), in.get("ip")).and("ip", in.get("ip")));
  }

  /** A cell that halves the feature map. */
  Subgraph reductionCell(Cell cell) {
    return graph(
        INPUTS,
        in -> {
          SymbolicTensor p = adjustBlock(cell, in.get("p"));
          return reductionCell(cell, in.get("ip"), p).and("ip", in.get("ip"));
        });
  }

  /** A cell that keeps the size of the feature map. */
  Subgraph normalCell(Cell cell, boolean last) {
    return graph(
        INPUTS,
        in -> {
          SymbolicTensor p = adjustBlock(cell, in.get("p"));
          SymbolicTensor h = squeezeBlock(cell, "normal", in.get("ip"));
          SymbolicTensor x1 =
              separableConvBlock(cell, h, 5, 1, "normal_left1")
                  .add(
                      cell.layerName("normal_add_1"),
                      separableConvBlock(cell, p, 3, 1, "normal_right1"));
          SymbolicTensor x2 =
              separableConvBlock(cell, p, 5, 1, "normal_left2")
                  .add(
                      cell.layerName("normal_add_2"),
                      separableConvBlock(cell, p, 3, 1, "normal_right2"));
          SymbolicTensor x3 =
              h.then(cell.layerName("normal_left3"), averagePool3x3())
                  .add(cell.layerName("normal_add_3"), p);
          SymbolicTensor x4 =
              p.then(cell.layerName("normal_left4"), averagePool3x3())
                  .add(
                      cell.layerName("normal_add_4"),
                      p.then(cell.layerName("normal_right4"), averagePool3x3()));
          SymbolicTensor x5 =
              separableConvBlock(cell, h, 3, 1, "normal_left5")
                  .add(cell.layerName("normal_add_5"), h);
          SymbolicTensors out =
              SymbolicTensors.of(
                  "concat", p.concat(cell.layerName("normal_concat"), x1, x2, x3, x4, x5));
          return last ? out : out.and("ip", in.get("ip"));
        });
  }

  private SymbolicTensors reductionCell(Cell cell, SymbolicTensor ip, SymbolicTensor p) {
    SymbolicTensor h = squeezeBlock(cell, "reduction", ip);
    // Explicit zeros: they count in the maximum and the mean, unlike the padding of a pooling
    // layer.
    SymbolicTensor padded = h.then(cell.layerName("reduction_pad_1"), samePad(3, 2));
    SymbolicTensor x1 =
        separableConvBlock(cell, h, 5, 2, "reduction_left1")
            .add(
                cell.layerName("reduction_add_1"),
                separableConvBlock(cell, p, 7, 2, "reduction_right1"));
    SymbolicTensor x2 =
        padded
            .then(cell.layerName("reduction_left2"), maxPool(3).stride(2))
            .add(
                cell.layerName("reduction_add_2"),
                separableConvBlock(cell, p, 7, 2, "reduction_right2"));
    SymbolicTensor x3 =
        padded
            .then(cell.layerName("reduction_left3"), averagePool(3).stride(2))
            .add(
                cell.layerName("reduction_add3"),
                separableConvBlock(cell, p, 5, 2, "reduction_right3"));
    SymbolicTensor x4 =
        x2.add(names.next("add"), x1.then(cell.layerName("reduction_left4"), averagePool3x3()));
    SymbolicTensor x5 =
        separableConvBlock(cell, x1, 3, 1, "reduction_left4")
            .add(
                cell.layerName("reduction_add4"),
                padded.then(cell.layerName("reduction_right5"), maxPool(3).stride(2)));
    return SymbolicTensors.of("concat", x2.concat(cell.layerName("reduction_concat"), x3, x4, x5));
  }

  /** Adjusts {@code p} to the size and channels of the cell. */
  private SymbolicTensor adjustBlock(Cell cell, SymbolicTensor p) {
    if (!cell.reducePrevious()) {
      return p.group(
          "adjust",
          relu().named(names.next("activation")),
          conv(cell.filters(), 1).noBias().named(cell.layerName("adjust_conv_projection")),
          norm().named(cell.layerName("adjust_bn")));
    }
    SymbolicTensor relu = p.then(cell.layerName("adjust_relu_1"), relu());
    SymbolicTensor even =
        relu.group(
            "even",
            averagePool(1).stride(2).named(cell.layerName("adjust_avg_pool_1")),
            conv(cell.filters() / 2, 1).noBias().named(cell.layerName("adjust_conv_1")));
    SymbolicTensor odd =
        relu.group(
            "odd",
            zeroPad(0, 1).named(names.next("zero_padding2d")),
            crop(1, 0, 1, 0).named(names.next("cropping2d")),
            averagePool(1).stride(2).named(cell.layerName("adjust_avg_pool_2")),
            conv(cell.filters() / 2, 1).noBias().named(cell.layerName("adjust_conv_2")));
    return even.concat(names.next("concatenate"), odd).then(cell.layerName("adjust_bn"), norm());
  }

  /** Projects {@code ip} to the channels of the cell. */
  private SymbolicTensor squeezeBlock(Cell cell, String kind, SymbolicTensor ip) {
    return ip.group(
        "squeeze",
        relu().named(names.next("activation")),
        conv(cell.filters(), 1).noBias().named(cell.layerName(kind + "_conv_1")),
        norm().named(cell.layerName(kind + "_bn_1")));
  }

  /** Two separable convolutions, each between ReLU and batch norm; only the first one strides. */
  private SymbolicTensor separableConvBlock(
      Cell cell, SymbolicTensor input, int kernel, int stride, String id) {
    String name = cell.layerName(id);
    return input.group(
        id,
        relu().named(names.next("activation")),
        separableConv(cell.filters(), kernel)
            .stride(stride)
            .noBias()
            .named("separable_conv_1_" + name),
        norm().named("separable_conv_1_bn_" + name),
        relu().named(names.next("activation")),
        separableConv(cell.filters(), kernel).noBias().named("separable_conv_2_" + name),
        norm().named("separable_conv_2_bn_" + name));
  }

  private static Pool averagePool3x3() {
    return averagePool(3).stride(1).same();
  }
}
