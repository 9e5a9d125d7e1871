package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.data.decode.ImageSource;
import org.junit.jupiter.api.Test;

/** Classes are matched by name with the labels of a model. */
class DatasetTest {
  private static Dataset pets() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String key = (i % 2 == 0 ? "cat/" : "dog/") + i;
      samples.add(new Sample(ImageSource.of(Path.of(key)), key, i % 2, key, ""));
    }
    return new Dataset(
        Optional.of(Path.of("pets")),
        ImmutableList.of("cat", "dog"),
        ImmutableList.copyOf(samples),
        ImmutableList.of(),
        ImmutableList.of());
  }

  @Test
  void withClassesRelabelsByName() {
    Dataset data = pets();

    Dataset relabeled = data.withClasses(List.of("dog", "bird", "cat"));

    assertThat(relabeled.classes()).containsExactly("dog", "bird", "cat");
    assertThat(relabeled.samples()).extracting(Sample::key).isEqualTo(keys(data));
    for (Sample sample : relabeled.samples()) {
      assertThat(relabeled.className(sample)).isEqualTo(sample.key().substring(0, 3));
    }
    assertThat(relabeled.count(0)).isEqualTo(15);
    assertThat(relabeled.count(1)).isZero();
    assertThat(data.withClasses(List.of("cat", "dog"))).isSameAs(data);
  }

  private static List<String> keys(Dataset data) {
    return data.samples().stream().map(Sample::key).toList();
  }

  @Test
  void classOrderDoesNotChangeSplit() {
    Dataset data = pets();

    Split split = Split.of(data, Ratios.DEFAULT, 42);
    Split reordered = Split.of(data.withClasses(List.of("dog", "cat")), Ratios.DEFAULT, 42);

    assertThat(reordered.subsets()).isEqualTo(split.subsets());
    assertThat(reordered.thresholds()).isEqualTo(split.thresholds());
    assertThat(keys(reordered.test())).isEqualTo(keys(split.test()));
  }

  @Test
  void rejectsClassThatModelDoesNotHave() {
    assertThatThrownBy(() -> pets().withClasses(List.of("cat", "cow")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "pets has a class \"dog\" that the model does not have. The model's classes: cat, cow.");
  }
}
