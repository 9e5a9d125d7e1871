package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.blockwright.base.SharedData;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.Task;
import org.junit.jupiter.api.Test;

class FoldsTest {

  private static Dataset xray() {
    return ImageFolder.read(
        SharedData.path("data/xray"),
        ImageFolder.Options.defaults().withGrouping(Grouping.byFileName("^(\\d{8})_")));
  }

  private static Dataset ofFold(Folds folds, int fold) {
    return folds.data().filter(sample -> folds.folds().get(sample.group()) == fold);
  }

  /** Counts and folds of a reference implementation in Python. */
  @Test
  void foldsOfPatientsAreThoseOfTheReference() {
    Folds folds = Folds.of(xray(), 5, 42);

    List<List<Integer>> counts =
        IntStream.range(0, 5)
            .mapToObj(fold -> ofFold(folds, fold))
            .map(data -> List.of(data.count(0), data.count(1), data.count(2)))
            .toList();
    assertThat(counts)
        .containsExactly(
            List.of(21, 83, 84),
            List.of(21, 88, 86),
            List.of(21, 86, 84),
            List.of(21, 83, 86),
            List.of(21, 85, 85));
    assertThat(folds.folds())
        .containsEntry("00002658", 0)
        .containsEntry("00001504", 0)
        .containsEntry("covid-19/1-s2.0-S0140673620303706-fx1_lrg.jpg", 2);
  }

  @Test
  void eachImageIsTestedOnceAndNoGroupIsInTwoSubsets() {
    Folds folds = Folds.of(xray(), 3, 7);
    Set<String> tested = new HashSet<>();
    for (int fold = 0; fold < 3; fold++) {
      Split split = folds.split(fold, 0.1);
      split.test().samples().forEach(sample -> assertThat(tested.add(sample.key())).isTrue());
      assertThat(split.subsets()).hasSize(683);
      assertThat(split.validation().size() / 955.0).isBetween(0.05, 0.09);
      assertThat(split.train().size() + split.validation().size() + split.test().size())
          .isEqualTo(955);
    }
    assertThat(tested).hasSize(955);
  }

  @Test
  void labelsAreStratifiedToo() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Target target = Target.of(i % 6 == 0 ? 1 : 0, i % 4 == 0 ? 1 : 0);
      samples.add(
          new Sample(
              ImageSource.of(Path.of("x")), "k" + i, ImmutableList.of(target), "k" + i, "", 1));
    }
    Dataset data =
        new Dataset(
            Optional.empty(),
            ImmutableList.of(new Targets("", Task.MULTI_LABEL, ImmutableList.of("rare", "common"))),
            ImmutableList.copyOf(samples),
            ImmutableList.of(),
            ImmutableList.of());

    Folds folds = Folds.of(data, 5, 42);

    for (int fold = 0; fold < 5; fold++) {
      assertThat(ofFold(folds, fold).size()).isEqualTo(12);
      assertThat(ofFold(folds, fold).count(0)).isEqualTo(2);
      assertThat(ofFold(folds, fold).count(1)).isEqualTo(3);
    }
  }

  @Test
  void needsTwoFoldsAndAnImageOfEachClassInEach() {
    // Outside of the assertions, which would count a skipped test as an error.
    Dataset data = xray();

    assertThatThrownBy(() -> Folds.of(data, 1, 42))
        .isInstanceOf(UsageException.class)
        .hasMessage("The number of folds must be at least 2, got 1.");
    assertThatThrownBy(() -> Folds.of(data, 106, 42)).hasMessageContaining("105");
  }
}
