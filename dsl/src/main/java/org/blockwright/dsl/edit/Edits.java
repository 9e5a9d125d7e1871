package org.blockwright.dsl.edit;

import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.check.NameProblems;
import org.blockwright.dsl.check.NetworkProblems;
import org.blockwright.dsl.graph.Endpoints;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Branches;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;

/**
 * The edits of network descriptions. A layer is given by its path or its vertex name, a block by
 * its path. Positions count the blocks of the network and then the layers of its head, from 1, or
 * from -1 at the end. Applying an edit throws {@link InvalidDescriptionException} if there is no
 * such layer or block (with the nearest name), or if the new network is not valid (with all
 * problems).
 *
 * <pre>{@code
 * Network middle = Edits.slice("block2", "block4").applyTo(network);
 * Network wide = Edits.replace("block1/conv1", conv(128, 3).relu()).applyTo(network);
 * }</pre>
 */
public final class Edits {
  private Edits() {}

  /** Truncates the network after a layer or block; removes head and labels. */
  public static Edit cut(String path) {
    return network -> new NetworkSlicer(network).upTo(path);
  }

  /** Applies {@link #cut(String)} to a network. */
  public static Network cut(Network network, String path) {
    return cut(path).applyTo(network);
  }

  /**
   * Keeps everything from one layer or block to another, both included. If the slice does not start
   * at the inputs of the network, it gets an input named {@link Network#INPUT} with the input shape
   * of its first layer; all of its layers must depend on this input alone. Head and labels are kept
   * if the slice ends at the end of the network.
   */
  public static Edit slice(String from, String to) {
    return network -> new NetworkSlicer(network).between(from, to);
  }

  /**
   * Keeps everything from one position to another, both included; the article's {@code NetTake}.
   * The article's ResNet-50 ends with flatten, a linear layer and softmax, so that {@code {1, -4}}
   * ends at the average pooling; here it ends with one dense layer with softmax, and {@code
   * slice(1, -2)} gives the same result.
   */
  public static Edit slice(int from, int to) {
    return network ->
        slice(NetworkSlicer.element(network, from), NetworkSlicer.element(network, to))
            .edit(network);
  }

  /** Removes the last {@code n} elements, counted like positions. */
  public static Edit dropLast(int n) {
    return network -> {
      int elements = NetworkSlicer.elements(network).size();
      Checks.require(
          n >= 1 && n < elements,
          () -> EditProblems.dropCountOutOfRange(network.name(), n, elements));
      return slice(1, -n - 1).edit(network);
    };
  }

  /** Replaces a layer or block; the name stays, and all replacing layers count as new. */
  public static Edit replace(String path, Block... blocks) {
    return network -> {
      String replaced = network.path(path);
      BlockBody body = Layers.block(BlockPaths.lastName(replaced), blocks).body();
      BlockEdit change =
          BlockEdit.replacement(block -> new NamedBlock(block.name(), block.isGroup(), body));
      return EditResult.of(
          network,
          change.applyTo(network, replaced),
          newPath -> Optional.of(newPath).filter(p -> !BlockPaths.isWithin(p, replaced)));
    };
  }

  /**
   * Sets a parameter of layers by its name in descriptions: {@code set("block5/conv*", "filters",
   * 256)}. Of the layers that match those change that have the parameter.
   *
   * @param pattern pattern of the paths of layers or blocks, see {@link org.blockwright.base.Glob};
   *     a block stands for all of its layers
   * @param value a number, a boolean or a text; two sizes as {@code "[1, 7]"}
   * @throws InvalidDescriptionException when applied, if nothing matches, no matching layer has the
   *     parameter, or the value or the new network is not valid
   */
  public static Edit set(String pattern, String parameter, Object value) {
    return new LayerParameterEdit(pattern, parameter, String.valueOf(value));
  }

  /** Inserts a new block between a layer or block and its input. */
  public static Edit insertBefore(String path, String name, Block... blocks) {
    return network -> {
      String next = network.path(path);
      Endpoints endpoints = network.endpoints().get(next);
      Checks.require(
          endpoints.inputs().size() == 1,
          () ->
              EditProblems.insertBeforeSeveralInputs(
                  network.name(), next, BlockPaths.ofTensors(network, endpoints.inputs())));
      return insert(network, next, Layers.block(name, blocks), true);
    };
  }

  /** Inserts a new block between a layer or block and everything that takes its output. */
  public static Edit insertAfter(String path, String name, Block... blocks) {
    return network -> {
      String previous = network.path(path);
      // Inserting after the merge layer of branches is inserting after the branches.
      while (isBranchJoin(network, previous)) {
        previous = BlockPaths.parent(previous);
      }
      String anchor = previous;
      Checks.require(
          !anchor.equals(Network.HEAD), () -> NetworkProblems.blockAfterHead(network.name()));
      Endpoints endpoints = network.endpoints().get(anchor);
      Checks.require(
          endpoints.outputs().size() == 1,
          () ->
              EditProblems.insertAfterSeveralOutputs(
                  network.name(), anchor, BlockPaths.ofTensors(network, endpoints.outputs())));
      return insert(network, anchor, Layers.block(name, blocks), false);
    };
  }

