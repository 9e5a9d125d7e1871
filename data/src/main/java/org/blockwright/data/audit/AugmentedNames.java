package org.blockwright.data.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.blockwright.data.copies.ArticleRecipe;
import org.blockwright.data.copies.AugmentedCopies;

/**
 * Finds the originals of augmented copies: by the column {@code origin} of the manifest that {@code
 * data augment} writes, or by names such as {@code a_rotate.png} of {@code a.png}. Rotated and
 * reflected copies do not look like duplicates, but a model that was trained on one knows the
 * other.
 */
final class AugmentedNames {
  private static final Pattern COPY =
      Pattern.compile("(.+)_(?:" + String.join("|", ArticleRecipe.NAMES) + ")");

  private final Map<ListedImage, String> origins = new IdentityHashMap<>();

  /**
   * Finds the copies among all images.
   *
   * @param images those of all subsets
   */
  AugmentedNames(List<ListedImage> images) {
    Map<String, List<ListedImage>> byStem = new HashMap<>();
    for (ListedImage image : images) {
      byStem.computeIfAbsent(stem(image), stem -> new ArrayList<>()).add(image);
    }
    for (ListedImage image : images) {
      Optional<String> inManifest =
          Optional.ofNullable(image.sample().attributes().get(AugmentedCopies.ORIGIN))
              .filter(origin -> !origin.isBlank());
      Matcher copy = COPY.matcher(stem(image));
      if (inManifest.isPresent()) {
        origins.put(image, "origin:" + inManifest.get());
      } else if (copy.matches() && byStem.containsKey(copy.group(1))) {
        String origin = "name:" + copy.group(1);
        origins.put(image, origin);
        byStem.get(copy.group(1)).forEach(original -> origins.putIfAbsent(original, origin));
      }
    }
  }

  /** Returns whether two images are copies of the same one, or one is a copy of the other. */
  boolean areCopies(ListedImage one, ListedImage other) {
    return origins.containsKey(one) && origins.get(one).equals(origins.get(other));
  }

  /** Returns a pair for each image that is a copy of the same image as one in another subset. */
  List<DuplicatePair> acrossSubsets(List<ListedImage> images) {
    Map<String, ListedImage> first = new HashMap<>();
    List<DuplicatePair> pairs = new ArrayList<>();
    for (ListedImage image : images) {
      String origin = origins.get(image);
      if (origin == null) {
        continue;
      }
      ListedImage earlier = first.putIfAbsent(origin, image);
      if (earlier != null && !earlier.subset().equals(image.subset())) {
        pairs.add(
            new DuplicatePair(
                DuplicatePair.Kind.COPY, ImageEntry.of(earlier), ImageEntry.of(image), 0, 0));
      }
    }
    return pairs;
  }

  /** Returns the class and the file name without extension, which are the same in every subset. */
  private static String stem(ListedImage image) {
    String key = image.sample().key();
    String name = key.substring(key.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return image.className() + "/" + (dot > 0 ? name.substring(0, dot) : name);
  }
}
