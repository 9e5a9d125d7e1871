package org.blockwright.dsl.edit;

import com.google.common.collect.Lists;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.graph.Endpoints;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Branches;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;

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
    return network -> new NetworkSlicer(network).upTo(at);
  }

  /** {@link #cut(String)} of a network, at once. */
  public static Network cut(Network network, String at) {
    return cut(at).applyTo(network);
  }

  /**
   * From one layer or block to another, both included. What does not begin at the network's inputs
   * gets an input named {@link Network#INPUT} of the shape that the first one reads; whatever else
   * is needed must come from there as well. Head and labels stay where the end is taken.
   */
  public static Edit slice(String from, String to) {
    return network -> new NetworkSlicer(network).between(from, to);
  }

  /**
   * From one position to another, both included: the article's {@code NetTake}. Its ResNet-50 ends
   * in flatten, a linear layer and softmax, so that {@code {1, -4}} ends at the average pool; ours
   * ends in one dense layer with its softmax, and {@code take(1, -2)} does the same.
   */
  public static Edit slice(int from, int to) {
    return network ->
        slice(NetworkSlicer.element(network, from), NetworkSlicer.element(network, to))
            .edit(network);
  }

  /** Without the last {@code n} elements, counted as positions are. */
  public static Edit dropLast(int n) {
    return network -> {
      int all = NetworkSlicer.elements(network).size();
      Problems.require(
          n >= 1 && n < all, () -> EditProblems.dropCountOutOfRange(network.name(), n, all));
      return slice(1, -n - 1).edit(network);
    };
  }

  /** Other pieces in place of a layer or block, under its name. All of them are new. */
  public static Edit replace(String at, Block... pieces) {
    return network -> {
      String path = network.path(at);
      BlockBody block = Layers.block(BlockPaths.lastName(path), pieces).body();
      BlockEdit change =
          BlockEdit.replacement(part -> new NamedBlock(part.name(), part.isGroup(), block));
      return EditResult.of(
          network,
          change.applyTo(network, path),
          now -> Optional.of(now).filter(p -> !BlockPaths.isWithin(p, path)));
    };
  }

  /** A new part between a layer or block and what it reads. */
  public static Edit insertBefore(String at, String name, Block... pieces) {
    return network -> {
      String path = network.path(at);
      Endpoints span = network.endpoints().get(path);
      Problems.require(
          span.inputs().size() == 1,
          () ->
              EditProblems.insertBeforeSeveralInputs(
                  network.name(), path, BlockPaths.ofValues(network, span.inputs())));
      return insert(network, path, Layers.block(name, pieces), true);
    };
  }

  /** A new part between a layer or block and its readers. */
  public static Edit insertAfter(String at, String name, Block... pieces) {
    return network -> {
      String path = network.path(at);
      // What follows a join follows the branches that it ends.
      while (isBranchJoin(network, path)) {
        path = BlockPaths.parent(path);
      }
      String place = path;
      Problems.require(!place.equals(Network.HEAD), () -> Problems.blockAfterHead(network.name()));
      Endpoints span = network.endpoints().get(place);
      Problems.require(
          span.outputs().size() == 1,
          () ->
              EditProblems.insertAfterSeveralOutputs(
                  network.name(), place, BlockPaths.ofValues(network, span.outputs())));
      return insert(network, place, Layers.block(name, pieces), false);
    };
  }

  private static boolean isBranchJoin(Network network, String path) {
    String outer = BlockPaths.parent(path);
    return !outer.isEmpty()
        && BlockEdit.bodyAt(network, outer) instanceof Branches branches
        && branches.join().name().equals(BlockPaths.lastName(path));
  }

  private static EditResult insert(Network network, String path, NamedBlock added, boolean before) {
    requireNotHeadName(network, added.name());
    Network after = BlockEdit.insertion(added, before).applyTo(network, path);
    // An arm that was no row has become a row of two, and stands one level deeper.
    String outer = BlockPaths.parent(path);
    boolean deeper =
        !outer.isEmpty()
            && BlockEdit.bodyAt(network, outer) instanceof Branches
            && !(BlockEdit.bodyAt(network, path) instanceof Sequence);
    String moved = deeper ? path + "/" + BlockPaths.lastName(path) : path;
    return EditResult.of(
        network,
        after,
        now ->
            BlockPaths.isWithin(now, moved)
                ? Optional.of(path + now.substring(moved.length()))
                : Optional.of(now).filter(p -> !(deeper && BlockPaths.isWithin(p, path))));
  }

  /**
   * Without a layer or block of one input; its readers read what it read. An arm of branches
   * becomes the input itself.
   */
  public static Edit remove(String at) {
    return network -> {
      String path = network.path(at);
      if (path.equals(Network.HEAD)) {
        return EditResult.ofSamePaths(network, network.withoutHead());
      }
      Endpoints span = network.endpoints().get(path);
      Problems.require(
          span.inputs().size() == 1,
          () ->
              EditProblems.removesJoin(
                  network.name(), path, BlockPaths.ofValues(network, span.inputs())));
      Problems.require(
          span.outputs().size() == 1,
          () ->
              EditProblems.removesSeveralOutputs(
                  network.name(), path, BlockPaths.ofValues(network, span.outputs())));
      return EditResult.ofSamePaths(network, BlockEdit.removal().applyTo(network, path));
    };
  }

  /** Another name for a layer or block, in its place; vertices within a block follow. */
  public static Edit rename(String at, String name) {
    return network -> {
      String path = network.path(at);
      requireNotHeadName(network, name);
      Network after =
          BlockEdit.replacement(part -> BlockEdit.renamed(part, name)).applyTo(network, path);
      String outer = BlockPaths.parent(path);
      String other = outer.isEmpty() ? name : outer + "/" + name;
      return EditResult.of(
          network,
          after,
          now ->
              Optional.of(
                  BlockPaths.isWithin(now, other) ? path + now.substring(other.length()) : now));
    };
  }

  private static void requireNotHeadName(Network network, String name) {
    Problems.require(!name.equals(Network.HEAD), () -> Problems.reservedHeadName(network.name()));
  }

  /** Another end and other labels. */
  public static Edit head(BlockBody head, List<String> labels) {
    return network ->
        EditResult.of(
            network,
            network.head(head).labels(labels),
            now -> Optional.of(now).filter(p -> !BlockPaths.isWithin(p, Network.HEAD)));
  }

  /** {@link #head} of a network, at once. */
  public static Network withHead(Network network, BlockBody head, List<String> labels) {
    return head(head, labels).applyTo(network);
  }

  /**
   * The network's own head, its last dense layer sized to the labels, however deep it stands; the
   * rest of the head stays.
   *
   * @throws DescriptionException where the network has no head with a dense layer
   */
  public static Edit relabel(List<String> labels) {
    return network -> EditResult.ofSamePaths(network, resizeLastDense(network, labels));
  }

  /** {@link #relabel(List)} of a network, at once. */
  public static Network relabel(Network network, List<String> labels) {
    return relabel(labels).applyTo(network);
  }

  private static Network resizeLastDense(Network network, List<String> labels) {
    Node last =
        Lists.reverse(network.graph().nodes()).stream()
            .filter(node -> node.isInHead() && node.layer() instanceof Dense)
            .findFirst()
            .orElseThrow(() -> new DescriptionException(EditProblems.noHead(network.name())));
    BlockBody sized = ((Dense) last.layer()).units(labels.size());
    return BlockEdit.replacement(part -> new NamedBlock(part.name(), part.isGroup(), sized))
        .applyTo(network.labels(List.of()), last.path())
        .labels(labels);
  }
}
