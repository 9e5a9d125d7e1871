package org.blockwright.data.audit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.blockwright.base.SplitMix64;

/** Computes a {@link LeakCheck}. */
final class LeakChecker {
  private static final int FOLDS = 5;
  private static final int DRAWS = 2000;

  private final List<AuditedImage> images;
  private final List<String> classes;
  private final double[][] cues;
  private final int[] labels;
  private final int[] folds;

  /** For each group the indices of its images. */
  private final int[][] groups;

  private LeakChecker(List<AuditedImage> images, List<String> classes) {
    this.images = images;
    this.classes = classes;
    this.cues = images.stream().map(AuditedImage::cues).toArray(double[][]::new);
    this.labels = images.stream().mapToInt(image -> image.sample().label()).toArray();
    this.folds = images.stream().mapToInt(image -> fold(image.sample().group())).toArray();
    Map<String, Integer> indices = new HashMap<>();
    int[] ofImages =
        images.stream()
            .mapToInt(
                image -> indices.computeIfAbsent(image.sample().group(), key -> indices.size()))
            .toArray();
    this.groups =
        IntStream.range(0, indices.size()).mapToObj(g -> new int[0]).toArray(int[][]::new);
    for (int i = 0; i < ofImages.length; i++) {
      int[] group = groups[ofImages[i]];
      groups[ofImages[i]] = Arrays.copyOf(group, group.length + 1);
      groups[ofImages[i]][group.length] = i;
    }
  }

  /**
   * Checks images of at least two classes.
   *
   * @param images with one class each
   */
  static LeakCheck check(List<AuditedImage> images, List<String> classes) {
    return new LeakChecker(images, classes).check();
  }

  /** The fold depends on the group alone, so that it does not change if images are added. */
  static int fold(String group) {
    long hash = Hashing.sha256().hashString("leak:" + group, StandardCharsets.UTF_8).asLong();
    // Guava reads the bytes in little-endian order.
    return (int) Long.remainderUnsigned(Long.reverseBytes(hash), FOLDS);
  }

  private LeakCheck check() {
    double[] probabilities = new double[labels.length];
    int[] predicted = predictions(cue -> true, probabilities);
    LeakScore all = score(predicted);
    LeakScore form = score(predictions(isOf(Cue.Group.FORM), new double[labels.length]));
    LeakScore tone = score(predictions(isOf(Cue.Group.TONE), new double[labels.length]));
    boolean small = hasSmallImages();
    double[] recalls = recalls(predicted, IntStream.range(0, groups.length).toArray());
    ImmutableMap.Builder<String, Double> byClass = ImmutableMap.builder();
    for (int k = 0; k < classes.size(); k++) {
      byClass.put(classes.get(k), recalls[k]);
    }
    return new LeakCheck(
        verdict(all, form, small),
        classes.size(),
        all,
        form,
        tone,
        byClass.build(),
        single(),
        small,
        examples(predicted, probabilities));
  }

  private static IntPredicate isOf(Cue.Group group) {
    return cue -> Cue.values()[cue].group() == group;
  }

  private boolean hasSmallImages() {
    double[] sides =
        Arrays.stream(cues)
            .mapToDouble(c -> Math.min(c[Cue.WIDTH.ordinal()], c[Cue.HEIGHT.ordinal()]))
            .sorted()
            .toArray();
    return sides[sides.length / 2] < LeakCheck.SMALL_SIDE;
  }

