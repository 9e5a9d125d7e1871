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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.blockwright.base.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Splits of made data sets; no file is touched but the split's own. */
class SplitTest {

  /** A data set of classes a and b; a text such as {@code a1} is a picture of class a, group 1. */
  private static Dataset data(List<String> pictures) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      String text = pictures.get(i);
      String key = "%s/%s.png".formatted(text.charAt(0), i);
      samples.add(new Sample(Path.of(key), key, text.charAt(0) - 'a', text.substring(1)));
    }
    return new Dataset(
        Path.of("set"),
        ImmutableList.of("a", "b"),
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
  void the_hash_is_that_of_the_design() {
    assertThat(Split.hash(42, "00002658")).isCloseTo(0.141943, within(1e-6));
    assertThat(Split.hash(42, "00001504")).isCloseTo(0.545915, within(1e-6));
    assertThat(Split.hash(42, "covid-19/1-s2.0-S0140673620303706-fx1_lrg.jpg"))
        .isCloseTo(0.615043, within(1e-6));
  }

  @Property(tries = 300)
  void no_group_is_in_two_parts_and_every_picture_is_in_one(
      @ForAll @Size(min = 6, max = 60) List<@IntRange(max = 25) Integer> groups,
      @ForAll @IntRange(max = 1000) int seed) {
    List<String> pictures = new ArrayList<>(List.of("a90", "a91", "a92", "b93", "b94", "b95"));
    for (int i = 0; i < groups.size(); i++) {
      pictures.add((i % 3 == 0 ? "a" : "b") + groups.get(i));
    }
    Dataset data = data(pictures);

    Split split = Split.of(data, Ratios.DEFAULT, seed);

    Map<String, Subset> seen = new HashMap<>();
    int total = 0;
    for (Subset side : Subset.values()) {
      for (Sample sample : split.subset(side).samples()) {
        assertThat(seen.computeIfAbsent(sample.group(), g -> side)).isEqualTo(side);
        total++;
      }
    }
    assertThat(total).isEqualTo(data.size());
  }

  @Test
  void a_stratum_with_as_many_groups_as_parts_has_one_in_each() {
    for (int seed = 0; seed < 30; seed++) {
      for (int each = 3; each < 12; each++) {
        Split split = Split.of(twoOf(each), Ratios.DEFAULT, seed);
        for (Subset side : Subset.values()) {
          assertThat(split.subset(side).count(0)).isPositive();
          assertThat(split.subset(side).count(1)).isPositive();
        }
      }
    }
  }

  @Test
  void a_share_for_validation_makes_two_parts() {
    Split split = Split.of(twoOf(50), Ratios.holdOut(0.1), 42);

    assertThat(split.train().size()).isEqualTo(90);
    assertThat(split.validation().count(0)).isEqualTo(5);
    assertThat(split.validation().count(1)).isEqualTo(5);
    assertThat(split.test().size()).isZero();
  }

  @Test
  void a_large_group_counts_by_its_pictures() {
    // One patient with half of the pictures of class a: the middle of the pictures decides.
    List<String> pictures = singles("b", 0, 20);
    for (int i = 0; i < 50; i++) {
      pictures.add("alarge");
      pictures.add("asmall" + i);
    }
    Split split = Split.of(data(pictures), Ratios.of(1, 1, 1), 3);

    long parts =
        split.data().samples().stream()
            .filter(s -> s.group().equals("large"))
            .map(s -> split.subsets().get(s.group()))
            .distinct()
            .count();
    assertThat(parts).isEqualTo(1);
    assertThat(split.subset(split.subsets().get("large")).count(0)).isGreaterThanOrEqualTo(50);
    assertThat(split.warnings()).isNotEmpty();
  }

  @Test
  void a_stratum_with_fewer_groups_than_parts_is_all_in_train_with_warnings() {
    List<String> pictures = singles("b", 0, 20);
    pictures.addAll(List.of("ax", "ax", "ay", "ay"));

    Split split = Split.of(data(pictures), Ratios.DEFAULT, 42);

    assertThat(split.train().count(0)).isEqualTo(4);
    assertThat(split.warnings())
        .containsExactly(
            "\"a\" has 2 groups, fewer than the 3 parts: all of it is in train.",
            "Class \"a\" has no pictures in validation.",
            "Class \"a\" has no pictures in test.");
  }

  @Test
  void a_class_off_its_share_by_more_than_two_points_is_a_warning() {
    List<String> pictures = singles("b", 0, 20);
    for (int i = 0; i < 90; i++) {
      pictures.add("alarge");
    }
    pictures.addAll(List.of("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10"));
    // A seed that ranks the large group first: its 90 pictures are in train, 10 are left over.
    long seed = 0;
    while (Split.hash(seed, "large") > 0.01) {
      seed++;
    }

    Split split = Split.of(data(pictures), Ratios.DEFAULT, seed);

    assertThat(split.warnings())
        .contains(
            "Class \"a\" has 90.0 % of its pictures in train instead of 80.0 %."
                + " For a better fit make a new split with another seed.");
  }

  @Test
  void fewer_pictures_than_parts_are_refused() {
    List<String> pictures = singles("b", 0, 20);
    pictures.addAll(List.of("ax", "ay"));

    assertThatThrownBy(() -> Split.of(data(pictures), Ratios.DEFAULT, 42))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Class \"a\" has 2 pictures, too few for 3 parts."
                + " Add some, or split into fewer parts.");
    assertThat(Split.of(data(pictures), Ratios.holdOut(0.2), 42).validation().count(0))
        .isEqualTo(1);
  }

  @Test
  void names_with_commas_quotes_and_signs_come_back(@TempDir Path folder) {
    List<Sample> samples = new ArrayList<>();
    List<String> names = List.of("# seed", "a,b", "say \"x\"", "two\nlines", "ü", "z");
    for (int i = 0; i < 12; i++) {
      String key = names.get(i % 6) + "/" + i;
      samples.add(new Sample(Path.of("x"), key, i / 6, names.get(i % 6) + i));
    }
    Dataset odd =
        new Dataset(
            Path.of("set"),
            ImmutableList.of("one, two", "# three"),
            ImmutableList.copyOf(samples),
            ImmutableList.of(),
            ImmutableList.of());
    Split split = Split.of(odd, Ratios.DEFAULT, 42);
    split.write(folder.resolve("split.csv"));

    assertThat(Split.read(odd, folder.resolve("split.csv"))).isEqualTo(split);
  }

  @Test
  void a_new_group_of_a_known_stratum_is_placed_by_its_cuts(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("split.csv");
    Files.writeString(
        file,
        """
        # seed,42
        # ratios,0.8,0.1,0.1
        # cuts,a,0.14,0.142
        path,class,group,side
        a/0.png,a,old,test
        """);
    // u(42, 00002658) = 0.141943 and u(42, 00001504) = 0.545915 by the design.
    Dataset data = data(List.of("aold", "a00002658", "a00001504", "b00001504x"));

    Split split = Split.read(data, file);

    assertThat(split.subsets())
        .containsEntry("old", Subset.TEST)
        .containsEntry("00002658", Subset.VALIDATION)
        .containsEntry("00001504", Subset.TEST);
    double unseen = Split.hash(42, "00001504x");
    assertThat(split.subsets().get("00001504x"))
        .isEqualTo(
            unseen <= 0.8 ? Subset.TRAINING : unseen <= 0.9 ? Subset.VALIDATION : Subset.TEST);
  }

  @Test
  void a_file_that_is_no_split_is_refused_with_its_line(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("split.csv");
    Files.writeString(file, "path,class,group,side\na/0.png,a,x,train\na/1.png,a,y,trian\n");

    assertThatThrownBy(() -> Split.read(twoOf(3), file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            file
                + ", line 3: this is no line of a split file."
                + " Give a split.csv that this program wrote, or make a new split.");

    Files.writeString(file, "path,class,group,side\na/0.png,a,x,train\na/1.png,a,x,test\n");

    assertThatThrownBy(() -> Split.read(twoOf(3), file))
        .hasMessageContaining("line 3: group \"x\" is in train and in test");
  }
}
