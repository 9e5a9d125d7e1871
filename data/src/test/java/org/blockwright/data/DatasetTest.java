package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.Task;
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
        ImmutableList.of(Targets.ofClasses(List.of("cat", "dog"))),
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

  private static Dataset of(Targets targets, Target... perSample) {
    return of(
        ImmutableList.of(targets), List.of(perSample).stream().map(ImmutableList::of).toList());
  }

  private static Dataset of(ImmutableList<Targets> targets, List<ImmutableList<Target>> perSample) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < perSample.size(); i++) {
      String key = i + ".png";
      samples.add(new Sample(ImageSource.of(Path.of(key)), key, perSample.get(i), key, "0" + i, 1));
    }
    return new Dataset(
        Optional.of(Path.of("set.csv")),
        targets,
        ImmutableList.copyOf(samples),
        ImmutableList.of(),
        ImmutableList.of());
  }

  private static Targets labels(String... names) {
    return new Targets("", Task.MULTI_LABEL, ImmutableList.copyOf(names));
  }

  private static Targets numbers(String... names) {
    return new Targets("", Task.REGRESSION, ImmutableList.copyOf(names));
  }

  @Test
  void twoClassesBecomeBinaryAndBack() {
    Dataset binary = pets().withTask(Task.BINARY);

    assertThat(binary.task()).isEqualTo(Task.BINARY);
    assertThat(binary.classes()).containsExactly("cat", "dog");
    assertThat(binary.samples()).isEqualTo(pets().samples());
    assertThat(binary.withTask(Task.BINARY)).isSameAs(binary);
    assertThat(binary.withTask(Task.CLASSIFICATION)).isEqualTo(pets());
    assertThat(binary.withClasses(List.of("dog", "cat")).count(0)).isEqualTo(pets().count(1));
    assertThat(binary.hash()).isEqualTo(pets().hash());
  }

  @Test
  void rejectsOtherTasks() {
    assertThatThrownBy(() -> pets().withClasses(List.of("cat", "cow", "dog")).withTask(Task.BINARY))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Task binary needs two classes, got 3: cat, cow, dog.");
    assertThatThrownBy(() -> pets().withTask(Task.REGRESSION))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "pets has targets of task classification; expected regression."
                + " Use a network with an output for this task, or other data.");
  }

  @Test
  void labelsAndNumbersAreReorderedByName() {
    Dataset data = of(labels("a", "b", "c"), Target.of(1, 0, 0.5f));

    assertThat(data.withClasses(List.of("c", "a", "b")).samples().get(0).target())
        .isEqualTo(Target.of(0.5f, 1, 0));
    assertThat(
            of(numbers("x", "y"), Target.of(1, 2))
                .withClasses(List.of("y", "x"))
                .samples()
                .get(0)
                .target())
        .isEqualTo(Target.of(2, 1));
    assertThat(
            of(Targets.ofClasses(List.of("a", "b")), Target.of(0.75f, 0.25f))
                .withClasses(List.of("b", "c", "a"))
                .samples()
                .get(0)
                .target())
        .isEqualTo(Target.of(0.25f, 0, 0.75f));
  }

  @Test
  void rejectsMissingAndAdditionalLabelsAndNumbers() {
    Dataset data = of(labels("edema", "nodule"), Target.of(1, 0));

    assertThatThrownBy(() -> data.withClasses(List.of("edema", "nodule", "mass")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "set.csv has no label \"mass\", which the model has. The dataset's: edema, nodule.");
    assertThatThrownBy(() -> data.withClasses(List.of("edema", "nodules")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "set.csv has a label \"nodule\" that the model does not have."
                + " Did you mean \"nodules\"? The model's: edema, nodules.");
    assertThatThrownBy(() -> of(numbers("ink"), Target.of(1)).withClasses(List.of("ink", "width")))
        .hasMessage("set.csv has no target \"width\", which the model has. The dataset's: ink.");
  }

  @Test
  void outputsAreMatchedByName() {
    Targets kind = new Targets("kind", Task.CLASSIFICATION, ImmutableList.of("a", "b"));
    Targets size = new Targets("size", Task.REGRESSION, ImmutableList.of("x"));
    Dataset data =
        of(
            ImmutableList.of(kind, size),
            List.of(ImmutableList.of(Target.ofClass(1), Target.of(7))));

    Dataset swapped = data.withTargets(List.of(size, kind));

    assertThat(swapped.targets()).containsExactly(size, kind);
    assertThat(swapped.samples().get(0).targets()).containsExactly(Target.of(7), Target.ofClass(1));
    Targets depth = new Targets("depth", Task.REGRESSION, ImmutableList.of("x"));
    assertThatThrownBy(() -> data.withTargets(List.of(kind, size, depth)))
        .isInstanceOf(DataException.class)
        .hasMessage("set.csv has no targets for output \"depth\". It has targets for: kind, size.");
    assertThatThrownBy(() -> data.withTargets(List.of(kind)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "set.csv has targets for output \"size\", which the model does not have."
                + " Leave it out of the outputs of the dataset.");
    assertThatThrownBy(data::classes)
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "set.csv has targets for 2 outputs (kind, size), so it is ambiguous which output is meant."
                + " Use targets().");
    assertThatThrownBy(
            () ->
                data.withTargets(
                    List.of(kind, new Targets("size", Task.MULTI_LABEL, size.names()))))
        .hasMessage(
            "set.csv has targets of task regression for output \"size\"; expected multi-label."
                + " Use a network with an output for this task, or other data.");
  }

  /** The SHA-256 of key, class and content, as before there were other targets. */
  @Test
  void hashOfClassesIsThatOfTheirNames() {
    StringBuilder text = new StringBuilder();
    for (Sample sample : pets().samples()) {
      text.append(sample.key()).append('\n').append(sample.key(), 0, 3).append("\n\n");
    }

    assertThat(pets().hash())
        .isEqualTo(Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString());
  }

  @Test
  void hashDependsOnTargetsNamesAndWeights() {
    List<Dataset> datasets =
        List.of(
            of(labels("a", "b"), Target.of(1, 0)),
            of(labels("a", "b"), Target.of(1, 1)),
            of(labels("a", "c"), Target.of(1, 0)),
            of(numbers("a", "b"), Target.of(1, 0)),
            of(Targets.ofClasses(List.of("a", "b")), Target.ofClass(0)),
            of(Targets.ofClasses(List.of("a", "b")), Target.of(0.9f, 0.1f)),
            weighted(of(labels("a", "b"), Target.of(1, 0))));

    assertThat(datasets).extracting(Dataset::hash).doesNotHaveDuplicates();
  }

  private static Dataset weighted(Dataset data) {
    Sample s = data.samples().get(0);
    Sample heavy = new Sample(s.image(), s.key(), s.targets(), s.group(), s.sha256(), 2);
    return new Dataset(
        data.root(), data.targets(), ImmutableList.of(heavy), data.skipped(), data.warnings());
  }
}
