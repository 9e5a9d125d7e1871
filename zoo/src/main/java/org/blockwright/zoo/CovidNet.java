package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.block;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.Subgraph;

/**
 * COVID-Net as in the article, after Wang, Lin and Wong, "COVID-Net", arXiv 2003.09871: four stages
 * of {@link Pepx} blocks with long-range connections. A stage has two outputs, both sums of all its
 * blocks and its long-range connection: {@code total} goes to the next stage's long-range
 * connection; {@code ptotal}, of pooled values, goes to the next stage's first block. The authors'
 * published networks differ from this one, and so do their results.
 */
public final class CovidNet {
  /** The cut point {@value}. */
  public static final String INPUT_CONV1_POOL = "inputConv1_pool";

  /** The cut point {@value}. */
  public static final String TOTAL1 = "total1";

  /** The cut point {@value}. */
  public static final String TOTAL2 = "total2";

  /** The cut point {@value}. */
  public static final String TOTAL3 = "total3";

  /** The cut point {@value}. */
  public static final String SUM4_3 = "sum4_3";

  /** A stage: channels and number of its blocks. */
  private record Stage(int filters, int blocks) {}

  private static final List<Stage> STAGES =
      List.of(new Stage(56, 3), new Stage(112, 4), new Stage(224, 6), new Stage(424, 3));

  static final ZooModel COVIDNET =
      zooModel("covidnet", "COVID-Net (article), standard 3x3 convolutions", false);

  static final ZooModel COVIDNET_DEPTHWISE =
      zooModel("covidnet-depthwise", "COVID-Net (article), depthwise 3x3 convolutions", true);

  private final boolean depthwise;
  private final Width width;

  private CovidNet(boolean depthwise, Width width) {
    this.depthwise = depthwise;
    this.width = width;
  }

  private static ZooModel zooModel(String name, String description, boolean depthwise) {
    return new ZooModel(
        name,
        description,
        Shape.of(224, 224, 3),
        29,
        Labels.COVID,
        (input, labels, width) -> new CovidNet(depthwise, width).build(name, input, labels),
        List.of(
            new CutPoint(INPUT_CONV1_POOL, 56, 2),
            new CutPoint(TOTAL1, 56, 4),
            new CutPoint(TOTAL2, 112, 8),
            new CutPoint(TOTAL3, 224, 16),
            new CutPoint(SUM4_3, 424, 32)),
        ZooModel.groups("stem", "stage1", "stage2", "stage3", "stage4"),
        "no published weights");
  }

  /** Returns COVID-Net with standard 3x3 convolutions, as in the article's code. */
  public static Network covidnet(Shape input, List<String> labels) {
    return COVIDNET.network(input, labels);
  }

  /** Returns COVID-Net with depthwise 3x3 convolutions, as in the article's text and the paper. */
  public static Network covidnetDepthwise(Shape input, List<String> labels) {
    return COVIDNET_DEPTHWISE.network(input, labels);
  }

  private Network build(String name, Shape input, List<String> labels) {
    Network network =
        Network.named(name)
            .input(input)
            .group(
                "stem",
                block(
                    "inputConv1",
                    conv(filters(1), 7).stride(2).pad(3),
                    Pepx.norm(),
                    relu(),
                    maxPool(3).stride(1).pad(1)))
            .add(new NamedBlock("stage1", true, firstStage()));
    for (int s = 2; s <= STAGES.size(); s++) {
      network = network.add(new NamedBlock("stage" + s, true, stage(s)));
    }
    return network
        .head(
            flatten().named("fc0"),
            dense(width.of(1024)).named("linear1"),
            relu().named("relu1"),
            dropout(0.5).named("drop1"),
            dense(width.of(256)).named("linear2"),
            relu().named("relu2"),
            dense(labels.size()).named("linear3"),
            softmax().named("soft"))
        .labels(labels);
  }

  /** The first stage has one input; its long-range connection strides and has no activation. */
  private Subgraph firstStage() {
    return graph(
        List.of("in"),
        in -> {
          SymbolicTensor longRange =
              in.get("in").then("conv1_1x1", conv(filters(1), 1).stride(2), Pepx.norm());
          SymbolicTensor p1 = pepx(longRange, 1, 1);
          SymbolicTensor p2 = pepx(longRange.add("sum1_1", p1), 1, 2);
          SymbolicTensor sum = p1.add("sum1_2", longRange, p2);
          SymbolicTensor p3 = pepx(sum, 1, 3);
          return pooledSum(1, List.of(p1, p2, p3), longRange).and("total", sum.add("total1", p3));
        });
  }

  private Subgraph stage(int s) {
    int blocks = STAGES.get(s - 1).blocks();
    boolean last = s == STAGES.size();
    return graph(
        List.of("ptotal", "total"),
        in -> {
          SymbolicTensor longRange =
              in.get("total")
                  .then("conv" + s + "_1x1", conv(filters(s), 1), Pepx.norm(), relu(), maxPool(2));
          List<SymbolicTensor> all = new ArrayList<>();
          SymbolicTensor blockInput = in.get("ptotal");
          SymbolicTensor sum = longRange;
          for (int k = 1; k <= blocks; k++) {
            SymbolicTensor p = pepx(blockInput, s, k);
            all.add(p);
            sum = sum.add(k == blocks && !last ? "total" + s : "sum" + s + "_" + k, p);
            blockInput = sum;
          }
          return last
              ? SymbolicTensors.of("out", sum)
              : pooledSum(s, all, longRange).and("total", sum);
        });
  }

  private int filters(int s) {
    return width.of(STAGES.get(s - 1).filters());
  }

  /** Block {@code k} of stage {@code s}; the first block takes the previous stage's channels. */
  private SymbolicTensor pepx(SymbolicTensor input, int s, int k) {
    int in = filters(k == 1 ? Math.max(1, s - 1) : s);
    return input.then("pepx" + s + "_" + k, new Pepx(in, filters(s), depthwise).block());
  }

  /** The sum of all blocks of a stage and its long-range connection, each pooled. */
  private static SymbolicTensors pooledSum(
      int s, List<SymbolicTensor> blocks, SymbolicTensor longRange) {
    String name = "ptotal" + s;
    List<SymbolicTensor> pools = new ArrayList<>();
    for (SymbolicTensor block : blocks) {
      pools.add(block.then("%s_pepx%s_%s".formatted(name, s, pools.size() + 1), maxPool(2)));
    }
    pools.add(longRange.then("%s_conv%s_1x1".formatted(name, s), maxPool(2)));
    SymbolicTensor[] others = pools.subList(1, pools.size()).toArray(SymbolicTensor[]::new);
    return SymbolicTensors.of("ptotal", pools.get(0).add(name, others));
  }
}
