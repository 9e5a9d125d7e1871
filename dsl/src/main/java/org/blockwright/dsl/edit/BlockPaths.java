package org.blockwright.dsl.edit;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Set;
import org.blockwright.dsl.Network;

/** Paths of layers and blocks: names joined by {@code /}. */
final class BlockPaths {
  private static final Splitter SLASH = Splitter.on('/');

  private BlockPaths() {}

  /** Returns the paths of the layers that output these tensors; names for network inputs. */
  static List<String> ofTensors(Network network, List<String> tensors) {
    return tensors.stream()
        .map(t -> network.graph().contains(t) ? network.graph().node(t).path() : t)
        .toList();
  }

  static List<String> names(String path) {
    return SLASH.splitToList(path);
  }

  static String lastName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns the path of the enclosing block; empty for a top-level block. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** Returns whether a path is that of the block itself or of something within it. */
  static boolean isWithin(String path, String block) {
    return path.equals(block) || path.startsWith(block + "/");
  }

  /** Returns the name, with the first free number appended if it is taken: {@code name_2}. */
  static String uniqueName(String name, Set<String> taken) {
    String unique = name;
    for (int i = 2; taken.contains(unique); i++) {
      unique = name + "_" + i;
    }
    return unique;
  }
}
