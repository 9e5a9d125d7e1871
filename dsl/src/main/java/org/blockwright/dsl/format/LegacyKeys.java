package org.blockwright.dsl.format;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The keys of versions 1 and 2 of the format. A description of these versions is rewritten with the
 * keys of version 3 before it is read, so that nothing else deals with old keys. All nodes keep
 * their locations in the file.
 *
 * <p>Besides the renamed keys, versions 1 and 2 have {@code join} and {@code arms} in a map below
 * {@code branches}; since version 3 {@code branches} is the list itself, with {@code merge} beside
 * it. Branches without a name are {@code arm1}, {@code arm2} and so on in versions 1 and 2.
 */
final class LegacyKeys {
  /** The versions of the format with old keys. */
  static final ImmutableSet<String> VERSIONS = ImmutableSet.of("1", "2");

  /** The keys of versions 1 and 2 that have other names since version 3. */
  static final ImmutableMap<String, String> RENAMED =
      ImmutableMap.of(
          "arms", "branches",
          "depthwise", "depthwiseConv",
          "join", "merge",
          "parts", "blocks",
          "reads", "inputs",
          "reflect", "flip",
          "separable", "separableConv");

  private final Document network;

  /** The rewritten blocks; aliases share their node, which is rewritten once. */
  private final Map<Node, Node> blocks = new IdentityHashMap<>();

  private LegacyKeys(Document network) {
    this.network = network;
  }

  /**
   * Rewrites a network, or a head alone, with the keys of version 3.
   *
   * @throws InvalidDescriptionException if a map below {@code branches} has missing or unknown keys
   */
  static Document upgrade(Document network) {
    return network.withNode(new LegacyKeys(network).network());
  }

  /**
   * Returns the entries of a map and requires that all keys are known. The error about an old key
   * has its new name.
   */
  static Map<String, Document> requireCurrent(Document map, Set<String> known) {
    for (String key : map.map().keySet()) {
      newName(key, known)
          .ifPresent(
              name -> {
                throw map.invalidKey(key, FormatProblems.renamedKey(key, name));
              });
    }
    return map.map(known);
  }

  private static Optional<String> newName(String key, Set<String> known) {
    return Optional.ofNullable(RENAMED.get(key))
        .filter(name -> known.contains(name) && !known.contains(key));
  }

  private Node network() {
    return map(
        network.node(),
        Set.of(),
        (key, value) ->
            switch (key) {
              case "augment" -> list(value, step -> map(step, InputFormat.STEPS, (k, v) -> v));
              case "blocks", "head" -> list(value, this::block);
              default -> value;
            });
  }

  private Node block(Node node) {
    return block(node, Set.of());
  }

  private Node block(Node node, Set<String> extraKeys) {
    Node known = blocks.get(node);
    if (known != null) {
      return known;
    }
    Node block =
        map(
            withMergeBesideBranches(node),
            BlockReader.keys(extraKeys),
            (key, value) ->
                switch (key) {
                  case "seq", "branches" -> list(value, this::block);
                  case "arms" -> arms(value);
                  case "join" -> block(value);
                  case "graph" -> graph(value);
                  default -> value;
                });
    blocks.put(node, block);
    return block;
  }

  private Node graph(Node node) {
    return map(
        node,
        SubgraphReader.KEYS,
        (key, value) ->
            key.equals("parts") || key.equals("blocks")
                ? list(value, block -> block(block, SubgraphReader.BLOCK_KEYS))
                : value);
  }

  private Node arms(Node node) {
    if (!(node instanceof SequenceNode arms)) {
      return node;
    }
    List<Node> branches = new ArrayList<>();
    for (Node arm : arms.getValue()) {
      branches.add(withName("arm" + (branches.size() + 1), block(arm)));
    }
    return list(branches, node);
  }

  /** Names a branch that has no name; repeated blocks become a sequence with the name. */
  private static Node withName(String name, Node node) {
    if (!(node instanceof MappingNode branch) || hasKey(branch, "name")) {
      return node;
    }
    List<NodeTuple> entries = new ArrayList<>();
    entries.add(new NodeTuple(scalar("name", node), scalar(name, node)));
    if (hasKey(branch, "times")) {
      entries.add(new NodeTuple(scalar("seq", node), list(List.of(node), node)));
    } else {
      entries.addAll(branch.getValue());
    }
    return map(entries, node);
  }

  private static boolean hasKey(MappingNode map, String key) {
    return map.getValue().stream().anyMatch(entry -> key(entry).equals(key));
  }

  /** Moves the entries of a map below {@code branches} into the map of the block. */
  private Node withMergeBesideBranches(Node node) {
    if (!(node instanceof MappingNode block)) {
      return node;
    }
    List<NodeTuple> entries = new ArrayList<>();
    for (NodeTuple entry : block.getValue()) {
      if (key(entry).equals("branches") && entry.getValueNode() instanceof MappingNode branches) {
        Document map = network.withNode(branches);
        map.requireKnownKeys(Set.of("join", "arms"));
        map.requireKey("join");
        map.requireKey("arms");
        entries.addAll(branches.getValue());
      } else {
        entries.add(entry);
      }
    }
    return map(entries, block);
  }

  /** Renames the old keys of a map and rewrites its values; any other node stays as it is. */
  private Node map(Node node, Set<String> known, BiFunction<String, Node, Node> rewriteValue) {
    if (!(node instanceof MappingNode map)) {
      return node;
    }
    // Reported with their names in the file.
    network.withNode(node).requireUniqueKeys();
    List<NodeTuple> entries = new ArrayList<>();
    for (NodeTuple entry : map.getValue()) {
      Node key =
          newName(key(entry), known)
              .map(name -> scalar(name, entry.getKeyNode()))
              .orElse(entry.getKeyNode());
      entries.add(new NodeTuple(key, rewriteValue.apply(key(entry), entry.getValueNode())));
    }
    return map(entries, map);
  }

  private static Node list(Node node, UnaryOperator<Node> rewrite) {
    return node instanceof SequenceNode list
        ? list(list.getValue().stream().map(rewrite).toList(), list)
        : node;
  }

  private static Node list(List<Node> values, Node location) {
    return new SequenceNode(
        Tag.SEQ,
        true,
        values,
        location.getStartMark(),
        location.getEndMark(),
        DumperOptions.FlowStyle.AUTO);
  }

  /** Returns the key of an entry; empty if it is not a scalar, which is an error when read. */
  private static String key(NodeTuple entry) {
    return entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
  }

  private static Node scalar(String text, Node location) {
    return new ScalarNode(
        Tag.STR,
        text,
        location.getStartMark(),
        location.getEndMark(),
        DumperOptions.ScalarStyle.PLAIN);
  }

  private static MappingNode map(List<NodeTuple> entries, Node location) {
    return new MappingNode(
        Tag.MAP,
        true,
        entries,
        location.getStartMark(),
        location.getEndMark(),
        DumperOptions.FlowStyle.AUTO);
  }
}
