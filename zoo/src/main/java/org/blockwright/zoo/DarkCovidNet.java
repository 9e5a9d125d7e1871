package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.dsl.Layers.leakyRelu;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Shape;

/**
 * DarkCovidNet: Ozturk et al., "Automated detection of COVID-19 cases using deep neural networks
 * with X-ray images", Computers in Biology and Medicine 121 (2020) 103792, as in its published
 * code. Every convolution is padded by 1, even 1x1 convolutions, which therefore enlarge the
 * feature map by 2.
 */
public final class DarkCovidNet {
  /** The cut point {@value}. */
  public static final String POOL1 = "pool1";

  /** The cut point {@value}. */
  public static final String POOL2 = "pool2";

  /** The cut point {@value}. */
  public static final String POOL3 = "pool3";

  /** The cut point {@value}. */
  public static final String POOL4 = "pool4";

  /** The cut point {@value}. */
  public static final String POOL5 = "pool5";

  /** The cut point {@value}. */
  public static final String ACT16 = "act16";

  /** A convolution with batch norm and leaky ReLU. */
  private record Unit(int filters, int kernel) {}

  /**
   * Units per stage; every stage but the last two ends with a pooling layer that halves the feature
   * map.
   */
  private static final List<List<Unit>> STAGES =
      List.of(
          List.of(new Unit(8, 3)),
          List.of(new Unit(16, 3)),
          List.of(new Unit(32, 3), new Unit(16, 1), new Unit(32, 3)),
          List.of(new Unit(64, 3), new Unit(32, 1), new Unit(64, 3)),
          List.of(new Unit(128, 3), new Unit(64, 1), new Unit(128, 3)),
          List.of(new Unit(256, 3), new Unit(128, 1), new Unit(256, 3)),
          List.of(new Unit(128, 1), new Unit(256, 3)));

  private static final int POOLS = 5;

  static final ZooModel DARKCOVIDNET =
      new ZooModel(
          "darkcovidnet",
          "DarkCovidNet, Ozturk et al. 2020",
          Shape.of(256, 256, 3),
          4,
          Labels.COVID,
          DarkCovidNet::build,
          List.of(
              new CutPoint(POOL1, 8, 2),
              new CutPoint(POOL2, 16, 4),
              new CutPoint(POOL3, 32, 8),
              new CutPoint(POOL4, 64, 16),
              new CutPoint(POOL5, 128, 32),
              new CutPoint(ACT16, 256, 20)),
          ZooModel.groups("stage1", "stage2", "stage3", "stage4", "stage5", "stage6", "stage7"),
          "no published weights");

  private DarkCovidNet() {}

  /** Returns DarkCovidNet. */
  public static Network darkcovidnet(Shape input, List<String> labels) {
    return DARKCOVIDNET.network(input, labels);
  }

  private static Network build(Shape input, List<String> labels, Width width) {
    Network network = Network.named("darkcovidnet").input(input);
    int number = 0;
    for (int stage = 1; stage <= STAGES.size(); stage++) {
      List<Block> blocks = new ArrayList<>();
      for (Unit unit : STAGES.get(stage - 1)) {
        number++;
        blocks.add(
            conv(width.of(unit.filters()), unit.kernel()).pad(1).noBias().named("conv" + number));
        blocks.add(norm().named("bn" + number));
        blocks.add(leakyRelu(0.1).named("act" + number));
      }
      if (stage <= POOLS) {
        blocks.add(maxPool(2).named("pool" + stage));
      }
      network = network.add(group("stage" + stage, blocks));
    }
    return network
        .head(
            conv(labels.size(), 3).noBias().named("conv17"),
            // ReLU before batch norm, as in fastai's conv_layer, which the published code uses
            relu().named("act17"),
            norm().named("bn17"),
            flatten().named("flatten"),
            dense(labels.size()).named("linear"),
            softmax().named("soft"))
        .labels(labels);
  }

  /** Batch norm with the defaults of PyTorch. */
  private static BatchNorm norm() {
    return batchNorm().epsilon(1e-5).momentum(0.9);
  }
}
