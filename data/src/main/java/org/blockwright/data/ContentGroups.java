package org.blockwright.data;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The groups of a dataset, joined where they have a file with the same content, so that the same
 * image is never in two subsets.
 *
 * @param data the dataset with the joined groups
 * @param joined the joined group of each group: the first one by name
 */
record ContentGroups(Dataset data, ImmutableSortedMap<String, String> joined) {

  static ContentGroups of(Dataset data) {
    Map<String, String> parents = new HashMap<>();
    Map<String, String> groupOfContent = new HashMap<>();
    for (Sample sample : data.samples()) {
      parents.putIfAbsent(sample.group(), sample.group());
      for (Sample image : sample.single()) {
        // Images that were not read have no hash.
        if (!image.sha256().isEmpty()) {
          String first = groupOfContent.putIfAbsent(image.sha256(), sample.group());
          if (first != null) {
            join(parents, first, sample.group());
          }
        }
      }
    }
    ImmutableSortedMap.Builder<String, String> joined = ImmutableSortedMap.naturalOrder();
    parents.keySet().forEach(group -> joined.put(group, root(parents, group)));
    return of(data, joined.build());
  }

  private static ContentGroups of(Dataset data, ImmutableSortedMap<String, String> joined) {
    return new ContentGroups(
        data.mapSamples(sample -> sample.withGroup(joined.get(sample.group()))), joined);
  }

  private static void join(Map<String, String> parents, String one, String other) {
    String first = root(parents, one);
    String second = root(parents, other);
    if (first.compareTo(second) < 0) {
      parents.put(second, first);
    } else if (!first.equals(second)) {
      parents.put(first, second);
    }
  }

  private static String root(Map<String, String> parents, String group) {
    String root = group;
    while (!parents.get(root).equals(root)) {
      root = parents.get(root);
    }
    return root;
  }

  /** Returns a value for each group from the values of joined groups. */
  <T> ImmutableMap<String, T> expand(Map<String, T> values) {
    Map<String, T> expanded = new TreeMap<>();
    joined.forEach((group, first) -> expanded.put(group, values.get(first)));
    return ImmutableMap.copyOf(expanded);
  }
}
