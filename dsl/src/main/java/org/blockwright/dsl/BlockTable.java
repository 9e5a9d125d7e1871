package org.blockwright.dsl;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Padding;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Size;

/**
 * The article's way to describe a chain: for each block its features, kernel, padding, pooling and
 * a string of layers. It gives the same blocks as the fluent words.
 *
 * <pre>{@code
 * BlockTable.of(
 *     block(1).features(64).kernel(3, 3).padding(1).pooling(kernel(2, 2), stride(2, 2))
 *             .layers("Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Pooling"))
 * }</pre>
 *
 * <p>A name with "conv" in it is a convolution, with "ramp" a relu (fused into the convolution
 * before it), with "pool" the pooling; case is ignored.
 */
public record BlockTable(List<Row> rows) {
  private static final Splitter ARROW = Splitter.on("->").trimResults().omitEmptyStrings();

  public BlockTable {
    rows = ImmutableList.copyOf(rows);
  }

  public static BlockTable of(Row... rows) {
    return new BlockTable(List.of(rows));
  }

  /** Starts the row of block {@code number}. */
  public static Row block(int number) {
    return new Row(number, 0, Size.ONE, Padding.VALID, Optional.empty(), "");
  }

  /** The kernel of a pooling, or of a row. */
  public static Size kernel(int height, int width) {
    return new Size(height, width);
  }

  /** The stride of a pooling. */
  public static Size stride(int height, int width) {
    return new Size(height, width);
  }

  /** The blocks {@code block1}, {@code block2}, ... */
  public List<NamedBlock> blocks() {
    return rows.stream().map(Row::block).toList();
  }

  /**
   * One block of the table.
   *
   * @param padding on every side of every convolution
   * @param pool the pooling that the layers call
   * @param layers names from left to right, joined by {@code ->}
   */
  public record Row(
      int number, int features, Size kernel, Padding padding, Optional<Pool> pool, String layers) {

    /** Filters of every convolution of the block. */
    public Row features(int n) {
      return new Row(number, n, kernel, padding, pool, layers);
    }

    public Row kernel(int height, int width) {
      return kernel(new Size(height, width));
    }

    public Row kernel(Size size) {
      return new Row(number, features, size, padding, pool, layers);
    }

    public Row padding(int pixels) {
      return padding(Padding.of(pixels));
    }

    public Row padding(Padding p) {
      return new Row(number, features, kernel, p, pool, layers);
    }

    /** The pooling: its kernel and its stride. */
    public Row pooling(Size window, Size step) {
      Pool max = new Pool(true, window, step, Padding.VALID);
      return new Row(number, features, kernel, padding, Optional.of(max), layers);
    }

    /** The layers from left to right, {@code "Conv1 -> Ramp1 -> Pooling"}. */
    public Row layers(String chain) {
      return new Row(number, features, kernel, padding, pool, chain);
    }

    NamedBlock block() {
      List<NamedBlock> parts = new ArrayList<>();
      for (String name : ARROW.split(layers)) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("conv")) {
          parts.add(NamedBlock.of(lower, Conv.of(kernel, features).padding(padding)));
        } else if (lower.contains("ramp")) {
          fuseRelu(parts, name);
        } else if (lower.contains("pool")) {
          Problems.require(pool.isPresent(), () -> Problems.tableWithoutPooling(number, name));
          parts.add(NamedBlock.of("pool", pool.orElseThrow()));
        } else {
          Problems.require(false, () -> Problems.unknownTableLayer(number, name));
        }
      }
      Problems.require(!parts.isEmpty(), () -> Problems.tableWithoutLayers(number));
      return NamedBlock.of("block" + number, new Sequence(parts));
    }

    private void fuseRelu(List<NamedBlock> parts, String name) {
      int last = parts.size() - 1;
      Problems.require(
          last >= 0
              && parts.get(last).body() instanceof Conv conv
              && conv.activation().equals(Activation.LINEAR),
          () -> Problems.tableRampWithoutConv(number, name));
      NamedBlock before = parts.get(last);
      parts.set(last, NamedBlock.of(before.name(), ((Conv) before.body()).relu()));
    }
  }
}
