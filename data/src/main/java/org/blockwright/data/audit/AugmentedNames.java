package org.blockwright.data.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.blockwright.data.Subset;
import org.blockwright.data.copies.ArticleRecipe;
import org.blockwright.data.copies.AugmentedCopies;

/**
 * Finds the originals of augmented copies: by the columns {@code origin} and {@code operation} of
 * the manifest that {@code data augment} writes, or by names such as {@code a_rotate.png} of {@code
 * a.png} in the same folder. Rotated and reflected copies do not look like duplicates, but a model
 * that was trained on one knows the other.
 *
 * <p>Folders that are numbered alike have equal names for different images. So a copy belongs to
 * the original of its own subset; if there is none, to that of the same folder of another subset.
 */
final class AugmentedNames {
  private static final Pattern COPY =
      Pattern.compile("(.+)_(?:" + String.join("|", ArticleRecipe.NAMES) + ")");

  /** The original of each copy, and of each original that has copies, as text. */
  private final Map<ListedImage, String> origins = new IdentityHashMap<>();

  /** Originals, by what their copies name. */
  private final Map<String, List<ListedImage>> originals = new HashMap<>();

  /**
   * Finds the copies among all images.
   *
   * @param images those of all subsets
   */
  AugmentedNames(List<ListedImage> images) {
    for (ListedImage image : images) {
      String name = inManifest(image).orElse(stem(image));
      if (inManifest(image).isEmpty() || isOriginalInManifest(image)) {
        originals.computeIfAbsent(name, n -> new ArrayList<>()).add(image);
      }
    }
    for (ListedImage image : images) {
      Optional<String> inManifest = inManifest(image);
      Matcher copy = COPY.matcher(stem(image));
      if (inManifest.isPresent()) {
        origins.put(image, origin(inManifest.get(), image));
      } else if (copy.matches() && originals.containsKey(copy.group(1))) {
        String origin = origin(copy.group(1), image);
        origins.put(image, origin);
        originals.get(copy.group(1)).stream()
            .filter(original -> origin(copy.group(1), original).equals(origin))
            .forEach(original -> origins.putIfAbsent(original, origin));
      }
    }
  }

  /** The original that a copy names, of those with this name: in its own subset, or the first. */
  private String origin(String name, ListedImage image) {
    List<ListedImage> named = originals.getOrDefault(name, List.of());
    boolean own = named.stream().anyMatch(other -> other.subset().equals(image.subset()));
    String subset = own ? image.subset() : named.isEmpty() ? "" : named.get(0).subset();
    return subset + "\n" + name;
  }

  private static Optional<String> inManifest(ListedImage image) {
    return Optional.ofNullable(image.sample().attributes().get(AugmentedCopies.ORIGIN))
        .filter(origin -> !origin.isBlank())
        .map(origin -> "origin:" + origin);
  }

  private static boolean isOriginalInManifest(ListedImage image) {
    return AugmentedCopies.isOriginal(
        image.sample().attributes().getOrDefault(AugmentedCopies.OPERATION, ""));
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

  /**
   * Returns the class, the folder and the file name without extension, which are the same in every
   * subset: the folder of a subset itself is left out.
   */
  private static String stem(ListedImage image) {
    String key = image.sample().key();
    int name = key.lastIndexOf('/') + 1;
    int dot = key.lastIndexOf('.');
    String folders =
        Arrays.stream(key.substring(0, name).split("/"))
            .filter(folder -> Subset.ofName(folder).isEmpty())
            .map(folder -> folder + "/")
            .collect(Collectors.joining());
    return image.className() + "/" + folders + key.substring(name, dot > name ? dot : key.length());
  }
}
