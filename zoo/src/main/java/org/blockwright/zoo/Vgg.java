package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.seq;

import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Shape;

/**
 * VGG16 and VGG19: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
 * Recognition", arXiv 1409.1556, configurations D and E; names as in Keras Applications. The head
 * has the dropout of the paper, which Keras omits (it has no effect at inference).
 */
public final class Vgg {
  /** The cut point {@value}. */
  public static final String BLOCK1_POOL = "block1_pool";

  /** The cut point {@value}. */
  public static final String BLOCK2_POOL = "block2_pool";

  /** The cut point {@value}. */
  public static final String BLOCK3_POOL = "block3_pool";

  /** The cut point {@value}. */
  public static final String BLOCK4_POOL = "block4_pool";

  /** The cut point {@value}. */
  public static final String BLOCK5_POOL = "block5_pool";

  /** The cut point {@value}. */
  public static final String FC1 = "fc1";

  /** The cut point {@value}. */
  public static final String FC2 = "fc2";

  /** A block: number of 3x3 convolutions and their filters, followed by a pooling layer. */
  private record Stage(int convs, int filters) {}

  private static final List<Stage> D =
      List.of(
          new Stage(2, 64),
          new Stage(2, 128),
          new Stage(3, 256),
          new Stage(3, 512),
          new Stage(3, 512));

  private static final List<Stage> E =
      List.of(
          new Stage(2, 64),
          new Stage(2, 128),
          new Stage(4, 256),
          new Stage(4, 512),
          new Stage(4, 512));

  private static final int DENSE = 4096;

  static final ZooModel VGG16 = zooModel("vgg16", "VGG16", "D", D);
  static final ZooModel VGG19 = zooModel("vgg19", "VGG19", "E", E);

  private Vgg() {}

  /** Returns VGG16 with the head of the paper: flatten, dense 4096, dense 4096, classifier. */
  public static Network vgg16(Shape input, List<String> labels) {
    return VGG16.network(input, labels);
  }

  /** Returns VGG19 with the head of the paper: flatten, dense 4096, dense 4096, classifier. */
  public static Network vgg19(Shape input, List<String> labels) {
    return VGG19.network(input, labels);
  }

  private static ZooModel zooModel(
      String name, String title, String configuration, List<Stage> stages) {
    return new ZooModel(
        name,
        title + ", Simonyan and Zisserman 2014, configuration " + configuration,
        Shape.of(224, 224, 3),
        32,
        Labels.IMAGENET,
        (input, labels, width) -> build(name, stages, input, labels, width),
        List.of(
            new CutPoint(BLOCK1_POOL, 64, 2),
            new CutPoint(BLOCK2_POOL, 128, 4),
            new CutPoint(BLOCK3_POOL, 256, 8),
            new CutPoint(BLOCK4_POOL, 512, 16),
            new CutPoint(BLOCK5_POOL, 512, 32),
            new CutPoint(FC1, 4096, 0),
            new CutPoint(FC2, 4096, 0)),
        ZooModel.groups("block1", "block2", "block3", "block4", "block5"),
        "Keras Applications, from the VGG group at Oxford, CC BY");
  }

  private static Network build(
      String name, List<Stage> stages, Shape input, List<String> labels, Width width) {
    return withHead(
        Network.named(name)
            .input(input)
            .blocks(
                "block",
                stages,
                s -> seq(conv(width.of(s.filters()), 3).relu().times(s.convs()), maxPool(2))),
        labels,
        width);
  }

  /** Adds the head of the paper to the five blocks. */
  static Network withHead(Network backbone, List<String> labels, Width width) {
    int units = width.of(DENSE);
    return backbone
        .head(
            flatten(),
            dense(units).relu().named(FC1),
            dropout(0.5).named("drop1"),
            dense(units).relu().named(FC2),
            dropout(0.5).named("drop2"),
            dense(labels.size()).softmax().named("predictions"))
        .labels(labels);
  }
}
