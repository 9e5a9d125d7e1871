package org.blockwright.data.audit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
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
 */
public record Audit(
    ImmutableMap<String, Integer> images,
    ImmutableList<ClassSummary> classes,
    ImmutableList<SkippedFile> unreadable,
    ImmutableList<DuplicatePair> duplicates,
    ImmutableList<GroupConflict> groupsInSeveralSubsets,
    ImmutableList<GroupConflict> groupsInSeveralClasses,
    Optional<LeakCheck> leak,
    boolean grouped) {

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
    List<SkippedFile> unreadable = new ArrayList<>();
    List<AuditedImage> images = new ArrayList<>();
    subsets.forEach(
        (name, data) -> {
          unreadable.addAll(data.skipped());
          ImageScan scan = ImageScan.of(name, data, progress);
          unreadable.addAll(scan.undecodable());
          images.addAll(scan.images());
        });
    Dataset first = subsets.values().iterator().next();
    if (images.isEmpty()) {
      throw AuditProblems.noImages(first.name());
    }
    boolean oneClassEach = subsets.values().stream().allMatch(ImageScan::hasOneClassEach);
    unreadable.sort(Comparator.comparing(SkippedFile::key));
    Map<String, Integer> counts =
        new TreeMap<>(
            Comparator.comparingInt(name -> ImmutableList.copyOf(subsets.keySet()).indexOf(name)));
    subsets.keySet().forEach(name -> counts.put(name, 0));
    images.forEach(image -> counts.merge(image.subset(), 1, Integer::sum));
    return new Audit(
        ImmutableMap.copyOf(counts),
        classes(images),
        ImmutableList.copyOf(unreadable),
        ImmutableList.copyOf(DuplicateFinder.find(images)),
        conflicts(images, AuditedImage::subset),
        conflicts(images, AuditedImage::className),
        oneClassEach && first.classes().size() > 1
            ? Optional.of(LeakChecker.check(images, first.classes()))
            : Optional.empty(),
        images.stream().map(image -> image.sample().group()).distinct().count() < images.size());
  }

  private static ImmutableList<ClassSummary> classes(List<AuditedImage> images) {
    Map<String, List<AuditedImage>> byClass =
        images.stream()
            .filter(image -> !image.className().isEmpty())
            .collect(
                Collectors.groupingBy(AuditedImage::className, TreeMap::new, Collectors.toList()));
    return byClass.entrySet().stream()
        .map(entry -> ClassSummary.of(entry.getKey(), entry.getValue()))
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<GroupConflict> conflicts(
      List<AuditedImage> images, Function<AuditedImage, String> place) {
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
    findings.sort(Comparator.comparing(Finding::severity));
    return ImmutableList.copyOf(findings);
  }

  private static Finding finding(LeakCheck check) {
    return switch (check.verdict()) {
      case LEAK -> AuditProblems.leak(check);
      case NO_LEAK -> AuditProblems.noLeak(check);
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
    return (double) summary.color() / summary.images();
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