  private ImmutableMap<String, ImmutableList<LeakExample>> examples(
      int[] predicted, double[] probabilities) {
    ImmutableMap.Builder<String, ImmutableList<LeakExample>> examples = ImmutableMap.builder();
    for (int k = 0; k < classes.size(); k++) {
      int label = k;
      examples.put(
          classes.get(k),
          IntStream.range(0, labels.length)
              .filter(i -> labels[i] == label && predicted[i] == label)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -probabilities[i]))
              .limit(LeakCheck.MAX_EXAMPLES)
              .map(i -> example(i, probabilities[i]))
              .collect(ImmutableList.toImmutableList()));
    }
    return examples.build();
  }

  private LeakExample example(int image, double probability) {
    ImmutableMap.Builder<Cue, Double> values = ImmutableMap.builder();
    for (Cue cue : Cue.values()) {
      values.put(cue, cues[image][cue.ordinal()]);
    }
    return new LeakExample(ImageEntry.of(images.get(image).listed()), probability, values.build());
  }

  private LeakCheck.Verdict verdict(LeakScore all, LeakScore form, boolean small) {
    Map<Integer, Set<Integer>> groupsOfClass = new HashMap<>();
    for (int g = 0; g < groups.length; g++) {
      for (int i : groups[g]) {
        groupsOfClass.computeIfAbsent(labels[i], k -> new HashSet<>()).add(g);
      }
    }
    boolean few =
        groupsOfClass.size() < classes.size()
            || groupsOfClass.values().stream().anyMatch(g -> g.size() < LeakCheck.MIN_GROUPS);
    if (few) {
      return LeakCheck.Verdict.UNDECIDED;
    }
    double limit = small ? LeakCheck.MAX_SMALL_SKILL : LeakCheck.MAX_SKILL;
    return all.skill(classes.size()) >= limit
            || small && form.skill(classes.size()) >= LeakCheck.MAX_SKILL
        ? LeakCheck.Verdict.LEAK
        : LeakCheck.Verdict.NO_LEAK;
  }

  private ImmutableMap<Cue, Double> single() {
    // In the order of the cues, which decides between equal scores.
    Map<Cue, Double> scores = new EnumMap<>(Cue.class);
    int[] allGroups = IntStream.range(0, groups.length).toArray();
    for (Cue cue : Cue.values()) {
      double[] values = Arrays.stream(cues).mapToDouble(c -> c[cue.ordinal()]).toArray();
      int[] predicted =
          outOfFold(
              (train, trainLabels) -> {
                CueTree tree =
                    CueTree.fit(
                        Arrays.stream(train).mapToDouble(i -> values[i]).toArray(),
                        trainLabels,
                        classes.size());
                return i -> tree.predict(values[i]);
              });
      scores.put(cue, balancedAccuracy(predicted, allGroups));
    }
    return scores.entrySet().stream()
        .sorted(Map.Entry.<Cue, Double>comparingByValue().reversed())
        .collect(ImmutableMap.toImmutableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * The predicted classes of logistic regression on some of the cues.
   *
   * @param probabilities receives those of the predicted classes
   */
  private int[] predictions(IntPredicate chosen, double[] probabilities) {
    int[] columns = IntStream.range(0, Cue.values().length).filter(chosen).toArray();
    double[][] rows =
        Arrays.stream(cues)
            .map(row -> Arrays.stream(columns).mapToDouble(c -> row[c]).toArray())
            .toArray(double[][]::new);
    return outOfFold(
        (train, trainLabels) -> {
          double[][] trainRows =
              Arrays.stream(train).mapToObj(i -> rows[i]).toArray(double[][]::new);
          LogisticRegression model = LogisticRegression.fit(trainRows, trainLabels, classes.size());
          return i -> {
            int predicted = model.predict(rows[i]);
            probabilities[i] = model.probability(rows[i], predicted);
            return predicted;
          };
        });
  }

  /** Fits to images, and returns a function from the index of an image to its predicted class. */
  private interface Fitting {
    ToIntFunction<Integer> fit(int[] images, int[] imageLabels);
  }

  /** Predicts the images of each fold with a model of the other folds. */
  private int[] outOfFold(Fitting fitting) {
    int[] predicted = new int[labels.length];
    for (int fold = 0; fold < FOLDS; fold++) {
      int current = fold;
      int[] test = IntStream.range(0, labels.length).filter(i -> folds[i] == current).toArray();
      int[] train = IntStream.range(0, labels.length).filter(i -> folds[i] != current).toArray();
      if (test.length > 0 && train.length > 0) {
        int[] trainLabels = Arrays.stream(train).map(i -> labels[i]).toArray();
        ToIntFunction<Integer> model = fitting.fit(train, trainLabels);
        Arrays.stream(test).forEach(i -> predicted[i] = model.applyAsInt(i));
      }
    }
    return predicted;
  }

  private LeakScore score(int[] predicted) {
    SplitMix64 random = new SplitMix64(0);
    double[] draws = new double[DRAWS];
    int[] drawn = new int[groups.length];
    for (int d = 0; d < DRAWS; d++) {
      Arrays.setAll(drawn, i -> random.nextInt(groups.length));
      draws[d] = balancedAccuracy(predicted, drawn);
    }
    Arrays.sort(draws);
    return new LeakScore(
        balancedAccuracy(predicted, IntStream.range(0, groups.length).toArray()),
        percentile(draws, 0.025),
        percentile(draws, 0.975));
  }

  private static double percentile(double[] sorted, double fraction) {
    double position = fraction * (sorted.length - 1);
    int low = (int) position;
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (sorted[high] - sorted[low]) * (position - low);
  }

  /** The mean recall of the classes that occur. */
  private double balancedAccuracy(int[] predicted, int[] chosen) {
    return Arrays.stream(recalls(predicted, chosen))
        .filter(recall -> !Double.isNaN(recall))
        .average()
        .orElse(Double.NaN);
  }

  /** The recall of each class on the images of some groups; NaN without images. */
  private double[] recalls(int[] predicted, int[] chosen) {
    double[] correct = new double[classes.size()];
    double[] count = new double[classes.size()];
    for (int group : chosen) {
      for (int i : groups[group]) {
        count[labels[i]]++;
        correct[labels[i]] += predicted[i] == labels[i] ? 1 : 0;
      }
    }
    return IntStream.range(0, count.length).mapToDouble(k -> correct[k] / count[k]).toArray();
  }
}