  private static boolean isBranchJoin(Network network, String path) {
    String parent = BlockPaths.parent(path);
    return !parent.isEmpty()
        && BlockEdit.bodyAt(network, parent) instanceof Branches branches
        && branches.merge().name().equals(BlockPaths.lastName(path));
  }

  private static EditResult insert(
      Network network, String anchor, NamedBlock added, boolean before) {
    requireNotHeadName(network, added.name());
    Network after = BlockEdit.insertion(added, before).applyTo(network, anchor);
    // A branch that was not a sequence is now the only other block of one, one level deeper.
    String parent = BlockPaths.parent(anchor);
    boolean deeper =
        !parent.isEmpty()
            && BlockEdit.bodyAt(network, parent) instanceof Branches
            && !(BlockEdit.bodyAt(network, anchor) instanceof Sequence);
    String moved = deeper ? anchor + "/" + BlockPaths.lastName(anchor) : anchor;
    return EditResult.of(
        network,
        after,
        path ->
            BlockPaths.isWithin(path, moved)
                ? Optional.of(anchor + path.substring(moved.length()))
                : Optional.of(path).filter(p -> !(deeper && BlockPaths.isWithin(p, anchor))));
  }

  /**
   * Removes a layer or block with one input and one output; whatever took its output takes its
   * input instead. A removed branch becomes the identity.
   */
  public static Edit remove(String path) {
    return network -> {
      String removed = network.path(path);
      if (removed.equals(Network.HEAD)) {
        return EditResult.ofSamePaths(network, network.withoutHead());
      }
      Endpoints endpoints = network.endpoints().get(removed);
      Checks.require(
          endpoints.inputs().size() == 1,
          () ->
              EditProblems.removesMergeLayer(
                  network.name(), removed, BlockPaths.ofTensors(network, endpoints.inputs())));
      Checks.require(
          endpoints.outputs().size() == 1,
          () ->
              EditProblems.removesSeveralOutputs(
                  network.name(), removed, BlockPaths.ofTensors(network, endpoints.outputs())));
      return EditResult.ofSamePaths(network, BlockEdit.removal().applyTo(network, removed));
    };
  }

  /** Renames a layer or block; the vertex names of the layers in a block change with it. */
  public static Edit rename(String path, String name) {
    return network -> {
      String oldPath = network.path(path);
      requireNotHeadName(network, name);
      Network after =
          BlockEdit.replacement(block -> BlockEdit.renamed(block, name)).applyTo(network, oldPath);
      String parent = BlockPaths.parent(oldPath);
      String renamed = parent.isEmpty() ? name : parent + "/" + name;
      return EditResult.of(
          network,
          after,
          newPath ->
              Optional.of(
                  BlockPaths.isWithin(newPath, renamed)
                      ? oldPath + newPath.substring(renamed.length())
                      : newPath));
    };
  }

  private static void requireNotHeadName(Network network, String name) {
    Checks.require(!name.equals(Network.HEAD), () -> NameProblems.reservedHeadName(network.name()));
  }

  /** Replaces the head, or adds one, and sets the labels. */
  public static Edit head(BlockBody head, List<String> labels) {
    return network ->
        EditResult.of(
            network,
            network.head(head).labels(labels),
            path -> Optional.of(path).filter(p -> !BlockPaths.isWithin(p, Network.HEAD)));
  }

  /** Replaces the head, or adds one, for a classification, and sets the labels. */
  public static Edit head(Head head, List<String> labels) {
    return head.layers(labels.size())
        .map(layers -> head(layers, labels))
        .orElseGet(() -> relabel(labels));
  }

  /** Applies {@link #head(BlockBody, List)} to a network. */
  public static Network withHead(Network network, BlockBody head, List<String> labels) {
    return head(head, labels).applyTo(network);
  }

  /**
   * Sets the labels and resizes the last dense layer of the head to their number, however deeply it
   * is nested; the rest of the head and the task stay.
   *
   * @throws InvalidDescriptionException when applied, if the network has no head with a dense layer
   */
  public static Edit relabel(List<String> labels) {
    return network -> EditResult.ofSamePaths(network, Relabeling.keepTask(network, labels));
  }

  /** Applies {@link #relabel(List)} to a network. */
  public static Network relabel(Network network, List<String> labels) {
    return relabel(labels).applyTo(network);
  }

  /**
   * Sets the labels, resizes the last dense layer of the head to them and gives the output the
   * activation of a task; the rest of the head stays. A loss that was set is kept if the task is.
   *
   * @throws InvalidDescriptionException when applied, if the network has no head with a dense layer
   */
  public static Edit relabel(Task task, List<String> labels) {
    return network -> EditResult.ofSamePaths(network, Relabeling.setTask(network, task, labels));
  }

  /** Applies {@link #relabel(Task, List)} to a network. */
  public static Network relabel(Network network, Task task, List<String> labels) {
    return relabel(task, labels).applyTo(network);
  }

  /** Resizes the head to labels and requires that its activation is that of the task. */
  static Network relabelKeepingActivation(Network network, Task task, List<String> labels) {
    return Relabeling.requireTask(network, task, labels);
  }
}
