package org.blockwright.data;

import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.blockwright.base.Seeds;

/**
 * Iterative stratification of images with several labels (Sechidis, Tsoumakas and Vlahavas 2011,
 * "On the Stratification of Multi-Label Data", algorithm 1), for groups of images.
 *
 * <p>The label with the fewest images that are not assigned yet comes first. Each of its groups is
 * assigned to the subset that lacks most images of this label; of equal ones, to the one that lacks
 * most images; of equal ones, by the hash. Groups of a label are assigned in the order of their
 * hashes, so that the result does not depend on the order of images.
 *
 * <p>Two additions: a label with at least as many groups as subsets should have one image in each
 * subset, even if its ratio is below one image; and for {@link Label#isQuantile quantiles}, of
 * which only the sum matters, the last fraction of an image goes to the subset that is furthest
 * from its total.
 */
final class IterativeStratification {
  private final List<Group> groups;
  private final List<Label> labels;
  private final int subsets;

  /** The images that each subset still lacks, for each label. */
  private final double[][] lackingOfLabel;

  /** The images that each subset still lacks. */
  private final double[] lacking;

  private final double[] total;
  private final int[] remaining;
  private final int[] assigned;

  /**
   * A label, a class, or a quantile of a number.
   *
   * @param isQuantile whether it is a quantile
   */
  record Label(String name, boolean isQuantile) {}

  /**
   * A group of images.
   *
   * @param hash its hash, uniform in [0, 1]
   * @param tie a number that breaks ties between subsets
   * @param images the number of its images
   * @param positives the number of its images for each label
   */
  record Group(String key, double hash, double tie, int images, int[] positives) {
    static Group of(long seed, String key, int images, int[] positives) {
      return new Group(
          key, Split.hash(seed, key), Seeds.uniform("tie", seed, key), images, positives);
    }
  }

  private IterativeStratification(List<Group> groups, List<Label> labels, double[] fractions) {
    this.groups =
        groups.stream()
            .sorted(Comparator.comparingDouble(Group::hash).thenComparing(Group::key))
            .toList();
    this.labels = labels;
    this.subsets = fractions.length;
    this.remaining = new int[labels.size()];
    this.lackingOfLabel = new double[labels.size()][];
    for (int label = 0; label < labels.size(); label++) {
      int index = label;
      remaining[label] = groups.stream().mapToInt(g -> g.positives()[index]).sum();
      long count = groups.stream().filter(g -> g.positives()[index] > 0).count();
      boolean each = count >= subsets && !labels.get(label).isQuantile();
      lackingOfLabel[label] = desired(fractions, remaining[label], each);
    }
    int images = groups.stream().mapToInt(Group::images).sum();
    this.lacking = desired(fractions, images, groups.size() >= subsets);
    this.total = lacking.clone();
    this.assigned = new int[groups.size()];
    Arrays.fill(assigned, -1);
  }

  private double[] desired(double[] fractions, int images, boolean inEachSubset) {
    double[] desired = new double[subsets];
    desired[0] = images;
    for (int subset = 1; subset < subsets; subset++) {
      double part = fractions[subset] * images;
      desired[subset] = inEachSubset ? Math.max(1, part) : part;
      desired[0] -= desired[subset];
    }
    return desired;
  }

  /** Returns the subset of each group; there must be at least as many groups as subsets. */
  static Map<String, Subset> assign(List<Group> groups, List<Label> labels, Ratios ratios) {
    double[] fractions =
        Arrays.stream(Subset.values())
            .limit(ratios.subsetCount())
            .mapToDouble(ratios::of)
            .toArray();
    return Maps.transformValues(assign(groups, labels, fractions), index -> Subset.values()[index]);
  }

  /**
   * Returns the index of the subset of each group.
   *
   * @param fractions of the images for each subset; their sum is 1
   */
  static Map<String, Integer> assign(List<Group> groups, List<Label> labels, double[] fractions) {
    IterativeStratification run = new IterativeStratification(groups, labels, fractions);
    run.run();
    Map<String, Integer> subsets = new TreeMap<>();
    for (int i = 0; i < run.assigned.length; i++) {
      subsets.put(run.groups.get(i).key(), run.assigned[i]);
    }
    return subsets;
  }

  private void run() {
    for (int label = rarest(); label >= 0; label = rarest()) {
      for (int i = 0; i < assigned.length; i++) {
        if (assigned[i] < 0 && groups.get(i).positives()[label] > 0) {
          assign(i, subset(label, groups.get(i)));
        }
      }
    }
    for (int i = 0; i < assigned.length; i++) {
      if (assigned[i] < 0) {
        assign(i, choose(all(), lacking, groups.get(i)));
      }
    }
    fillEmptySubsets();
  }

  /** The label with the fewest remaining images; -1 if no label remains. */
  private int rarest() {
    return IntStream.range(0, remaining.length)
        .filter(label -> remaining[label] > 0)
        .boxed()
        .min(Comparator.comparingInt(label -> remaining[label]))
        .orElse(-1);
  }

  private int subset(int label, Group group) {
    double[] ofLabel = lackingOfLabel[label];
    if (labels.get(label).isQuantile()
        && Arrays.stream(ofLabel).max().orElseThrow() < group.positives()[label]) {
      List<Integer> lackingAny = all().stream().filter(subset -> ofLabel[subset] > 0).toList();
      double[] relative = new double[subsets];
      Arrays.setAll(relative, subset -> lacking[subset] / total[subset]);
      return choose(lackingAny.isEmpty() ? all() : lackingAny, relative, group);
    }
    List<Integer> most = largest(all(), ofLabel);
    return choose(most, lacking, group);
  }

  private List<Integer> all() {
    return IntStream.range(0, subsets).boxed().toList();
  }

  /** The candidate with the largest value; of equal ones, by the group. */
  private static int choose(List<Integer> candidates, double[] values, Group group) {
    List<Integer> largest = largest(candidates, values);
    return largest.get(Math.min(largest.size() - 1, (int) (group.tie() * largest.size())));
  }

  /** The candidates with the largest value; differences by rounding do not count. */
  private static List<Integer> largest(List<Integer> candidates, double[] values) {
    double maximum = candidates.stream().mapToDouble(i -> values[i]).max().orElseThrow();
    List<Integer> largest = new ArrayList<>();
    for (int candidate : candidates) {
      if (values[candidate] > maximum - 1e-9) {
        largest.add(candidate);
      }
    }
    return largest;
  }

  private void assign(int index, int subset) {
    Group group = groups.get(index);
    assigned[index] = subset;
    lacking[subset] -= group.images();
    for (int label = 0; label < remaining.length; label++) {
      lackingOfLabel[label][subset] -= group.positives()[label];
      remaining[label] -= group.positives()[label];
    }
  }

  /** Moves a group of the largest subset to each empty one, which very few groups can cause. */
  private void fillEmptySubsets() {
    for (int subset = 0; subset < subsets; subset++) {
      int empty = subset;
      if (Arrays.stream(assigned).anyMatch(a -> a == empty)) {
        continue;
      }
      int largest =
          all().stream()
              .max(
                  Comparator.comparingLong(
                      s -> Arrays.stream(assigned).filter(a -> a == s).count()))
              .orElseThrow();
      for (int i = assigned.length - 1; i >= 0; i--) {
        if (assigned[i] == largest) {
          assigned[i] = subset;
          break;
        }
      }
    }
  }
}
