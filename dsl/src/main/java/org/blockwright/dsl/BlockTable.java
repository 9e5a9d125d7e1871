package org.blockwright.dsl;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Padding;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Size;

/**
 * Describes a chain of blocks in the form of the article: for each block its features, kernel,
 * padding, pooling and a string of layers. The result equals blocks written with {@link Layers}.
 *
 * <pre>{@code
 * BlockTable.of(
 *     block(1).features(64).kernel(3, 3).padding(1).pooling(kernel(2, 2), stride(2, 2))
 *             .layers("Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Pooling"))
 * }</pre>
 *
 * <p>A layer name that contains "conv" is a convolution, "relu" or "ramp" a ReLU (fused into the
 * preceding convolution; the article says ramp), "pool" the pooling; case is ignored.
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

  /** Creates the kernel size of a pooling. */
  public static Size kernel(int height, int width) {
    return new Size(height, width);
  }

  /** Creates the stride of a pooling. */
  public static Size stride(int height, int width) {
    return new Size(height, width);
  }

  /** Returns the blocks {@code block1}, {@code block2}, ... */
  public List<NamedBlock> blocks() {
    return rows.stream().map(Row::block).toList();
  }

  /**
   * One block of the table.
   *
   * @param features number of filters of every convolution
   * @param padding of every convolution, on each side
   * @param pool the pooling that the layers refer to
   * @param layers layer names in order, joined by {@code ->}
   */
  public record Row(
      int number, int features, Size kernel, Padding padding, Optional<Pool> pool, String layers) {

    /** Sets the number of filters of every convolution of the block. */
    public Row features(int filters) {
      return new Row(number, filters, kernel, padding, pool, layers);
    }

    public Row kernel(int height, int width) {
      return kernel(new Size(height, width));
    }

    public Row kernel(Size size) {
      return new Row(number, features, size, padding, pool, layers);
    }

    /** Sets the same number of zeros on each side of every convolution. */
    public Row padding(int pixels) {
      return padding(Padding.of(pixels));
    }

    public Row padding(Padding p) {
      return new Row(number, features, kernel, p, pool, layers);
    }

    /** Sets the max pooling. */
    public Row pooling(Size window, Size stride) {
      Pool max = new Pool(true, window, stride, Padding.VALID);
      return new Row(number, features, kernel, padding, Optional.of(max), layers);
    }

    /** Sets the layers in order, for instance {@code "Conv1 -> Relu1 -> Pooling"}. */
    public Row layers(String chain) {
      return new Row(number, features, kernel, padding, pool, chain);
    }

    NamedBlock block() {
      List<NamedBlock> contents = new ArrayList<>();
      for (String name : ARROW.split(layers)) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("conv")) {
          contents.add(NamedBlock.of(lower, Conv.of(features, kernel).padding(padding)));
        } else if (lower.contains("relu") || lower.contains("ramp")) {
          fuseRelu(contents, name);
        } else if (lower.contains("pool")) {
          Checks.require(pool.isPresent(), () -> TableProblems.tableWithoutPooling(number, name));
          contents.add(NamedBlock.of("pool", pool.orElseThrow()));
        } else {
          Checks.require(false, () -> TableProblems.unknownTableLayer(number, name));
        }
      }
      Checks.require(!contents.isEmpty(), () -> TableProblems.tableWithoutLayers(number));
      return NamedBlock.of("block" + number, new Sequence(contents));
    }

    private void fuseRelu(List<NamedBlock> contents, String name) {
      int last = contents.size() - 1;
      Checks.require(
          last >= 0
              && contents.get(last).body() instanceof Conv conv
              && conv.activation().equals(Activation.LINEAR),
          () -> TableProblems.tableReluWithoutConv(number, name));
      NamedBlock conv = contents.get(last);
      contents.set(last, NamedBlock.of(conv.name(), ((Conv) conv.body()).relu()));
    }
  }
}
