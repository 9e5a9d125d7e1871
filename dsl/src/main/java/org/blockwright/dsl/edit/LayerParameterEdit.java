package org.blockwright.dsl.edit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.blockwright.base.Glob;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.OutputSettings;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.format.LayerParameters;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Branches;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Subgraph;

/**
 * Sets a parameter of layers, all at once, so that layers that only fit together can change.
 *
 * @param pattern pattern of the paths of layers or blocks; of the matching layers those change that
 *     have the parameter
 * @param parameter name in descriptions, such as {@code filters}
 * @param value in the form of a description
 */
record LayerParameterEdit(String pattern, String parameter, String value) implements Edit {
  @Override
  public EditResult edit(Network network) {
    Map<String, Layer> changed = changedLayers(network);
    Map<String, OutputSettings> settings = network.outputSettings();
    Network edited =
        network
            .withOutputSettings(Map.of())
            .withBlocks(network.blocks().stream().map(b -> change(b, "", changed)).toList())
            .withOutputSettings(settings);
    return EditResult.ofSamePaths(network, edited);
  }

  private Map<String, Layer> changedLayers(Network network) {
    Set<Node> matching = network.graph().matching(new Glob(pattern));
    Checks.require(
        !matching.isEmpty(),
        () ->
            EditProblems.patternMatchesNothing(
                pattern, network.name(), network.graph().allNames()));
    Map<String, Layer> changed = new LinkedHashMap<>();
    Set<String> known = new TreeSet<>();
    for (Node node : matching) {
      known.addAll(LayerParameters.of(node.layer()));
      if (LayerParameters.of(node.layer()).contains(parameter)) {
        changed.put(node.path(), withParameter(network, node));
      }
    }
    Checks.require(
        !changed.isEmpty(),
        () -> EditProblems.unknownParameter(network.name(), pattern, parameter, known));
    return changed;
  }

  private Layer withParameter(Network network, Node node) {
    try {
      return LayerParameters.with(node.layer(), parameter, value);
    } catch (InvalidDescriptionException e) {
      throw new InvalidDescriptionException(
          EditProblems.invalidParameter(
              network.name(), node.path(), parameter, value, e.problems().get(0).text()));
    }
  }

  private static NamedBlock change(NamedBlock block, String parent, Map<String, Layer> changed) {
    String path = parent + block.name();
    return new NamedBlock(block.name(), block.isGroup(), change(block.body(), path, changed));
  }

  private static BlockBody change(BlockBody body, String path, Map<String, Layer> changed) {
    String prefix = path + "/";
    if (body instanceof Layer layer) {
      return changed.getOrDefault(path, layer);
    }
    if (body instanceof Sequence seq) {
      return new Sequence(change(seq.blocks(), prefix, changed));
    }
    if (body instanceof Branches branches) {
      return new Branches(
          change(branches.merge(), prefix, changed), change(branches.branches(), prefix, changed));
    }
    Subgraph subgraph = (Subgraph) body;
    return new Subgraph(
        subgraph.inputs(),
        subgraph.connections().stream()
            .map(c -> new Subgraph.Connection(change(c.block(), prefix, changed), c.inputs()))
            .toList(),
        subgraph.outputs());
  }

  private static List<NamedBlock> change(
      List<NamedBlock> blocks, String prefix, Map<String, Layer> changed) {
    return blocks.stream().map(block -> change(block, prefix, changed)).toList();
  }
}
