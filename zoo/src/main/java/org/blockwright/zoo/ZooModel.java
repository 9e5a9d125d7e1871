package org.blockwright.zoo;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;

/**
 * One network of the zoo and what is known about it.
 *
 * @param description one line for people, with the source
 * @param input the size that it was made for
 * @param minInputSize the smallest side that it is meant for, without its own top: its source's
 *     limit. Where nothing would be left below it, smaller inputs are refused
 * @param preprocessing what its published weights want
 * @param labels what its outputs mean at its source
 * @param builder makes the network with its own top
 * @param cutPoints where it may be cut
 * @param groups its blocks from the input to the head, those that are rated or frozen together in
 *     one list
 * @param weightsSource licence and origin of the published weights, or that there are none
 */
public record ZooModel(
    String name,
    String description,
    Shape input,
    int minInputSize,
    Preprocessing preprocessing,
    List<String> labels,
    Builder builder,
    List<CutPoint> cutPoints,
    List<List<String>> groups,
    String weightsSource) {

  private static final int TINY_INPUT_SIZE = 32;
  private static final List<String> TINY_LABELS = List.of("a", "b", "c");

  public ZooModel {
    labels = ImmutableList.copyOf(labels);
    cutPoints = ImmutableList.copyOf(cutPoints);
    groups = ImmutableList.copyOf(groups);
  }

  /** Makes a network for pictures of this size, with its own top sized to the labels. */
  @FunctionalInterface
  public interface Builder {
    Network build(Shape input, List<String> labels, Width width);
  }

  /** Groups of blocks as text: a group each, its blocks set apart by blanks. */
  static List<List<String>> groups(String... groups) {
    return Stream.of(groups).map(group -> List.of(group.split(" "))).toList();
  }

  /** The network as its source has it: its own size, top and labels. */
  public Network network() {
    return network(input, labels);
  }

  /** The network with its own top, sized to the labels. */
  public Network network(Shape size, List<String> labels) {
    return builder.build(size, labels, Width.FULL).preprocessing(preprocessing);
  }

  /**
   * The tiny twin: the same names, joins and order at a sixteenth of the widths, for the smallest
   * input from 32x32 on and three labels. It trains in a second, which is what it is for.
   */
  public Network tiny() {
    int side = Math.max(TINY_INPUT_SIZE, minInputSize);
    return builder
        .build(Shape.of(side, side, input.channels()), TINY_LABELS, Width.TINY)
        .preprocessing(preprocessing);
  }

  /**
   * The network with one of {@link Heads#NAMES}.
   *
   * @throws UsageException where there is no such head
   */
  public Network network(Shape size, List<String> labels, String head) {
    Network full = network(size, labels);
    if (head.equals("full")) {
      return full;
    }
    return Heads.named(head, labels.size(), 0)
        .map(other -> Edits.withHead(full, other, labels))
        .orElseThrow(() -> new UsageException(ZooProblems.unknownHead(head, Heads.NAMES)));
  }
}
