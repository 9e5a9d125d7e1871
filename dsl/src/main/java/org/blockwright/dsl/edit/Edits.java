package org.blockwright.dsl.edit;

import com.google.common.collect.Lists;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Block;
import org.blockwright.dsl.Branches;
import org.blockwright.dsl.Dense;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Piece;
import org.blockwright.dsl.Seq;
import org.blockwright.dsl.Span;
import org.blockwright.dsl.check.Problems;

/**
 * The edits. Layers go by their path or vertex name, blocks by their path; positions count the
 * blocks of the network and then the parts of its head, from 1, or from -1 at the end. All throw
 * {@link DescriptionException} where nothing is called so (with the nearest name), and where the
 * new network would not fit together (with every problem).
 *
 * <pre>{@code
 * Network middle = Edits.take("block2", "block4").of(network);
 * Network wide = Edits.replace("block1/conv1", conv(3, 128).relu()).of(network);
 * }</pre>
 */
public final class Edits {
  private Edits() {}

  /** Up to and with a layer or block, without head and labels. */
  public static Edit cut(String at) {
    return network -> new Taking(network).upTo(at);
  }

  /** {@link #cut(String)} of a network, at once. */
  public static Network cut(Network network, String at) {
    return cut(at).of(network);
  }

  /**
   * From one layer or block to another, both included. What does not begin at the network's inputs
   * gets an input named {@link Network#INPUT} of the shape that the first one reads; whatever else
   * is needed must come from there as well. Head and labels stay where the end is taken.
   */
  public static Edit take(String from, String to) {
    return network -> new Taking(network).between(from, to);
  }

  /**
   * From one position to another, both included: the article's {@code NetTake}. Its ResNet-50 ends
   * in flatten, a linear layer and softmax, so that {@code {1, -4}} ends at the average pool; ours
   * ends in one dense layer with its softmax, and {@code take(1, -2)} does the same.
   */
  public static Edit take(int from, int to) {
    return network ->
        take(Taking.element(network, from), Taking.element(network, to)).edit(network);
  }

  /** Without the last {@code n} elements, counted as positions are. */
  public static Edit dropLast(int n) {
    return network -> {
      int all = Taking.elements(network).size();
      Problems.require(n >= 1 && n < all, () -> EditProblems.dropsAll(network.name(), n, all));
      return take(1, -n - 1).edit(network);
    };
  }

  /** Other pieces in place of a layer or block, under its name. All of them are new. */
  public static Edit replace(String at, Piece... pieces) {
    return network -> {
      String path = network.path(at);
      Block block = Layers.block(Paths.last(path), pieces).block();
      Surgery change = Surgery.exchange(part -> new Part(part.name(), part.group(), block));
      return Edited.of(
          network,
          change.of(network, path),
          now -> Optional.of(now).filter(p -> !Paths.within(p, path)));
    };
  }

  /** A new part between a layer or block and what it reads. */
  public static Edit insertBefore(String at, String name, Piece... pieces) {
    return network -> {
      String path = network.path(at);
      Span span = network.spans().get(path);
      Problems.require(
          span.inputs().size() == 1,
          () ->
              EditProblems.insertsBeforeSeveral(
                  network.name(), path, Paths.of(network, span.inputs())));
      return inserted(network, path, Layers.block(name, pieces), true);
    };
  }

  /** A new part between a layer or block and its readers. */
  public static Edit insertAfter(String at, String name, Piece... pieces) {
    return network -> {
      String path = network.path(at);
      // What follows a join follows the branches that it ends.
      while (endsBranches(network, path)) {
        path = Paths.outer(path);
      }
      String place = path;
      Problems.require(!place.equals(Network.HEAD), () -> Problems.blockAfterHead(network.name()));
      Span span = network.spans().get(place);
      Problems.require(
          span.outputs().size() == 1,
          () ->
              EditProblems.insertsAfterSeveral(
                  network.name(), place, Paths.of(network, span.outputs())));
      return inserted(network, place, Layers.block(name, pieces), false);
    };
  }

