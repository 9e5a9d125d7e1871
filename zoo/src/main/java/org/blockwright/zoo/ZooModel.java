package org.blockwright.zoo;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.layer.Shape;

/**
 * A network of the zoo and its metadata.
 *
 * @param description one line, with the source
 * @param input original input size
 * @param minInputSize minimum height and width of the input, without the original head, as given by
 *     the source. Smaller inputs are rejected only if a feature map would vanish
 * @param labels original class labels
 * @param builder builds the network with its original head
 * @param cutPoints layers after which the network can be truncated
 * @param groups names of the blocks from the input to the head; blocks that are frozen or get a
 *     learning-rate multiplier together are in one list
 * @param weightsSource origin and license of the published weights, or that there are none
 * @param architecture name of the network that differs from this one at most in its width
 * @param alpha width multiplier, 1 for the network that gives the architecture its name
 */
public record ZooModel(
    String name,
    String description,
    Shape input,
    int minInputSize,
    List<String> labels,
    Builder builder,
    List<CutPoint> cutPoints,
    List<List<String>> groups,
    String weightsSource,
    String architecture,
    double alpha) {

  private static final int TINY_INPUT_SIZE = 32;
  private static final List<String> TINY_LABELS = List.of("a", "b", "c");

  public ZooModel {
    labels = ImmutableList.copyOf(labels);
    cutPoints = ImmutableList.copyOf(cutPoints);
    groups = ImmutableList.copyOf(groups);
  }

  /** Creates a network that has one width only. */
  public ZooModel(
      String name,
      String description,
      Shape input,
      int minInputSize,
      List<String> labels,
      Builder builder,
      List<CutPoint> cutPoints,
      List<List<String>> groups,
      String weightsSource) {
    this(
        name,
        description,
        input,
        minInputSize,
        labels,
        builder,
        cutPoints,
        groups,
        weightsSource,
        name,
        1);
  }

  /** Builds a network for an input size, with its original head for these class labels. */
  @FunctionalInterface
  public interface Builder {
    Network build(Shape input, List<String> labels, Width width);
  }

  /** Parses groups of blocks: one string per group, its blocks separated by spaces. */
  static List<List<String>> groups(String... groups) {
    return Stream.of(groups).map(group -> List.of(group.split(" "))).toList();
  }

  /** Returns the original network: input size, head and class labels of its source. */
  public Network network() {
    return network(input, labels);
  }

  /** Returns the network with its original head for these class labels. */
  public Network network(Shape size, List<String> labels) {
    return builder.build(size, labels, Width.FULL);
  }

  /**
   * Returns a tiny version for tests, which trains in about a second: the same layers, names and
   * connections with a sixteenth of the channels, the minimum input size but at least 32x32, and
   * three class labels. Networks of the same architecture have the same one, except for its name.
   */
  public Network tiny() {
    int size = Math.max(TINY_INPUT_SIZE, minInputSize);
    return builder.build(Shape.of(size, size, input.channels()), TINY_LABELS, Width.TINY);
  }

  /**
   * Returns the network with a head from {@link Heads#NAMES}.
   *
   * @throws UsageException if there is no such head
   */
  public Network network(Shape size, List<String> labels, String head) {
    return Heads.named(head)
        .orElseThrow(() -> new UsageException(ZooProblems.unknownHead(head, Heads.NAMES)))
        .applyTo(network(size, labels), labels);
  }
}
