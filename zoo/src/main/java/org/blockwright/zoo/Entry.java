package org.blockwright.zoo;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.BiFunction;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Preprocessing;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.edit.Heads;

/**
 * One network of the zoo and what is known about it.
 *
 * @param about one line for people, with the source
 * @param input the size that it was made for
 * @param smallest the smallest side that it accepts without its own top
 * @param preprocessing what its published weights want
 * @param builder input and labels to the network with its own top
 * @param cutPoints where it may be cut
 * @param weights licence and origin of the published weights, or that there are none
 */
public record Entry(
    String name,
    String about,
    Shape input,
    int smallest,
    Preprocessing preprocessing,
    BiFunction<Shape, List<String>, Network> builder,
    List<CutPoint> cutPoints,
    String weights) {

  public Entry {
    cutPoints = ImmutableList.copyOf(cutPoints);
  }

  /** The network with its own top, sized to the labels. */
  public Network network(Shape size, List<String> labels) {
    return builder.apply(size, labels).preprocessing(preprocessing);
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
