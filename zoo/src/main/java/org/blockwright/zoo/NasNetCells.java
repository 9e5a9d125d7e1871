package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.averagePool;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.crop;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.samePad;
import static org.blockwright.dsl.Layers.separable;
import static org.blockwright.dsl.Layers.zeroPad;

import java.util.List;
import org.blockwright.dsl.BatchNorm;
import org.blockwright.dsl.Flow;
import org.blockwright.dsl.Pool;
import org.blockwright.dsl.Ports;
import org.blockwright.dsl.Wiring;

/**
 * The cells of NASNet-A. A cell reads {@code ip}, what the cell before it gives, and {@code p},
 * what that one read; it gives its {@code concat} and its own {@code ip}, which the next one takes
 * in this order. Some layers have the names that Keras makes by itself, so cells are to be asked
 * for in the order of the network.
 */
final class NasNetCells {
  /**
   * A cell.
   *
   * @param halve whether {@code p} is twice as large as {@code ip}, not only of other channels
   */
  record Cell(String name, int filters, boolean halve) {
    static Cell halving(String name, int filters) {
      return new Cell(name, filters, true);
    }

    static Cell projecting(String name, int filters) {
      return new Cell(name, filters, false);
    }

    String id(String layer) {
      return layer + "_" + name;
    }
  }

  private static final List<String> READS = List.of("ip", "p");

  private final AutoNames names = new AutoNames();

  String name(String kind) {
    return names.next(kind);
  }

  /** The momentum is Keras's: the moving statistics of a short run hardly move. */
  static BatchNorm norm() {
    return batchNorm().momentum(0.9997);
  }

  /** The first cell has one input, which it reads as both. */
  Wiring first(String name, int filters) {
    Cell cell = Cell.projecting(name, filters);
    return graph(
        List.of("ip"), in -> reduction(cell, in.get("ip"), in.get("ip")).and("ip", in.get("ip")));
  }

  /** A cell that halves the map. */
  Wiring reduction(Cell cell) {
    return graph(
        READS,
        in -> {
          Flow p = adjusted(cell, in.get("p"));
          return reduction(cell, in.get("ip"), p).and("ip", in.get("ip"));
        });
  }

  /** A cell that keeps the size. */
  Wiring normal(Cell cell, boolean last) {
    return graph(
        READS,
        in -> {
          Flow p = adjusted(cell, in.get("p"));
          Flow h = squeezed(cell, "normal", in.get("ip"));
          Flow x1 =
              unit(cell, h, 5, 1, "normal_left1")
                  .plus(cell.id("normal_add_1"), unit(cell, p, 3, 1, "normal_right1"));
          Flow x2 =
              unit(cell, p, 5, 1, "normal_left2")
                  .plus(cell.id("normal_add_2"), unit(cell, p, 3, 1, "normal_right2"));
          Flow x3 = h.then(cell.id("normal_left3"), mean()).plus(cell.id("normal_add_3"), p);
          Flow x4 =
              p.then(cell.id("normal_left4"), mean())
                  .plus(cell.id("normal_add_4"), p.then(cell.id("normal_right4"), mean()));
          Flow x5 = unit(cell, h, 3, 1, "normal_left5").plus(cell.id("normal_add_5"), h);
          Ports out = Ports.of("concat", p.concat(cell.id("normal_concat"), x1, x2, x3, x4, x5));
          return last ? out : out.and("ip", in.get("ip"));
        });
  }

  private Ports reduction(Cell cell, Flow ip, Flow p) {
    Flow h = squeezed(cell, "reduction", ip);
    // These zeros are values: they may win the maximum and count in the mean.
    Flow padded = h.then(cell.id("reduction_pad_1"), samePad(3, 2));
    Flow x1 =
        unit(cell, h, 5, 2, "reduction_left1")
            .plus(cell.id("reduction_add_1"), unit(cell, p, 7, 2, "reduction_right1"));
    Flow x2 =
        padded
            .then(cell.id("reduction_left2"), maxPool(3).stride(2))
            .plus(cell.id("reduction_add_2"), unit(cell, p, 7, 2, "reduction_right2"));
    Flow x3 =
        padded
            .then(cell.id("reduction_left3"), averagePool(3).stride(2))
            .plus(cell.id("reduction_add3"), unit(cell, p, 5, 2, "reduction_right3"));
    Flow x4 = x2.plus(names.next("add"), x1.then(cell.id("reduction_left4"), mean()));
    Flow x5 =
        unit(cell, x1, 3, 1, "reduction_left4")
            .plus(
                cell.id("reduction_add4"),
                padded.then(cell.id("reduction_right5"), maxPool(3).stride(2)));
    return Ports.of("concat", x2.concat(cell.id("reduction_concat"), x3, x4, x5));
  }

  /** {@code p} at the size and with the channels of the cell. */
  private Flow adjusted(Cell cell, Flow p) {
    if (!cell.halve()) {
      return p.group(
          "adjust",
          relu().named(names.next("activation")),
          conv(1, cell.filters()).noBias().named(cell.id("adjust_conv_projection")),
          norm().named(cell.id("adjust_bn")));
    }
    Flow active = p.then(cell.id("adjust_relu_1"), relu());
    Flow even =
        active.group(
            "even",
            averagePool(1).stride(2).named(cell.id("adjust_avg_pool_1")),
            conv(1, cell.filters() / 2).noBias().named(cell.id("adjust_conv_1")));
    Flow odd =
        active.group(
            "odd",
            zeroPad(0, 1).named(names.next("zero_padding2d")),
            crop(1, 0, 1, 0).named(names.next("cropping2d")),
            averagePool(1).stride(2).named(cell.id("adjust_avg_pool_2")),
            conv(1, cell.filters() / 2).noBias().named(cell.id("adjust_conv_2")));
    return even.concat(names.next("concatenate"), odd).then(cell.id("adjust_bn"), norm());
  }

  /** {@code ip} with the channels of the cell. */
  private Flow squeezed(Cell cell, String kind, Flow ip) {
    return ip.group(
        "squeeze",
        relu().named(names.next("activation")),
        conv(1, cell.filters()).noBias().named(cell.id(kind + "_conv_1")),
        norm().named(cell.id(kind + "_bn_1")));
  }

  /** Two separable convolutions, each behind a relu and before a norm; the first one strides. */
  private Flow unit(Cell cell, Flow from, int kernel, int stride, String id) {
    String name = cell.id(id);
    return from.group(
        id,
        relu().named(names.next("activation")),
        separable(kernel, cell.filters()).stride(stride).noBias().named("separable_conv_1_" + name),
        norm().named("separable_conv_1_bn_" + name),
        relu().named(names.next("activation")),
        separable(kernel, cell.filters()).noBias().named("separable_conv_2_" + name),
        norm().named("separable_conv_2_bn_" + name));
  }

  private static Pool mean() {
    return averagePool(3).stride(1).same();
  }
}
