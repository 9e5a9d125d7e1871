package org.blockwright.data.copies;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Chooses the paths of copies: {@code a.png} and {@code a_rotate.png} of {@code a.jpg}. Images that
 * differ only in their extension, or in case, keep it: {@code a-jpg.png}. No two copies have the
 * same path.
 */
final class CopyNames {
  private CopyNames() {}

  /**
   * Returns the path without extension of each image.
   *
   * @param keys the paths of the images that get copies
   * @param others paths that are taken
   * @param names the names of the copies
   */
  static Map<String, String> stems(List<String> keys, List<String> others, List<String> names) {
    Multiset<String> plain = HashMultiset.create();
    keys.forEach(key -> plain.add(lower(stem(key))));
    Set<String> taken = new HashSet<>();
    others.forEach(other -> taken.add(lower(other)));
    Map<String, String> stems = new HashMap<>();
    for (String key : keys) {
      String withExtension = stem(key) + "-" + key.substring(stem(key).length()).replace(".", "");
      String first = plain.count(lower(stem(key))) == 1 ? stem(key) : withExtension;
      String chosen = first;
      for (int i = 2; paths(chosen, names).stream().anyMatch(p -> taken.contains(lower(p))); i++) {
        chosen = first + "-" + i;
      }
      paths(chosen, names).forEach(path -> taken.add(lower(path)));
      stems.put(key, chosen);
    }
    return stems;
  }

  /** Returns the paths of the image and its copies. */
  static List<String> paths(String stem, List<String> names) {
    List<String> paths = new ArrayList<>(List.of(stem + ".png"));
    names.forEach(name -> paths.add(path(stem, name)));
    return paths;
  }

  static String path(String stem, String name) {
    return stem + "_" + name + ".png";
  }

  private static String stem(String key) {
    int dot = key.lastIndexOf('.');
    return dot > key.lastIndexOf('/') + 1 ? key.substring(0, dot) : key;
  }

  private static String lower(String path) {
    return path.toLowerCase(Locale.ROOT);
  }
}
