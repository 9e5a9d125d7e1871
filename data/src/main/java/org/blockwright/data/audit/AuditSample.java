package org.blockwright.data.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.blockwright.base.Seeds;

/** The images of a large dataset whose pixels are read: a fixed random sample of each class. */
final class AuditSample {
  /** Images that a small class should have, so that the leak check has enough of them. */
  private static final int MIN_OF_CLASS = 100;

  private AuditSample() {}

  /** Returns whether an image is chosen; all of them if there are not more than the maximum. */
  static Predicate<ListedImage> of(List<ListedImage> images, int maximum) {
    if (images.size() <= maximum) {
      return image -> true;
    }
    Map<String, List<ListedImage>> byClass =
        images.stream()
            .collect(
                Collectors.groupingBy(ListedImage::className, TreeMap::new, Collectors.toList()));
    int least = Math.min(MIN_OF_CLASS, maximum / byClass.size());
    List<Ranked> ranked = new ArrayList<>();
    for (List<ListedImage> ofClass : byClass.values()) {
      List<ListedImage> shuffled = shuffled(ofClass);
      for (int i = 0; i < shuffled.size(); i++) {
        ranked.add(new Ranked(shuffled.get(i), i < least ? 0 : (double) i / shuffled.size()));
      }
    }
    Set<ListedImage> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
    ranked.stream()
        .sorted(Comparator.comparingDouble(Ranked::rank))
        .limit(maximum)
        .forEach(image -> chosen.add(image.image()));
    return chosen::contains;
  }

  /**
   * An image with its position in its class, from 0 to 1, so that the lowest ones are as many of
   * each class as its share; 0 for the first ones of a class, which are always chosen.
   */
  private record Ranked(ListedImage image, double rank) {}

  private static List<ListedImage> shuffled(List<ListedImage> images) {
    return images.stream()
        .sorted(
            Comparator.comparingDouble(
                image -> Seeds.uniform("audit", image.subset(), image.sample().key())))
        .toList();
  }
}
