package org.blockwright.zoo;

import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.zoo.InceptionParts.join;
import static org.blockwright.zoo.InceptionParts.mixed;
import static org.blockwright.zoo.InceptionParts.unit;

import java.util.List;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Preprocessing;
import org.blockwright.dsl.Shape;

/**
 * Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", arXiv 1512.00567;
 * names, paddings and constants as in Keras Applications.
 */
public final class InceptionV3 {
  /** Filters behind the pools of the modules at an eighth of the side. */
  private static final List<Integer> AT_35 = List.of(32, 64, 64);

  /** Inner filters of the modules at a sixteenth of the side. */
  private static final List<Integer> AT_17 = List.of(128, 160, 160, 192);

  static final Entry INCEPTIONV3 =
      new Entry(
          "inceptionv3",
          "Inception-v3, Szegedy et al. 2015",
          Shape.of(299, 299, 3),
          75,
          Preprocessing.TF,
          Labels.IMAGENET,
          (input, labels, width) -> new InceptionV3(width).build(input, labels),
          List.of(
              new CutPoint("activation_2", 64, 2),
              new CutPoint("max_pooling2d", 64, 4),
              new CutPoint("max_pooling2d_1", 192, 8),
              new CutPoint("mixed2", 288, 8),
              new CutPoint("mixed7", 768, 16),
              new CutPoint("mixed10", 2048, 32)),
          Entry.groups(
              "stem",
              "mixed0 mixed1 mixed2",
              "mixed3 mixed4 mixed5 mixed6 mixed7",
              "mixed8 mixed9 mixed10"),
          "Keras Applications, Apache-2.0");

  private final AutoNames names = new AutoNames();
  private final InceptionParts parts;

  private InceptionV3(Width width) {
    parts = new InceptionParts(width, names);
  }

  /** Inception-v3 with the top of Keras. */
  public static Network inceptionv3(Shape input, List<String> labels) {
    return INCEPTIONV3.network(input, labels);
  }

  private Network build(Shape input, List<String> labels) {
    Network network = Network.named("inceptionv3").input(input).plus(parts.stem());
    int number = 0;
    for (int filters : AT_35) {
      network = network.plus(at35("mixed" + number++, filters));
    }
    network = network.plus(to17("mixed" + number++));
    for (int filters : AT_17) {
      network = network.plus(at17("mixed" + number++, filters));
    }
    network = network.plus(to8("mixed" + number++));
    for (int i = 0; i < 2; i++) {
      network = network.plus(at8("mixed" + number++, i));
    }
    return InceptionParts.head(network, labels);
  }

  private Part at35(String name, int pool) {
    return mixed(
        name,
        parts.arm("1x1", unit(64, 1)),
        parts.arm("5x5", unit(48, 1), unit(64, 5)),
        parts.arm("3x3dbl", unit(64, 1), unit(96, 3), unit(96, 3)),
        parts.meanArm(pool));
  }

  private Part to17(String name) {
    return mixed(
        name,
        parts.arm("3x3", unit(384, 3).half()),
        parts.arm("3x3dbl", unit(64, 1), unit(96, 3), unit(96, 3).half()),
        parts.maxArm());
  }

  private Part at17(String name, int n) {
    return mixed(
        name,
        parts.arm("1x1", unit(192, 1)),
        parts.arm("7x7", unit(n, 1), unit(n, 1, 7), unit(192, 7, 1)),
        parts.arm(
            "7x7dbl", unit(n, 1), unit(n, 7, 1), unit(n, 1, 7), unit(n, 7, 1), unit(192, 1, 7)),
        parts.meanArm(192));
  }

  private Part to8(String name) {
    return mixed(
        name,
        parts.arm("3x3", unit(192, 1), unit(320, 3).half()),
        parts.arm("7x7x3", unit(192, 1), unit(192, 1, 7), unit(192, 7, 1), unit(192, 3).half()),
        parts.maxArm());
  }

  private Part at8(String name, int i) {
    return mixed(
        name,
        parts.arm("1x1", unit(320, 1)),
        group("3x3", join(List.of(parts.layers(unit(384, 1)), List.of(fork("mixed9_" + i))))),
        group(
            "3x3dbl",
            join(
                List.of(
                    parts.layers(unit(448, 1)),
                    parts.layers(unit(384, 3)),
                    List.of(fork(names.next("concatenate")))))),
        parts.meanArm(192));
  }

  /** A row and a column side by side. */
  private Part fork(String join) {
    return group(
        "fork",
        branches(
            concat().named(join),
            parts.arm("1x3", unit(384, 1, 3)),
            parts.arm("3x1", unit(384, 3, 1))));
  }
}
