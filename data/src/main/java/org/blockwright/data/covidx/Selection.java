package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.data.audit.DuplicatePair;
import org.blockwright.data.audit.Duplicates;

/**
 * Removes duplicates. Of several copies the first one stays, in the order of the sources and of
 * their rows. Copies with different classes are all removed, since one of the classes is wrong.
 * Patients with a common image are one group.
 *
 * @param kept the images that stay
 * @param dropped the duplicates
 * @param groups the group of each patient, by {@link MetadataRow#patientKey()}
 * @param pairs pairs of rows with the same image, for messages
 */
record Selection(
    ImmutableList<ScannedCandidate> kept,
    ImmutableList<DroppedRow> dropped,
    Map<String, String> groups,
    ImmutableList<Pair> pairs) {

  /** Two rows with the same image. */
  record Pair(ScannedCandidate first, ScannedCandidate second, Duplicates.Match match) {}

  static Selection of(List<ScannedCandidate> images, DuplicateRule rule) {
    return new Selector(images, rule).select();
  }

  /** Returns the group of a row: the first patient of those that belong together. */
  String group(MetadataRow row) {
    return groups.get(row.patientKey());
  }

  private static final class Selector {
    private final List<ScannedCandidate> images;
    private final DuplicateRule rule;
    private final List<Duplicates.Match> matches;

    /** Indices of the earlier images that an image repeats. */
    private final Map<Integer, List<Integer>> earlier = new HashMap<>();

    private final List<DroppedRow> dropped = new ArrayList<>();
    private final Set<Integer> kept = new HashSet<>();

    /** Images whose copies have different classes. */
    private final Set<Integer> conflicts = new HashSet<>();

    Selector(List<ScannedCandidate> images, DuplicateRule rule) {
      this.images = images;
      this.rule = rule;
      this.matches =
          Duplicates.find(images.stream().map(ScannedCandidate::fingerprintEntry).toList());
    }

    Selection select() {
      findEarlierImages();
      Set<String> urls = new HashSet<>();
      for (int i = 0; i < images.size(); i++) {
        select(i, urls);
      }
      List<ScannedCandidate> remaining = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        if (kept.contains(i)) {
          remaining.add(images.get(i));
        }
      }
      return new Selection(
          ImmutableList.copyOf(remaining),
          ImmutableList.copyOf(dropped),
          groups(),
          matches.stream()
              .map(m -> new Pair(images.get(m.first()), images.get(m.second()), m))
              .collect(ImmutableList.toImmutableList()));
    }

    private void findEarlierImages() {
      // Of images with equal pixels only the first one was compared with other images.
      Map<Integer, Integer> firstOf = new HashMap<>();
      Map<Integer, List<Integer>> similar = new HashMap<>();
      for (Duplicates.Match match : matches) {
        if (match.kind() != DuplicatePair.Kind.NEAR) {
          firstOf.put(match.second(), match.first());
        } else if (rule == DuplicateRule.NEAR) {
          similar.computeIfAbsent(match.first(), i -> new ArrayList<>()).add(match.second());
          similar.computeIfAbsent(match.second(), i -> new ArrayList<>()).add(match.first());
        }
      }
      Map<Integer, List<Integer>> seen = new HashMap<>();
      for (int i = 0; i < images.size(); i++) {
        int first = firstOf.getOrDefault(i, i);
        earlier.put(
            i,
            Stream.concat(Stream.of(first), similar.getOrDefault(first, List.of()).stream())
                .flatMap(other -> seen.getOrDefault(other, List.of()).stream())
                .sorted()
                .toList());
        seen.computeIfAbsent(first, k -> new ArrayList<>()).add(i);
      }
    }

    private void select(int index, Set<String> urls) {
      ScannedCandidate image = images.get(index);
      String url = image.row().url();
      if (image.row().source() == Source.RADIOGRAPHY && urls.contains(url)) {
        drop(image, CovidXProblems.sameUrl(url));
        return;
      }
      List<Integer> copies =
          earlier.get(index).stream()
              .filter(i -> kept.contains(i) || conflicts.contains(i))
              .toList();
      Optional<Integer> other =
          copies.stream()
              .filter(
                  i -> conflicts.contains(i) || images.get(i).imageClass() != image.imageClass())
              .findFirst();
      if (other.isPresent()) {
        // The image that is removed now still makes later copies of it doubtful.
        conflicts.add(index);
        drop(image, CovidXProblems.labelConflict(images.get(other.get())));
        for (int copy : copies) {
          if (kept.remove(copy)) {
            conflicts.add(copy);
            drop(images.get(copy), CovidXProblems.labelConflict(image));
          }
        }
      } else if (!copies.isEmpty()) {
        drop(image, CovidXProblems.copyOf(images.get(copies.get(0))));
      } else {
        kept.add(index);
        if (image.row().source() == Source.IEEE8023 && !url.isEmpty()) {
          urls.add(url);
        }
      }
    }

    private void drop(ScannedCandidate image, String detail) {
      dropped.add(DroppedRow.of(image.row(), DropReason.DUPLICATE, detail));
    }

    /** Joins the patients of each pair; the group is the patient that comes first. */
    private Map<String, String> groups() {
      Map<String, Integer> order = new LinkedHashMap<>();
      images.forEach(image -> order.putIfAbsent(image.row().patientKey(), order.size()));
      List<String> keys = List.copyOf(order.keySet());
      int[] first = new int[keys.size()];
      for (int i = 0; i < first.length; i++) {
        first[i] = i;
      }
      for (Duplicates.Match match : matches) {
        int a = root(first, order.get(images.get(match.first()).row().patientKey()));
        int b = root(first, order.get(images.get(match.second()).row().patientKey()));
        first[Math.max(a, b)] = Math.min(a, b);
      }
      Map<String, String> groups = new HashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        groups.put(keys.get(i), keys.get(root(first, i)));
      }
      return groups;
    }

    private static int root(int[] first, int index) {
      int at = index;
      while (first[at] != at) {
        at = first[at];
      }
      return at;
    }
  }
}
