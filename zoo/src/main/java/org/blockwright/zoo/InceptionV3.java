package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.zoo.InceptionModules.convBnRelu;
import static org.blockwright.zoo.InceptionModules.join;
import static org.blockwright.zoo.InceptionModules.mixed;

import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;

/**
 * Inception-v3: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", arXiv
 * 1512.00567; names, padding and constants as in Keras Applications.
 */
public final class InceptionV3 {
  /** The cut point {@value}. */
  public static final String ACTIVATION_2 = "activation_2";

  /** The cut point {@value}. */
  public static final String MAX_POOLING2D = "max_pooling2d";

  /** The cut point {@value}. */
  public static final String MAX_POOLING2D_1 = "max_pooling2d_1";

  /** The cut point {@value}. */
  public static final String MIXED2 = "mixed2";

  /** The cut point {@value}. */
  public static final String MIXED7 = "mixed7";

  /** The cut point {@value}. */
  public static final String MIXED10 = "mixed10";

  /** Filters after the pooling layers of the modules at an eighth of the input size. */
  private static final List<Integer> INCEPTION_A_POOL_FILTERS = List.of(32, 64, 64);

  /** Inner filters of the modules at a sixteenth of the input size. */
  private static final List<Integer> INCEPTION_C_FILTERS = List.of(128, 160, 160, 192);

  static final ZooModel INCEPTIONV3 =
      new ZooModel(
          "inceptionv3",
          "Inception-v3, Szegedy et al. 2015",
          Shape.of(299, 299, 3),
          75,
          Labels.IMAGENET,
          (input, labels, width) -> new InceptionV3(width).build(input, labels),
          List.of(
              new CutPoint(ACTIVATION_2, 64, 2),
              new CutPoint(MAX_POOLING2D, 64, 4),
              new CutPoint(MAX_POOLING2D_1, 192, 8),
              new CutPoint(MIXED2, 288, 8),
              new CutPoint(MIXED7, 768, 16),
              new CutPoint(MIXED10, 2048, 32)),
          ZooModel.groups(
              "stem",
              "mixed0 mixed1 mixed2",
              "mixed3 mixed4 mixed5 mixed6 mixed7",
              "mixed8 mixed9 mixed10"),
          "Keras Applications, Apache-2.0");

  private final KerasNameGenerator names = new KerasNameGenerator();
  private final InceptionModules modules;

  private InceptionV3(Width width) {
    modules = new InceptionModules(width, names);
  }

  /** Returns Inception-v3 with the head of Keras. */
  public static Network inceptionv3(Shape input, List<String> labels) {
    return INCEPTIONV3.network(input, labels);
  }

  private Network build(Shape input, List<String> labels) {
    Network network = Network.named("inceptionv3").input(input).add(modules.stem());
    int number = 0;
    for (int filters : INCEPTION_A_POOL_FILTERS) {
      network = network.add(inceptionA("mixed" + number++, filters));
    }
    network = network.add(inceptionB("mixed" + number++));
    for (int filters : INCEPTION_C_FILTERS) {
      network = network.add(inceptionC("mixed" + number++, filters));
    }
    network = network.add(inceptionD("mixed" + number++));
    for (int i = 0; i < 2; i++) {
      network = network.add(inceptionE("mixed" + number++, i));
    }
    return InceptionModules.head(network, labels);
  }

  private NamedBlock inceptionA(String name, int poolFilters) {
    return mixed(
        name,
        modules.branch("1x1", convBnRelu(64, 1)),
        modules.branch("5x5", convBnRelu(48, 1), convBnRelu(64, 5)),
        modules.branch("3x3dbl", convBnRelu(64, 1), convBnRelu(96, 3), convBnRelu(96, 3)),
        modules.averagePoolBranch(poolFilters));
  }

  private NamedBlock inceptionB(String name) {
    return mixed(
        name,
        modules.branch("3x3", convBnRelu(384, 3).downsampled()),
        modules.branch(
            "3x3dbl", convBnRelu(64, 1), convBnRelu(96, 3), convBnRelu(96, 3).downsampled()),
        modules.maxPoolBranch());
  }

  private NamedBlock inceptionC(String name, int filters) {
    return mixed(
        name,
        modules.branch("1x1", convBnRelu(192, 1)),
        modules.branch(
            "7x7", convBnRelu(filters, 1), convBnRelu(filters, 1, 7), convBnRelu(192, 7, 1)),
        modules.branch(
            "7x7dbl",
            convBnRelu(filters, 1),
            convBnRelu(filters, 7, 1),
            convBnRelu(filters, 1, 7),
            convBnRelu(filters, 7, 1),
            convBnRelu(192, 1, 7)),
        modules.averagePoolBranch(192));
  }

  private NamedBlock inceptionD(String name) {
    return mixed(
        name,
        modules.branch("3x3", convBnRelu(192, 1), convBnRelu(320, 3).downsampled()),
        modules.branch(
            "7x7x3",
            convBnRelu(192, 1),
            convBnRelu(192, 1, 7),
            convBnRelu(192, 7, 1),
            convBnRelu(192, 3).downsampled()),
        modules.maxPoolBranch());
  }

  private NamedBlock inceptionE(String name, int i) {
    return mixed(
        name,
        modules.branch("1x1", convBnRelu(320, 1)),
        group(
            "3x3",
            join(
                List.of(
                    modules.layers(convBnRelu(384, 1)), List.of(splitBranches("mixed9_" + i))))),
        group(
            "3x3dbl",
            join(
                List.of(
                    modules.layers(convBnRelu(448, 1)),
                    modules.layers(convBnRelu(384, 3)),
                    List.of(splitBranches(names.next("concatenate")))))),
        modules.averagePoolBranch(192));
  }

  /** A 1x3 and a 3x1 convolution in parallel. */
  private NamedBlock splitBranches(String concatName) {
    return group(
        "fork",
        branches(
            concat().named(concatName),
            modules.branch("1x3", convBnRelu(384, 1, 3)),
            modules.branch("3x1", convBnRelu(384, 3, 1))));
  }
}
