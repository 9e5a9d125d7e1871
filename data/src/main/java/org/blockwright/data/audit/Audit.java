package org.blockwright.data.audit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.data.SkippedFile;

/**
 * What is wrong with a dataset before anything is trained on it. Every image is decoded once; the
 * files are not changed.
 *
 * @param images number of decoded images of each subset, by its name
 * @param classes one entry for each class, over all subsets; empty for regression
 * @param unreadable files that cannot be used, with the reason
 * @param duplicates pairs of equal and nearly equal images
 * @param groupsInSeveralSubsets groups that the subsets share
 * @param groupsInSeveralClasses groups, such as patients, with images of several classes
 * @param leak whether trivial cues tell the classes apart; empty unless every image has one class
 * @param grouped whether a group has several images
 * @param examined number of images whose pixels were read
 * @param omissions what was not examined and why, one line each
 */
public record Audit(
    ImmutableMap<String, Integer> images,
    ImmutableList<ClassSummary> classes,
    ImmutableList<SkippedFile> unreadable,
    ImmutableList<DuplicatePair> duplicates,
    ImmutableList<GroupConflict> groupsInSeveralSubsets,
    ImmutableList<GroupConflict> groupsInSeveralClasses,
    Optional<LeakCheck> leak,
    boolean grouped,
    int examined,
    ImmutableList<String> omissions) {

  /** Number of images whose pixels {@link #quick} reads. */
  public static final int QUICK_IMAGES = 3000;

  /** Number of classes up to which {@link #quick} has a leak check. */
  static final int QUICK_CLASSES = 50;

  /** The largest class may have this many times as many images as the smallest one. */
  private static final double MAX_IMBALANCE = 3;

  /** Difference of the shares of images stored in color from which on it is reported. */
  private static final double MAX_COLOR_DIFFERENCE = 0.5;

  /** Checks a dataset without subsets. */
  public static Audit of(Dataset data, Progress progress) {
    return of(ImmutableMap.of("", data), progress);
  }

  /**
   * Checks the subsets of a dataset, and that they have nothing in common.
   *
   * @param subsets by name, with the same classes
   * @throws DataException if no image can be decoded
   */
  public static Audit of(Map<String, Dataset> subsets, Progress progress) {
    return of(subsets, Integer.MAX_VALUE, Integer.MAX_VALUE, progress);
  }

  /**
   * Checks the subsets of a dataset in a few seconds: files, groups and classes of all images, but
   * the pixels of at most {@value #QUICK_IMAGES}, a random sample of each class. With more than
   * {@value #QUICK_CLASSES} classes there is no leak check.
   *
   * @param subsets by name, with the same classes
   * @throws DataException if no image can be decoded
   */
  public static Audit quick(Map<String, Dataset> subsets, Progress progress) {
    return of(subsets, QUICK_IMAGES, QUICK_CLASSES, progress);
  }

  static Audit of(Map<String, Dataset> subsets, int maxImages, int maxClasses, Progress progress) {
    ImmutableMap<String, ImmutableList<ListedImage>> listed = list(subsets);
    List<ListedImage> all = listed.values().stream().flatMap(List::stream).toList();
    Predicate<ListedImage> chosen = AuditSample.of(all, maxImages);
    List<SkippedFile> unreadable = new ArrayList<>();
    // The subsets of a split have the list of skipped files of the whole dataset.
    Set<List<SkippedFile>> lists = Collections.newSetFromMap(new IdentityHashMap<>());
    List<AuditedImage> images = new ArrayList<>();
    subsets.forEach(
        (name, data) -> {
          if (lists.add(data.skipped())) {
            unreadable.addAll(data.skipped());
          }
          ImageScan scan =
              ImageScan.of(name, listed.get(name).stream().filter(chosen).toList(), progress);
          unreadable.addAll(scan.undecodable());
          images.addAll(scan.images());
        });
    Dataset first = subsets.values().iterator().next();
    if (images.isEmpty()) {
      throw AuditProblems.noImages(first.name());
    }
    ImmutableList.Builder<String> omissions = ImmutableList.builder();
    if (all.size() > maxImages) {
      omissions.add(AuditProblems.sampled(images.size(), all.size()));
    }
    boolean hasClasses =
        subsets.values().stream().allMatch(ImageScan::hasOneClassEach)
            && first.classes().size() > 1;
    boolean fewClasses = hasClasses && first.classes().size() <= maxClasses;
    if (hasClasses && !fewClasses) {
      omissions.add(AuditProblems.manyClasses(first.classes().size(), maxClasses));
    }
    ImmutableMap.Builder<String, Integer> counts = ImmutableMap.builder();
    listed.forEach((name, ofSubset) -> counts.put(name, ofSubset.size()));
    return new Audit(
        counts.build(),
        classes(all, images),
        ImmutableList.sortedCopyOf(Comparator.comparing(SkippedFile::key), unreadable),
        ImmutableList.copyOf(DuplicateFinder.find(all, images)),
        conflicts(all, ListedImage::subset),
        conflicts(all, ListedImage::className),
        fewClasses ? Optional.of(LeakChecker.check(images, first.classes())) : Optional.empty(),
        all.stream().map(image -> image.sample().group()).distinct().count() < all.size(),
        images.size(),
        omissions.build());
  }

  private static ImmutableMap<String, ImmutableList<ListedImage>> list(
      Map<String, Dataset> subsets) {
    ImmutableMap.Builder<String, ImmutableList<ListedImage>> listed = ImmutableMap.builder();
    subsets.forEach(
        (name, data) ->
            listed.put(
                name,
                data.samples().stream()
                    .flatMap(sample -> sample.single().stream())
                    .map(sample -> ListedImage.of(name, data, sample))
                    .collect(ImmutableList.toImmutableList())));
    return listed.build();
  }

  private static ImmutableList<ClassSummary> classes(
      List<ListedImage> all, List<AuditedImage> images) {
    Map<String, List<ListedImage>> byClass =
        all.stream()
            .filter(image -> !image.className().isEmpty())
            .collect(
                Collectors.groupingBy(ListedImage::className, TreeMap::new, Collectors.toList()));
    Map<String, List<AuditedImage>> examined =
        images.stream().collect(Collectors.groupingBy(AuditedImage::className));
    return byClass.entrySet().stream()
        .map(
            entry ->
                ClassSummary.of(
                    entry.getKey(),
                    entry.getValue(),
                    examined.getOrDefault(entry.getKey(), List.of())))
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<GroupConflict> conflicts(
      List<ListedImage> images, Function<ListedImage, String> place) {
    Map<String, TreeSet<String>> places = new TreeMap<>();
    images.forEach(
        image ->
            places
                .computeIfAbsent(image.sample().group(), group -> new TreeSet<>())
                .add(place.apply(image)));
    return places.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(
            entry ->
                new GroupConflict(
                    entry.getKey(), ImmutableSortedSet.copyOf(entry.getValue()).asList()))
        .collect(ImmutableList.toImmutableList());
  }

  /** Returns the duplicates within the subsets and with the same class. */
  private List<DuplicatePair> harmlessDuplicates() {
    return duplicates.stream()
        .filter(pair -> !pair.crossesSubsets() && !pair.crossesClasses())
        .toList();
  }

  /** Returns the conclusions, the most severe first. */
  public ImmutableList<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    leak.ifPresent(check -> findings.add(finding(check)));
    addIfAny(findings, groupsInSeveralSubsets, AuditProblems::groupsInSeveralSubsets);
    addIfAny(
        findings,
        duplicates.stream().filter(DuplicatePair::crossesSubsets).toList(),
        AuditProblems::duplicatesAcrossSubsets);
    addIfAny(
        findings,
        duplicates.stream().filter(DuplicatePair::crossesClasses).toList(),
        AuditProblems::labelConflicts);
    addIfAny(
        findings,
        harmlessDuplicates(),
        pairs -> AuditProblems.duplicates(pairs, images.size() > 1));
    addIfAny(findings, unreadable, AuditProblems::unreadable);
    addClassFindings(findings);
    addIfAny(findings, groupsInSeveralClasses, AuditProblems::groupsInSeveralClasses);
    if (!grouped) {
      findings.add(
          AuditProblems.ungrouped(images.values().stream().mapToInt(Integer::intValue).sum()));
    }
    omissions.forEach(text -> findings.add(AuditProblems.omission(text)));
    findings.sort(Comparator.comparing(Finding::severity));
    return ImmutableList.copyOf(findings);
  }

  private static Finding finding(LeakCheck check) {
    return switch (check.verdict()) {
      case LEAK -> AuditProblems.leak(check);
      case NO_LEAK ->
          check.small() && check.all().skill(check.classes()) >= LeakCheck.MAX_SKILL
              ? AuditProblems.noLeakOfSmallImages(check)
              : AuditProblems.noLeak(check);
      case UNDECIDED -> AuditProblems.undecided(check);
    };
  }

  private void addClassFindings(List<Finding> findings) {
    // The classes of several labels are combinations, of which most are rare.
    if (leak.isEmpty() || classes.size() < 2) {
      return;
    }
    Comparator<ClassSummary> bySize = Comparator.comparingInt(ClassSummary::images);
    ClassSummary largest = classes.stream().max(bySize).orElseThrow();
    ClassSummary smallest = classes.stream().min(bySize).orElseThrow();
    if (largest.images() >= MAX_IMBALANCE * smallest.images()) {
      findings.add(AuditProblems.imbalance(largest, smallest));
    }
    Comparator<ClassSummary> byColor = Comparator.comparingDouble(Audit::colorShare);
    ClassSummary color = classes.stream().max(byColor).orElseThrow();
    ClassSummary gray = classes.stream().min(byColor).orElseThrow();
    if (colorShare(color) - colorShare(gray) >= MAX_COLOR_DIFFERENCE) {
      findings.add(AuditProblems.storedChannels(color, gray));
    }
  }

  private static double colorShare(ClassSummary summary) {
    return summary.examined() == 0 ? 0 : (double) summary.color() / summary.examined();
  }

  private static <T> void addIfAny(
      List<Finding> findings, List<T> items, Function<List<T>, Finding> finding) {
    if (!items.isEmpty()) {
      findings.add(finding.apply(items));
    }
  }

  /** Returns whether results on this data would be wrong. */
  public boolean hasErrors() {
    return findings().stream().anyMatch(finding -> finding.severity() == Finding.Severity.ERROR);
  }
}
