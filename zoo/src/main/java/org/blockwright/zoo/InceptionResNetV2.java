package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.scale;
import static org.blockwright.zoo.InceptionModules.convBnRelu;
import static org.blockwright.zoo.InceptionModules.mixed;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.zoo.InceptionModules.ConvBnRelu;

/**
 * Inception-ResNet-v2: Szegedy, Ioffe, Vanhoucke and Alemi, "Inception-v4, Inception-ResNet and the
 * Impact of Residual Connections on Learning", arXiv 1602.07261; names, padding and constants as in
 * Keras Applications. Each residual is scaled by a separate layer, {@code <block>_scale}, before
 * the addition; Keras does both in one {@code custom_scale_layer}, whose name the addition has
 * here.
 */
public final class InceptionResNetV2 {
  /** The cut point {@value}. */
  public static final String MAX_POOLING2D_1 = "max_pooling2d_1";

  /** The cut point {@value}. */
  public static final String MIXED_5B = "mixed_5b";

  /** The cut point {@value}. */
  public static final String BLOCK35_10_AC = "block35_10_ac";

  /** The cut point {@value}. */
  public static final String BLOCK17_20_AC = "block17_20_ac";

  /** The cut point {@value}. */
  public static final String CONV_7B_AC = "conv_7b_ac";

  /** A stage of residual blocks: number of blocks, channels, scale of the residual. */
  private record ResidualStage(String name, int blocks, int channels, double scale) {}

  private static final ResidualStage BLOCK35 = new ResidualStage("block35", 10, 320, 0.17);
  private static final ResidualStage BLOCK17 = new ResidualStage("block17", 20, 1088, 0.1);
  private static final ResidualStage BLOCK8 = new ResidualStage("block8", 10, 2080, 0.2);

  static final ZooModel INCEPTIONRESNETV2 =
      new ZooModel(
          "inceptionresnetv2",
          "Inception-ResNet-v2, Szegedy et al. 2016",
          Shape.of(299, 299, 3),
          75,
          Labels.IMAGENET,
          (input, labels, width) -> new InceptionResNetV2(width).build(input, labels),
          List.of(
              new CutPoint(MAX_POOLING2D_1, 192, 8),
              new CutPoint(MIXED_5B, 320, 8),
              new CutPoint(BLOCK35_10_AC, 320, 8),
              new CutPoint(BLOCK17_20_AC, 1088, 16),
              new CutPoint(CONV_7B_AC, 1536, 32)),
          ZooModel.groups(
              "stem", "mixed_5b block35", "mixed_6a block17", "mixed_7a block8", "conv_7b"),
          "Keras Applications, Apache-2.0");

  private final Width width;
  private final KerasNameGenerator names = new KerasNameGenerator();
  private final InceptionModules modules;

  private InceptionResNetV2(Width width) {
    this.width = width;
    modules = new InceptionModules(width, names);
  }

  /** Returns Inception-ResNet-v2 with the head of Keras. */
  public static Network inceptionresnetv2(Shape input, List<String> labels) {
    return INCEPTIONRESNETV2.network(input, labels);
  }

  private Network build(Shape input, List<String> labels) {
    Network network =
        Network.named("inceptionresnetv2")
            .input(input)
            .add(modules.stem())
            .add(
                mixed(
                    "mixed_5b",
                    modules.branch("1x1", convBnRelu(96, 1)),
                    modules.branch("5x5", convBnRelu(48, 1), convBnRelu(64, 5)),
                    modules.branch(
                        "3x3dbl", convBnRelu(64, 1), convBnRelu(96, 3), convBnRelu(96, 3)),
                    modules.averagePoolBranch(64)))
            .add(
                residualStage(
                    BLOCK35,
                    List.of(convBnRelu(32, 1)),
                    List.of(convBnRelu(32, 1), convBnRelu(32, 3)),
                    List.of(convBnRelu(32, 1), convBnRelu(48, 3), convBnRelu(64, 3))))
            .add(
                mixed(
                    "mixed_6a",
                    modules.branch("3x3", convBnRelu(384, 3).downsampled()),
                    modules.branch(
                        "3x3dbl",
                        convBnRelu(256, 1),
                        convBnRelu(256, 3),
                        convBnRelu(384, 3).downsampled()),
                    modules.maxPoolBranch()))
            .add(
                residualStage(
                    BLOCK17,
                    List.of(convBnRelu(192, 1)),
                    List.of(convBnRelu(128, 1), convBnRelu(160, 1, 7), convBnRelu(192, 7, 1))))
            .add(
                mixed(
                    "mixed_7a",
                    modules.branch("3x3a", convBnRelu(256, 1), convBnRelu(384, 3).downsampled()),
                    modules.branch("3x3b", convBnRelu(256, 1), convBnRelu(288, 3).downsampled()),
                    modules.branch(
                        "3x3dbl",
                        convBnRelu(256, 1),
                        convBnRelu(288, 3),
                        convBnRelu(320, 3).downsampled()),
                    modules.maxPoolBranch()))
            .add(
                residualStage(
                    BLOCK8,
                    List.of(convBnRelu(192, 1)),
                    List.of(convBnRelu(192, 1), convBnRelu(224, 1, 3), convBnRelu(256, 3, 1))))
            .group(
                "conv_7b",
                conv(width.of(1536), 1).noBias().named("conv_7b"),
                batchNorm().noGamma().named("conv_7b_bn"),
                relu().named(CONV_7B_AC));
    return InceptionModules.head(network, labels);
  }

  @SafeVarargs
  private NamedBlock residualStage(ResidualStage stage, List<ConvBnRelu>... branches) {
    List<NamedBlock> blocks = new ArrayList<>();
    for (int i = 1; i <= stage.blocks(); i++) {
      blocks.add(residualBlock(stage, i, branches));
    }
    return group(stage.name(), blocks);
  }

  /**
   * Branches, projected to the input's channels by a 1x1 convolution, scaled, added to the input.
   */
  @SafeVarargs
  private NamedBlock residualBlock(ResidualStage stage, int i, List<ConvBnRelu>... branches) {
    String name = stage.name() + "_" + i;
    // The residual of the last block is not scaled, and its sum has no activation.
    boolean last = stage.equals(BLOCK8) && i == stage.blocks();
    List<NamedBlock> named = new ArrayList<>();
    for (List<ConvBnRelu> units : branches) {
      named.add(modules.branch("branch" + (named.size() + 1), units.toArray(ConvBnRelu[]::new)));
    }
    NamedBlock body =
        group(
            "body",
            group(
                "mixed",
                branches(concat().named(name + "_mixed"), named.toArray(NamedBlock[]::new))),
            conv(width.of(stage.channels()), 1).named(name + "_conv"),
            scale(last ? 1 : stage.scale()).named(name + "_scale"));
    NamedBlock sum =
        group(
            "sum",
            branches(add().named(names.next("custom_scale_layer")), group("shortcut"), body));
    return last ? group("block" + i, sum) : group("block" + i, sum, relu().named(name + "_ac"));
  }
}
