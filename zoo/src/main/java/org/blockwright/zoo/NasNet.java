package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.dsl.Layers.relu;

import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.zoo.NasNetCells.Cell;

/**
 * NASNet-A mobile (4 @ 1056): Zoph, Vasudevan, Shlens and Le, "Learning Transferable Architectures
 * for Scalable Image Recognition", arXiv 1707.07012; names, padding and constants as in Keras
 * Applications. Every cell takes the outputs of the two previous cells as input.
 */
public final class NasNet {
  /** The cut point {@value}. */
  public static final String STEM_BN1 = "stem_bn1";

  /** The cut point {@value}. */
  public static final String REDUCTION_CONCAT_STEM_1 = "reduction_concat_stem_1";

  /** The cut point {@value}. */
  public static final String REDUCTION_CONCAT_STEM_2 = "reduction_concat_stem_2";

  /** The cut point {@value}. */
  public static final String NORMAL_CONCAT_3 = "normal_concat_3";

  /** The cut point {@value}. */
  public static final String NORMAL_CONCAT_8 = "normal_concat_8";

  /** The cut point {@value}. */
  public static final String NORMAL_CONCAT_12 = "normal_concat_12";

  /** A cell after the first two, with its filters as a multiple of the first normal cell's. */
  private record Row(String name, int filters) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("0", 1),
          new Row("1", 1),
          new Row("2", 1),
          new Row("3", 1),
          new Row("reduce_4", 2),
          new Row("5", 2),
          new Row("6", 2),
          new Row("7", 2),
          new Row("8", 2),
          new Row("reduce_8", 4),
          new Row("9", 4),
          new Row("10", 4),
          new Row("11", 4),
          new Row("12", 4));

  /** Output channels of the last cell: six times its filters, 24 times those of the first cell. */
  private static final int PENULTIMATE_FILTERS = 1056;

  /** The output channels must be a multiple of this, since the first cell has 1/96 as filters. */
  private static final int FILTERS_MULTIPLE = 96;

  private static final int STEM = 32;

  static final ZooModel NASNETMOBILE =
      new ZooModel(
          "nasnetmobile",
          "NASNet-A mobile (4 @ 1056), Zoph et al. 2017",
          Shape.of(224, 224, 3),
          32,
          Labels.IMAGENET,
          NasNet::build,
          List.of(
              new CutPoint(STEM_BN1, 32, 2),
              new CutPoint(REDUCTION_CONCAT_STEM_1, 44, 4),
              new CutPoint(REDUCTION_CONCAT_STEM_2, 88, 8),
              new CutPoint(NORMAL_CONCAT_3, 264, 8),
              new CutPoint(NORMAL_CONCAT_8, 528, 16),
              new CutPoint(NORMAL_CONCAT_12, 1056, 32)),
          ZooModel.groups(
              "stem stem_1 stem_2",
              "cell_0 cell_1 cell_2 cell_3",
              "reduce_4 cell_5 cell_6 cell_7 cell_8",
              "reduce_8 cell_9 cell_10 cell_11 cell_12 end"),
          "Keras Applications, Apache-2.0");

  private NasNet() {}

  /** Returns NASNet-A mobile with the head of Keras. */
  public static Network nasnetmobile(Shape input, List<String> labels) {
    return NASNETMOBILE.network(input, labels);
  }

  private static Network build(Shape input, List<String> labels, Width width) {
    int penultimate =
        (width.of(PENULTIMATE_FILTERS) + FILTERS_MULTIPLE - 1)
            / FILTERS_MULTIPLE
            * FILTERS_MULTIPLE;
    int filters = penultimate / 24;
    NasNetCells cells = new NasNetCells();
    Network network =
        Network.named("nasnetmobile")
            .input(input)
            .group(
                "stem",
                conv(width.of(STEM), 3).stride(2).valid().noBias().named("stem_conv1"),
                NasNetCells.norm().named(STEM_BN1))
            .add(new NamedBlock("stem_1", true, cells.firstCell("stem_1", filters / 4)))
            .add(
                new NamedBlock(
                    "stem_2", true, cells.reductionCell(Cell.reducing("stem_2", filters / 2))));
    boolean reduced = true;
    for (Row row : ROWS) {
      int cellFilters = row.filters() * filters;
      Cell cell =
          reduced
              ? Cell.reducing(row.name(), cellFilters)
              : Cell.projecting(row.name(), cellFilters);
      reduced = row.name().startsWith("reduce");
      network =
          network.add(
              reduced
                  ? new NamedBlock(row.name(), true, cells.reductionCell(cell))
                  : new NamedBlock(
                      "cell_" + row.name(), true, cells.normalCell(cell, isLast(row))));
    }
    return network
        .add(group("end", relu().named(cells.nextName("activation"))))
        .head(
            globalAverage().named("global_average_pooling2d"),
            dense(labels.size()).softmax().named("predictions"))
        .labels(labels);
  }

  private static boolean isLast(Row row) {
    return row.equals(ROWS.get(ROWS.size() - 1));
  }
}
