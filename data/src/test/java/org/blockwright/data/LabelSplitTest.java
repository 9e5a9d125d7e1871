package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.blockwright.base.DataException;
import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Splits of datasets with labels, numbers and several outputs; the images do not exist. */
class LabelSplitTest {
  private static final double[] FREQUENCIES = {.5, .3, .2, .1, .05, .03, .015, .006};

  private static Targets labels(int count) {
    return new Targets(
        "",
        Task.MULTI_LABEL,
        IntStream.range(0, count)
            .mapToObj(i -> "label" + i)
            .collect(ImmutableList.toImmutableList()));
  }

  private static Targets numbers(String... names) {
    return new Targets("", Task.REGRESSION, ImmutableList.copyOf(names));
  }

  private static Dataset data(
      List<Targets> targets,
      int images,
      IntFunction<List<Target>> target,
      IntFunction<String> group) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      String key = "%05d.png".formatted(i);
      samples.add(
          new Sample(
              ImageSource.of(Path.of(key)),
              key,
              ImmutableList.copyOf(target.apply(i)),
              group.apply(i),
              "",
              1));
    }
    return new Dataset(
        Optional.of(Path.of("set.csv")),
        ImmutableList.copyOf(targets),
        ImmutableList.copyOf(samples),
        ImmutableList.of(),
        ImmutableList.of());
  }

  private static String own(int image) {
    return "image" + image;
  }

  /** A fraction in [0, 1) by integer hashing, also in the script of the reference. */
  private static double fraction(long n) {
    long x = n * 2654435761L & 0xFFFFFFFFL;
    x ^= x >> 16;
    x = x * 2246822519L & 0xFFFFFFFFL;
    x ^= x >> 13;
    return x / 4294967296.0;
  }

  private static List<Target> reference(int image) {
    float[] values = new float[8];
    for (int label = 0; label < 8; label++) {
      values[label] = fraction(image * 8L + label + 1) < FREQUENCIES[label] ? 1 : 0;
    }
    return List.of(Target.of(values));
  }

  private static int[] counts(Dataset data) {
    return IntStream.range(0, data.classes().size()).map(data::count).toArray();
  }

  /**
   * The counts of {@code IterativeStratification} in the Python package iterative-stratification
   * 0.1.9 for these labels with r = (0.8, 0.1, 0.1); with 200 seeds only validation and test are
   * exchanged.
   */
  @Test
  void labelCountsAreThoseOfTheReferenceImplementation() {
    Dataset data = data(List.of(labels(8)), 1000, LabelSplitTest::reference, LabelSplitTest::own);
    assertThat(counts(data)).containsExactly(510, 317, 182, 114, 41, 40, 20, 8);
    for (int seed = 0; seed < 20; seed++) {
      Split split = Split.of(data, Ratios.DEFAULT, seed);

      assertThat(counts(split.train())).containsExactly(408, 253, 146, 91, 33, 32, 16, 6);
      int[] validation = counts(split.validation());
      int[] test = counts(split.test());
      assertThat(validation[3] + test[3]).isEqualTo(11 + 12);
      validation[3] = Math.min(validation[3], test[3]);
      assertThat(validation).containsExactly(51, 32, 18, 11, 4, 4, 2, 1);
      assertThat(split.train().size()).isEqualTo(800);
      assertThat(split.validation().size()).isEqualTo(100);
      assertThat(split.warnings()).isEmpty();
    }
  }

  @Property(tries = 200)
  void everyImageIsInOneSubsetWithItsGroup(
      @ForAll @IntRange(min = 3, max = 80) int images,
      @ForAll @IntRange(min = 1, max = 30) int groups,
      @ForAll @IntRange(min = 1, max = 6) int labelCount,
      @ForAll @IntRange(max = 1000) int seed) {
    SplitMix64 random = new SplitMix64(seed);
    List<Targets> targets =
        List.of(
            labels(labelCount),
            new Targets("kind", Task.CLASSIFICATION, ImmutableList.of("a", "b")),
            new Targets("size", Task.REGRESSION, ImmutableList.of("x")));
    Dataset data =
        data(
            targets,
            images,
            i -> {
              float[] values = new float[labelCount];
              for (int label = 0; label < labelCount; label++) {
                values[label] = random.nextDouble() < 0.3 ? 1 : 0;
              }
              return List.of(
                  Target.of(values), Target.ofClass(i % 2), Target.of((float) random.nextDouble()));
            },
            i -> "group" + i % groups);

    Split split = Split.of(data, Ratios.DEFAULT, seed);

    Map<String, Subset> seen = new HashMap<>();
    int total = 0;
    for (Subset subset : Subset.values()) {
      for (Sample sample : split.subset(subset).samples()) {
        assertThat(seen.computeIfAbsent(sample.group(), g -> subset)).isEqualTo(subset);
        total++;
      }
      if (Math.min(groups, images) >= 3) {
        assertThat(split.subset(subset).size()).isPositive();
      }
    }
    assertThat(total).isEqualTo(images);
  }

  @Property(tries = 30)
  void proportionsAreWithinTwoImagesWithoutGroups(@ForAll @IntRange(max = 1000) int seed) {
    SplitMix64 random = new SplitMix64(seed);
    Dataset data =
        data(
            List.of(labels(5)),
            400,
            i -> {
              float[] values = new float[5];
              for (int label = 0; label < 5; label++) {
                values[label] = random.nextDouble() < FREQUENCIES[label] ? 1 : 0;
              }
              return List.of(Target.of(values));
            },
            LabelSplitTest::own);

    Split split = Split.of(data, Ratios.DEFAULT, seed);

    for (Subset subset : Subset.values()) {
      for (int label = 0; label < 5; label++) {
        double desired = Ratios.DEFAULT.of(subset) * data.count(label);
        assertThat(Math.abs(split.subset(subset).count(label) - desired)).isLessThanOrEqualTo(2);
      }
    }
    assertThat(deviation(data, split)).isLessThan(randomDeviation(data, seed));
  }

  /** The mean deviation of label counts from the ratios. */
  private static double deviation(Dataset data, Split split) {
    double sum = 0;
    for (Subset subset : Subset.values()) {
      for (int label = 0; label < data.classes().size(); label++) {
        sum +=
            Math.abs(
                split.subset(subset).count(label) - Ratios.DEFAULT.of(subset) * data.count(label));
      }
    }
    return sum;
  }

  /** The same for groups assigned by the ratios alone. */
  private static double randomDeviation(Dataset data, int seed) {
    Map<String, Subset> subsets = new HashMap<>();
    data.samples()
        .forEach(
            s ->
                subsets.put(
                    s.group(), Ratios.DEFAULT.thresholds().subset(Split.hash(seed, s.group()))));
    Split split = Split.of(data, Ratios.DEFAULT, seed);
    return deviation(
        data,
        new Split(
            data,
            split.ratios(),
            seed,
            ImmutableMap.copyOf(subsets),
            split.thresholds(),
            ImmutableList.of()));
  }

  @Test
  void groupedLabelsAreCloserToTheRatiosThanByChance() {
    SplitMix64 random = new SplitMix64(5);
    List<String> groups = new ArrayList<>();
    while (groups.size() < 600) {
      groups.addAll(Collections.nCopies(1 + (int) (random.nextDouble() * 6), "p" + groups.size()));
    }
    Dataset data = data(List.of(labels(8)), 600, LabelSplitTest::reference, groups::get);
    double ours = 0;
    double chance = 0;
    for (int seed = 0; seed < 20; seed++) {
      ours += deviation(data, Split.of(data, Ratios.DEFAULT, seed));
      chance += randomDeviation(data, seed);
    }
    assertThat(ours).isLessThan(chance / 3);
  }

  @Test
  void rareLabelsAreInEverySubset() {
    Dataset data =
        data(
            List.of(labels(2)),
            60,
            i -> List.of(Target.of(i % 2, i % 20 == 3 ? 1 : 0)),
            LabelSplitTest::own);
    for (int seed = 0; seed < 20; seed++) {
      Split split = Split.of(data, Ratios.DEFAULT, seed);
      for (Subset subset : Subset.values()) {
        assertThat(split.subset(subset).count(1)).isEqualTo(1);
      }
    }
  }

  @Test
  void numbersHaveTheSameDistributionInEverySubset() {
    Dataset data =
        data(
            List.of(numbers("x")),
            1000,
            i -> List.of(Target.of((float) Math.exp(4 * fraction(i)))),
            LabelSplitTest::own);
    double[] sorted = values(data);
    for (int seed = 0; seed < 20; seed++) {
      Split split = Split.of(data, Ratios.DEFAULT, seed);
      for (Subset subset : Subset.values()) {
        Dataset images = split.subset(subset);
        assertThat(images.size()).isEqualTo((int) Math.round(1000 * Ratios.DEFAULT.of(subset)));
        for (int decile = 1; decile < 10; decile++) {
          double bound = sorted[decile * 100];
          long below = Arrays.stream(values(images)).filter(v -> v < bound).count();
          // Each decile has its share of the images, so all bounds fit.
          assertThat((double) below).isEqualTo(images.size() * decile / 10.0);
        }
      }
    }
  }

  private static double[] values(Dataset data) {
    return data.samples().stream().mapToDouble(s -> s.target().value(0)).sorted().toArray();
  }

  @Test
  void sizesFitIfQuantilesAreNotDivisible() {
    Targets one = numbers("x");
    Targets two = numbers("x", "y");
    for (int images : new int[] {37, 61, 130, 155, 333}) {
      requireSizes(
          data(
              List.of(one),
              images,
              i -> List.of(Target.of((float) fraction(i))),
              LabelSplitTest::own),
          1);
      requireSizes(
          data(
              List.of(two),
              images,
              i -> List.of(Target.of((float) fraction(i), i % 7)),
              LabelSplitTest::own),
          3);
    }
  }

  private static void requireSizes(Dataset data, int tolerance) {
    for (int seed = 0; seed < 10; seed++) {
      Split split = Split.of(data, Ratios.DEFAULT, seed);
      for (Subset subset : Subset.values()) {
        double desired = Ratios.DEFAULT.of(subset) * data.size();
        assertThat(Math.abs(split.subset(subset).size() - desired)).isLessThanOrEqualTo(tolerance);
      }
    }
  }

  @Test
  void orderOfImagesAndLabelsDoesNotMatter() {
    Dataset data = data(List.of(labels(8)), 300, LabelSplitTest::reference, i -> "g" + i / 2);
    List<Sample> reversed = new ArrayList<>(data.samples());
    Collections.reverse(reversed);
    Dataset other =
        new Dataset(
            data.root(),
            data.targets(),
            ImmutableList.copyOf(reversed),
            data.skipped(),
            data.warnings());

    Split split = Split.of(data, Ratios.DEFAULT, 42);

    assertThat(Split.of(other, Ratios.DEFAULT, 42).subsets()).isEqualTo(split.subsets());
    assertThat(Split.of(data.withClasses(data.classes().reverse()), Ratios.DEFAULT, 42).subsets())
        .isEqualTo(split.subsets());
    assertThat(Split.of(data, Ratios.DEFAULT, 43).subsets()).isNotEqualTo(split.subsets());
  }

  @Test
  void writtenFileReadsBackAndKeepsGroups(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("split.csv");
    Targets finding = new Targets("", Task.MULTI_LABEL, labels(2).names());
    Targets size = new Targets("size", Task.REGRESSION, ImmutableList.of("x [px]"));
    Dataset all =
        data(
            List.of(finding, size),
            60,
            i -> List.of(Target.of(i % 2, i % 3 == 0 ? 1 : 0), Target.of(i + 0.5f)),
            LabelSplitTest::own);
    Dataset fewer = all.filter(sample -> !sample.key().startsWith("0001"));
    Split split = Split.of(fewer, Ratios.DEFAULT, 42);
    split.write(file);

    assertThat(Split.read(fewer, file)).isEqualTo(split);
    assertThat(Files.readAllLines(file))
        .contains("path,labels,x [px],group,subset")
        .anyMatch(line -> line.startsWith("00003.png,label0;label1,3.5,image3,"))
        .anyMatch(line -> line.startsWith("00002.png,,2.5,image2,"));
    Split extended = Split.read(all, file);
    assertThat(extended.subsets()).containsAllEntriesOf(split.subsets()).hasSize(60);
    assertThat(extended.subsets().get("image12"))
        .isEqualTo(Ratios.DEFAULT.thresholds().subset(Split.hash(42, "image12")));
  }

  @Test
  void rejectsFewerImagesThanSubsets() {
    Dataset two = data(List.of(numbers("x")), 2, i -> List.of(Target.of(i)), LabelSplitTest::own);

    assertThatThrownBy(() -> Split.of(two, Ratios.DEFAULT, 42))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "set.csv has 2 images, too few for 3 subsets."
                + " Add images, or split into fewer subsets.");
  }

  @Test
  void warnsAboutLabelsAndSizesOffTheRatios() {
    Dataset oneGroup =
        data(
            List.of(labels(2)),
            20,
            i -> List.of(Target.of(i < 12 ? 1 : 0, i < 2 ? 1 : 0)),
            i -> i < 12 ? "large" : "small" + i);

    assertThat(Split.of(oneGroup, Ratios.DEFAULT, 42).warnings())
        .containsExactly(
            "Label \"label0\" has 100.0 % of its images in train instead of 80.0 %."
                + " For a closer match, make a new split with another seed.",
            "Label \"label0\" has no images in validation.",
            "Label \"label1\" has no images in validation.",
            "Label \"label0\" has no images in test.",
            "Label \"label1\" has no images in test.");
    Dataset twoGroups =
        data(List.of(numbers("x")), 6, i -> List.of(Target.of(i)), i -> "g" + i % 2);
    assertThat(Split.of(twoGroups, Ratios.DEFAULT, 42).warnings())
        .containsExactly(
            "\"set.csv\" has 2 groups, fewer than the 3 subsets: all its images are in train.",
            "100.0 % of the images are in train instead of 80.0 %."
                + " For a closer match, make a new split with another seed.");
  }
}
