package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.scale;
import static org.blockwright.zoo.InceptionParts.mixed;
import static org.blockwright.zoo.InceptionParts.unit;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Preprocessing;
import org.blockwright.dsl.Shape;
import org.blockwright.zoo.InceptionParts.Unit;

/**
 * Szegedy, Ioffe, Vanhoucke and Alemi, "Inception-v4, Inception-ResNet and the Impact of Residual
 * Connections on Learning", arXiv 1602.07261; names, paddings and constants as in Keras
 * Applications. Each residual is scaled by a layer of its own, {@code <block>_scale}, before the
 * sum; Keras has both in one {@code custom_scale_layer}, whose name the sum has here.
 */
public final class InceptionResNetV2 {
  /** Residual blocks of one kind: how many, their channels, the scale. */
  private record Residuals(String name, int blocks, int channels, double scale) {}

  private static final Residuals BLOCK35 = new Residuals("block35", 10, 320, 0.17);
  private static final Residuals BLOCK17 = new Residuals("block17", 20, 1088, 0.1);
  private static final Residuals BLOCK8 = new Residuals("block8", 10, 2080, 0.2);

  static final Entry INCEPTIONRESNETV2 =
      new Entry(
          "inceptionresnetv2",
          "Inception-ResNet-v2, Szegedy et al. 2016",
          Shape.of(299, 299, 3),
          75,
          Preprocessing.TF,
          Labels.IMAGENET,
          (input, labels, width) -> new InceptionResNetV2(width).build(input, labels),
          List.of(
              new CutPoint("max_pooling2d_1", 192, 8),
              new CutPoint("mixed_5b", 320, 8),
              new CutPoint("block35_10_ac", 320, 8),
              new CutPoint("block17_20_ac", 1088, 16),
              new CutPoint("conv_7b_ac", 1536, 32)),
          Entry.groups(
              "stem", "mixed_5b block35", "mixed_6a block17", "mixed_7a block8", "conv_7b"),
          "Keras Applications, Apache-2.0");

  private final Width width;
  private final AutoNames names = new AutoNames();
  private final InceptionParts parts;

  private InceptionResNetV2(Width width) {
    this.width = width;
    parts = new InceptionParts(width, names);
  }

  /** Inception-ResNet-v2 with the top of Keras. */
  public static Network inceptionresnetv2(Shape input, List<String> labels) {
    return INCEPTIONRESNETV2.network(input, labels);
  }

  private Network build(Shape input, List<String> labels) {
    Network network =
        Network.named("inceptionresnetv2")
            .input(input)
            .plus(parts.stem())
            .plus(
                mixed(
                    "mixed_5b",
                    parts.arm("1x1", unit(96, 1)),
                    parts.arm("5x5", unit(48, 1), unit(64, 5)),
                    parts.arm("3x3dbl", unit(64, 1), unit(96, 3), unit(96, 3)),
                    parts.meanArm(64)))
            .plus(
                residuals(
                    BLOCK35,
                    List.of(unit(32, 1)),
                    List.of(unit(32, 1), unit(32, 3)),
                    List.of(unit(32, 1), unit(48, 3), unit(64, 3))))
            .plus(
                mixed(
                    "mixed_6a",
                    parts.arm("3x3", unit(384, 3).half()),
                    parts.arm("3x3dbl", unit(256, 1), unit(256, 3), unit(384, 3).half()),
                    parts.maxArm()))
            .plus(
                residuals(
                    BLOCK17,
                    List.of(unit(192, 1)),
                    List.of(unit(128, 1), unit(160, 1, 7), unit(192, 7, 1))))
            .plus(
                mixed(
                    "mixed_7a",
                    parts.arm("3x3a", unit(256, 1), unit(384, 3).half()),
                    parts.arm("3x3b", unit(256, 1), unit(288, 3).half()),
                    parts.arm("3x3dbl", unit(256, 1), unit(288, 3), unit(320, 3).half()),
                    parts.maxArm()))
            .plus(
                residuals(
                    BLOCK8,
                    List.of(unit(192, 1)),
                    List.of(unit(192, 1), unit(224, 1, 3), unit(256, 3, 1))))
            .group(
                "conv_7b",
                conv(1, width.of(1536)).noBias().named("conv_7b"),
                batchNorm().noGamma().named("conv_7b_bn"),
                relu().named("conv_7b_ac"));
    return InceptionParts.head(network, labels);
  }

  @SafeVarargs
  private Part residuals(Residuals kind, List<Unit>... arms) {
    List<Part> blocks = new ArrayList<>();
    for (int i = 1; i <= kind.blocks(); i++) {
      blocks.add(residual(kind, i, arms));
    }
    return group(kind.name(), blocks);
  }

  /** Arms, brought to the input's width by a 1x1 convolution, scaled, and added to the input. */
  @SafeVarargs
  private Part residual(Residuals kind, int i, List<Unit>... arms) {
    String name = kind.name() + "_" + i;
    // The very last block is added as it is, and not activated.
    boolean last = kind.equals(BLOCK8) && i == kind.blocks();
    List<Part> made = new ArrayList<>();
    for (List<Unit> arm : arms) {
      made.add(parts.arm("arm" + (made.size() + 1), arm.toArray(Unit[]::new)));
    }
    Part body =
        group(
            "body",
            group("mixed", branches(concat().named(name + "_mixed"), made.toArray(Part[]::new))),
            conv(1, width.of(kind.channels())).named(name + "_conv"),
            scale(last ? 1 : kind.scale()).named(name + "_scale"));
    Part sum =
        group(
            "sum",
            branches(add().named(names.next("custom_scale_layer")), group("shortcut"), body));
    return last ? group("block" + i, sum) : group("block" + i, sum, relu().named(name + "_ac"));
  }
}
