package org.blockwright.data.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the duplicates of an audit, which may not have read the pixels of all images. */
final class DuplicateFinder {
  private DuplicateFinder() {}

  /**
   * Returns pairs: those with the same bytes first, then the same pixels, then nearly the same,
   * then augmented copies in several subsets, each in the order of the images. Of several equal
   * images each is listed with the first of them, and only the first is compared with other images.
   *
   * @param all every image
   * @param examined those whose pixels have been read
   */
  static List<DuplicatePair> find(List<ListedImage> all, List<AuditedImage> examined) {
    AugmentedNames copies = new AugmentedNames(all);
    List<DuplicatePair> pairs = new ArrayList<>();
    Map<String, ListedImage> byBytes = new HashMap<>();
    for (ListedImage image : all) {
      ListedImage first = byBytes.putIfAbsent(image.sample().sha256(), image);
      if (first != null && !image.sample().sha256().isEmpty()) {
        pairs.add(
            new DuplicatePair(
                DuplicatePair.Kind.BYTES, ImageEntry.of(first), ImageEntry.of(image), 0, 1));
      }
    }
    Duplicates.find(examined.stream().map(AuditedImage::fingerprintEntry).toList()).stream()
        // Already listed.
        .filter(match -> match.kind() != DuplicatePair.Kind.BYTES)
        // Copies in the same subset are intended, and the others are listed as copies.
        .filter(
            match ->
                !copies.areCopies(
                    examined.get(match.first()).listed(), examined.get(match.second()).listed()))
        .map(
            match ->
                new DuplicatePair(
                    match.kind(),
                    ImageEntry.of(examined.get(match.first()).listed()),
                    ImageEntry.of(examined.get(match.second()).listed()),
                    match.distance(),
                    match.correlation()))
        .forEach(pairs::add);
    pairs.addAll(copies.acrossSubsets(all));
    return pairs;
  }
}