  private static boolean endsBranches(Network network, String path) {
    String outer = Paths.outer(path);
    return !outer.isEmpty()
        && Surgery.block(network, outer) instanceof Branches branches
        && branches.join().name().equals(Paths.last(path));
  }

  private static Edited inserted(Network network, String path, Part added, boolean before) {
    requireNoHead(network, added.name());
    Network after = Surgery.insertion(added, before).of(network, path);
    // An arm that was no row has become a row of two, and stands one level deeper.
    String outer = Paths.outer(path);
    boolean deeper =
        !outer.isEmpty()
            && Surgery.block(network, outer) instanceof Branches
            && !(Surgery.block(network, path) instanceof Seq);
    String moved = deeper ? path + "/" + Paths.last(path) : path;
    return Edited.of(
        network,
        after,
        now ->
            Paths.within(now, moved)
                ? Optional.of(path + now.substring(moved.length()))
                : Optional.of(now).filter(p -> !(deeper && Paths.within(p, path))));
  }

  /**
   * Without a layer or block of one input; its readers read what it read. An arm of branches
   * becomes the input itself.
   */
  public static Edit remove(String at) {
    return network -> {
      String path = network.path(at);
      if (path.equals(Network.HEAD)) {
        return Edited.samePaths(network, network.withoutHead());
      }
      Span span = network.spans().get(path);
      Problems.require(
          span.inputs().size() == 1,
          () -> EditProblems.removesJoin(network.name(), path, Paths.of(network, span.inputs())));
      Problems.require(
          span.outputs().size() == 1,
          () ->
              EditProblems.removesSeveral(network.name(), path, Paths.of(network, span.outputs())));
      return Edited.samePaths(network, Surgery.removal().of(network, path));
    };
  }

  /** Another name for a layer or block, in its place; vertices within a block follow. */
  public static Edit rename(String at, String name) {
    return network -> {
      String path = network.path(at);
      requireNoHead(network, name);
      Network after = Surgery.exchange(part -> Surgery.named(part, name)).of(network, path);
      String outer = Paths.outer(path);
      String other = outer.isEmpty() ? name : outer + "/" + name;
      return Edited.of(
          network,
          after,
          now ->
              Optional.of(Paths.within(now, other) ? path + now.substring(other.length()) : now));
    };
  }

  private static void requireNoHead(Network network, String name) {
    Problems.require(!name.equals(Network.HEAD), () -> Problems.headIsTheEnd(network.name()));
  }

  /** Another end and other labels. */
  public static Edit head(Block head, List<String> labels) {
    return network ->
        Edited.of(
            network,
            network.head(head).labels(labels),
            now -> Optional.of(now).filter(p -> !Paths.within(p, Network.HEAD)));
  }

  /** {@link #head} of a network, at once. */
  public static Network withHead(Network network, Block head, List<String> labels) {
    return head(head, labels).of(network);
  }

  /**
   * The network's own head, its last dense layer sized to the labels, however deep it stands; the
   * rest of the head stays.
   *
   * @throws DescriptionException where the network has no head with a dense layer
   */
  public static Edit relabel(List<String> labels) {
    return network -> Edited.samePaths(network, relabelled(network, labels));
  }

  /** {@link #relabel(List)} of a network, at once. */
  public static Network relabel(Network network, List<String> labels) {
    return relabel(labels).of(network);
  }

  private static Network relabelled(Network network, List<String> labels) {
    Node last =
        Lists.reverse(network.graph().nodes()).stream()
            .filter(node -> node.inHead() && node.layer() instanceof Dense)
            .findFirst()
            .orElseThrow(() -> new DescriptionException(EditProblems.noHead(network.name())));
    Block sized = ((Dense) last.layer()).units(labels.size());
    return Surgery.exchange(part -> new Part(part.name(), part.group(), sized))
        .of(network.labels(List.of()), last.path())
        .labels(labels);
  }
}
