package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.blockwright.base.DataException;
import org.blockwright.data.decode.ImageSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Splits generated datasets; the images do not exist. */
class SplitTest {

  /** A dataset with classes a and b; a text such as {@code a1} is an image of class a, group 1. */
  private static Dataset data(List<String> images) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      String text = images.get(i);
      String key = "%s/%s.png".formatted(text.charAt(0), i);
      samples.add(
          new Sample(
              ImageSource.of(Path.of(key)), key, text.charAt(0) - 'a', text.substring(1), ""));
    }
    return new Dataset(
        Optional.of(Path.of("set")),
        ImmutableList.of(Targets.ofClasses(List.of("a", "b"))),
        ImmutableList.copyOf(samples),
        ImmutableList.of(),
        ImmutableList.of());
  }

  private static List<String> singles(String name, int from, int count) {
    List<String> out = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      out.add(name + name + i);
    }
    return out;
  }

  private static Dataset twoOf(int each) {
    List<String> all = singles("a", 0, each);
    all.addAll(singles("b", 0, each));
    return data(all);
  }

  @Test
  void hashMatchesSpecification() {
    assertThat(Split.hash(42, "00002658")).isCloseTo(0.141943, within(1e-6));
    assertThat(Split.hash(42, "00001504")).isCloseTo(0.545915, within(1e-6));
    assertThat(Split.hash(42, "covid-19/1-s2.0-S0140673620303706-fx1_lrg.jpg"))
        .isCloseTo(0.615043, within(1e-6));
  }

  @Property(tries = 300)
  void everyImageIsInOneSubsetWithItsGroup(
      @ForAll @Size(min = 6, max = 60) List<@IntRange(max = 25) Integer> groups,
      @ForAll @IntRange(max = 1000) int seed) {
    List<String> images = new ArrayList<>(List.of("a90", "a91", "a92", "b93", "b94", "b95"));
    for (int i = 0; i < groups.size(); i++) {
      images.add((i % 3 == 0 ? "a" : "b") + groups.get(i));
    }
    Dataset data = data(images);

    Split split = Split.of(data, Ratios.DEFAULT, seed);

    Map<String, Subset> seen = new HashMap<>();
    int total = 0;
    for (Subset subset : Subset.values()) {
      for (Sample sample : split.subset(subset).samples()) {
        assertThat(seen.computeIfAbsent(sample.group(), g -> subset)).isEqualTo(subset);
        total++;
      }
    }
    assertThat(total).isEqualTo(data.size());
  }

  @Test
  void stratumWithEnoughGroupsIsInEverySubset() {
    for (int seed = 0; seed < 30; seed++) {
      for (int each = 3; each < 12; each++) {
        Split split = Split.of(twoOf(each), Ratios.DEFAULT, seed);
        for (Subset subset : Subset.values()) {
          assertThat(split.subset(subset).count(0)).isPositive();
          assertThat(split.subset(subset).count(1)).isPositive();
        }
      }
    }
  }

  @Test
  void holdOutMakesTwoSubsets() {
    Split split = Split.of(twoOf(50), Ratios.holdOut(0.1), 42);

    assertThat(split.train().size()).isEqualTo(90);
    assertThat(split.validation().count(0)).isEqualTo(5);
    assertThat(split.validation().count(1)).isEqualTo(5);
    assertThat(split.test().size()).isZero();
  }

  @Test
  void countsLargeGroupByItsImages() {
    // A patient with half of the images of class a; its middle image decides.
    List<String> images = singles("b", 0, 20);
    for (int i = 0; i < 50; i++) {
      images.add("alarge");
      images.add("asmall" + i);
    }
    Split split = Split.of(data(images), Ratios.of(1, 1, 1), 3);

    long subsets =
        split.data().samples().stream()
            .filter(s -> s.group().equals("large"))
            .map(s -> split.subsets().get(s.group()))
            .distinct()
            .count();
    assertThat(subsets).isEqualTo(1);
    assertThat(split.subset(split.subsets().get("large")).count(0)).isGreaterThanOrEqualTo(50);
    assertThat(split.warnings()).isNotEmpty();
  }

  @Test
  void stratumWithTooFewGroupsIsInTrainWithWarning() {
    List<String> images = singles("b", 0, 20);
    images.addAll(List.of("ax", "ax", "ay", "ay"));

    Split split = Split.of(data(images), Ratios.DEFAULT, 42);

    assertThat(split.train().count(0)).isEqualTo(4);
    assertThat(split.warnings())
        .containsExactly(
            "\"a\" has 2 groups, fewer than the 3 subsets: all its images are in train.",
            "Class \"a\" has no images in validation.",
            "Class \"a\" has no images in test.");
  }

  @Test
  void warnsAboutClassOffItsRatio() {
    List<String> images = singles("b", 0, 20);
    for (int i = 0; i < 90; i++) {
      images.add("alarge");
    }
    images.addAll(List.of("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10"));
    // A seed with which the large group comes first: its 90 images are in train, 10 remain.
    long seed = 0;
    while (Split.hash(seed, "large") > 0.01) {
      seed++;
    }

    Split split = Split.of(data(images), Ratios.DEFAULT, seed);

    assertThat(split.warnings())
        .contains(
            "Class \"a\" has 90.0 % of its images in train instead of 80.0 %."
                + " For a closer match, make a new split with another seed.");
  }

  @Test
  void rejectsFewerImagesThanSubsets() {
    List<String> images = singles("b", 0, 20);
    images.addAll(List.of("ax", "ay"));

    assertThatThrownBy(() -> Split.of(data(images), Ratios.DEFAULT, 42))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Class \"a\" has 2 images, too few for 3 subsets."
                + " Add images, or split into fewer subsets.");
    assertThat(Split.of(data(images), Ratios.holdOut(0.2), 42).validation().count(0)).isEqualTo(1);
  }

  @Test
  void splitFileKeepsSpecialCharacters(@TempDir Path folder) {
    List<Sample> samples = new ArrayList<>();
    List<String> names = List.of("# seed", "a,b", "say \"x\"", "two\nlines", "ü", "z");
    for (int i = 0; i < 12; i++) {
      String key = names.get(i % 6) + "/" + i;
      samples.add(new Sample(ImageSource.of(Path.of("x")), key, i / 6, names.get(i % 6) + i, ""));
    }
    Dataset data =
        new Dataset(
            Optional.of(Path.of("set")),
            ImmutableList.of(Targets.ofClasses(List.of("one, two", "# three"))),
            ImmutableList.copyOf(samples),
            ImmutableList.of(),
            ImmutableList.of());
    Split split = Split.of(data, Ratios.DEFAULT, 42);
    split.write(folder.resolve("split.csv"));

    assertThat(Split.read(data, folder.resolve("split.csv"))).isEqualTo(split);
  }

  @Test
  void assignsNewGroupByThresholds(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("split.csv");
    Files.writeString(
        file,
        """
        # seed,42
        # ratios,0.8,0.1,0.1
        # thresholds,a,0.14,0.142
        path,class,group,subset
        a/0.png,a,old,test
        """);
    // hash(42, 00002658) = 0.141943 and hash(42, 00001504) = 0.545915.
    Dataset data = data(List.of("aold", "a00002658", "a00001504", "b00001504x"));

    Split split = Split.read(data, file);

    assertThat(split.subsets())
        .containsEntry("old", Subset.TEST)
        .containsEntry("00002658", Subset.VALIDATION)
        .containsEntry("00001504", Subset.TEST);
    double newStratum = Split.hash(42, "00001504x");
    assertThat(split.subsets().get("00001504x"))
        .isEqualTo(
            newStratum <= 0.8
                ? Subset.TRAINING
                : newStratum <= 0.9 ? Subset.VALIDATION : Subset.TEST);
  }

  @Test
  void rejectsInvalidSplitFileWithLine(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("split.csv");
    Files.writeString(file, "path,class,group,subset\na/0.png,a,x,train\na/1.png,a,y,trian\n");

    assertThatThrownBy(() -> Split.read(twoOf(3), file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            file
                + ", line 3: \"trian\" is not a subset; expected train, validation, test."
                + " Give a split.csv written by Blockwright, or make a new split.");

    Files.writeString(file, "path,class,group,subset\na/0.png,a,x,train\na/1.png,a,x,test\n");

    assertThatThrownBy(() -> Split.read(twoOf(3), file))
        .hasMessageContaining("line 3: group \"x\" is in both train and test.");

    Files.writeString(file, "path,class,group,subset\na/0.png,a,x\n");

    assertThatThrownBy(() -> Split.read(twoOf(3), file))
        .hasMessageContaining("line 2: this is not a valid line of a split file.");

    Files.writeString(file, "# seed,1\npath,class,group,side\na/0.png,a,x,train\n");

    assertThatThrownBy(() -> Split.read(twoOf(3), file))
        .hasMessageContaining(
            "line 2: expected \"# seed\", \"# ratios\", \"# thresholds\" or the header"
                + " \"path,class,group,subset\".");

    Files.writeString(file, "path,class,group,subset\n");

    assertThatThrownBy(() -> Split.read(twoOf(3), file))
        .hasMessageContaining("line 1: no images are listed.");

    Files.writeString(file, "path,class,group,subset\na/0.png,a,\"x,train\n");

    assertThatThrownBy(() -> Split.read(twoOf(3), file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ":2: invalid CSV: a quote is not closed");
  }
}
