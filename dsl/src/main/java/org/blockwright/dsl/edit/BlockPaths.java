package org.blockwright.dsl.edit;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Set;
import org.blockwright.dsl.Network;

/** Where layers and blocks stand. */
final class BlockPaths {
  private static final Splitter SLASH = Splitter.on('/');

  private BlockPaths() {}

  /** The paths of values, for people; inputs of the network by their names. */
  static List<String> ofValues(Network network, List<String> values) {
    return values.stream()
        .map(v -> network.graph().contains(v) ? network.graph().node(v).path() : v)
        .toList();
  }

  static List<String> names(String path) {
    return SLASH.splitToList(path);
  }

  static String lastName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The path of what holds this; empty for a part of the network itself. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  static boolean isWithin(String path, String block) {
    return path.equals(block) || path.startsWith(block + "/");
  }

  /** This name, or where it is taken the next one that is not. */
  static String uniqueName(String name, Set<String> taken) {
    String free = name;
    for (int i = 2; taken.contains(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }
}
