package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.Task;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class TargetTest {
  private static float[] copied(Target target, int size) {
    float[] row = new float[size + 2];
    target.copyTo(row, 1, size);
    assertThat(row[0]).isZero();
    assertThat(row[size + 1]).isZero();
    return Arrays.copyOfRange(row, 1, size + 1);
  }

  @Test
  void classBecomesOneHotVector() {
    assertThat(copied(Target.ofClass(2), 3)).containsExactly(0, 0, 1);
    assertThat(Target.ofClass(2).classIndex()).isEqualTo(2);
  }

  @Test
  void singleUnitGetsProbabilityOfSecondClass() {
    assertThat(copied(Target.ofClass(0), 1)).containsExactly(0);
    assertThat(copied(Target.ofClass(1), 1)).containsExactly(1);
    assertThat(copied(Target.of(0.75f, 0.25f), 1)).containsExactly(0.25f);
  }

  @Test
  void valuesAreCopied() {
    float[] values = {0.25f, 0.75f, 0};
    Target target = Target.of(values);
    values[0] = 9;

    assertThat(copied(target, 3)).containsExactly(0.25f, 0.75f, 0);
    assertThat(target.classIndex()).isEqualTo(1);
    assertThat(target.value(0)).isEqualTo(0.25f);
    assertThat(copied(Target.of(-3.5f), 1)).containsExactly(-3.5f);
  }

  @Test
  void largestOfEqualValuesIsTheFirst() {
    assertThat(Target.of(0, 0.5f, 0.5f).classIndex()).isEqualTo(1);
  }

  @Test
  void targetsAreValues() {
    assertThat(Target.of(1, 2)).isEqualTo(Target.of(1, 2)).hasSameHashCodeAs(Target.of(1, 2));
    assertThat(Target.of(1, 2)).isNotEqualTo(Target.of(1, 3));
    assertThat(Target.ofClass(1)).isEqualTo(Target.ofClass(1)).isNotEqualTo(Target.ofClass(0));
    assertThat(Target.ofClass(1)).isNotEqualTo(Target.of(0, 1)).hasToString("class 1");
    assertThat(Target.of(0.5f, 1)).hasToString("[0.5, 1.0]");
  }

  @Test
  void rejectsInvalidTargets() {
    assertThatThrownBy(() -> Target.ofClass(-1))
        .isInstanceOf(UsageException.class)
        .hasMessage("The index of a class must be at least 0, got -1.");
    assertThatThrownBy(Target::of)
        .isInstanceOf(UsageException.class)
        .hasMessage("A target has no values. Pass one value for each label or number.");
    assertThatThrownBy(() -> Target.of(1, Float.NaN))
        .isInstanceOf(UsageException.class)
        .hasMessage("A target must be a finite number, got NaN.");
  }

  @Test
  void rejectsOtherNumberOfUnits() {
    assertThatThrownBy(() -> copied(Target.of(1, 2, 3), 2))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The target [1.0, 2.0, 3.0] does not fit 2 units."
                + " Use targets of the same task and number of names as the output.");
    assertThatThrownBy(() -> copied(Target.ofClass(2), 1))
        .hasMessageStartingWith("The target class 2 does not fit 1 unit.");
    assertThatThrownBy(() -> copied(Target.ofClass(3), 3))
        .hasMessageStartingWith("The target class 3 does not fit 3 units.");
  }

  @Test
  void targetsHaveUnitsOfTheirTask() {
    assertThat(Targets.ofClasses(List.of("a", "b", "c")).units()).isEqualTo(3);
    assertThat(new Targets("", Task.BINARY, ImmutableList.of("a", "b")).units()).isEqualTo(1);
    assertThat(new Targets("", Task.MULTI_LABEL, ImmutableList.of("a", "b")).units()).isEqualTo(2);
    assertThat(new Targets("", Task.REGRESSION, ImmutableList.of("a [px]")).units()).isEqualTo(1);
  }

  @Test
  void rejectsInvalidNames() {
    assertThatThrownBy(() -> new Targets("", Task.MULTI_LABEL, ImmutableList.of("a", "b", "a")))
        .isInstanceOf(UsageException.class)
        .hasMessage("The label \"a\" occurs twice. Give each its own name.");
    assertThatThrownBy(() -> new Targets("", Task.BINARY, ImmutableList.of("a", "b", "c")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Task binary needs two classes, got 3: a, b, c."
                + " Use task classification, or other classes.");
  }

  @Test
  void textNamesClassesLabelsAndNumbers() {
    Targets classes = Targets.ofClasses(List.of("a", "b"));
    Targets labels = new Targets("", Task.MULTI_LABEL, ImmutableList.of("a", "b", "c"));
    Targets numbers = new Targets("", Task.REGRESSION, ImmutableList.of("x", "y [px]"));

    assertThat(classes.columns()).containsExactly("class");
    assertThat(classes.cells(Target.ofClass(1))).containsExactly("b");
    assertThat(classes.cells(Target.of(0.75f, 0.25f))).containsExactly("a=0.75;b=0.25");
    assertThat(labels.columns()).containsExactly("labels");
    assertThat(labels.cells(Target.of(1, 0, 1))).containsExactly("a;c");
    assertThat(labels.cells(Target.of(0, 0, 0))).containsExactly("");
    assertThat(labels.cells(Target.of(1, 0, 0.5f))).containsExactly("a=1;c=0.5");
    assertThat(numbers.columns()).containsExactly("x", "y [px]");
    assertThat(numbers.cells(Target.of(-12, 0.25f))).containsExactly("-12", "0.25");
    assertThat(new Targets("finding", Task.MULTI_LABEL, ImmutableList.of("a")).columns())
        .containsExactly("finding");
  }

  @Test
  void batchHasOneArrayPerOutput() {
    Targets kind = Targets.ofClasses(List.of("a", "b"));
    Targets sizes = new Targets("size", Task.REGRESSION, ImmutableList.of("x", "y", "z"));
    List<Sample> samples =
        List.of(
            sample(Target.ofClass(1), Target.of(1, 2, 3)),
            sample(Target.ofClass(0), Target.of(4, 5, 6)));

    INDArray[] arrays = BatchArrays.targets(samples, List.of(kind, sizes));

    assertThat(arrays).hasSize(2);
    assertThat(arrays[0].toFloatMatrix()).isDeepEqualTo(new float[][] {{0, 1}, {1, 0}});
    assertThat(arrays[1].toFloatMatrix()).isDeepEqualTo(new float[][] {{1, 2, 3}, {4, 5, 6}});
    Targets binary = new Targets("", Task.BINARY, ImmutableList.of("a", "b"));
    assertThat(BatchArrays.targets(samples, binary, 0).toFloatMatrix())
        .isDeepEqualTo(new float[][] {{1}, {0}});
  }

  private static Sample sample(Target... targets) {
    return new Sample(ImageSource.of(Path.of("x")), "x", ImmutableList.copyOf(targets), "x", "", 1);
  }

  /** As in the metrics, where a probability of exactly 0.5 is the second class. */
  @Test
  void aSoftTargetOfOneHalfIsTheSecondOfTwoClasses() {
    Targets binary = new Targets("", Task.BINARY, ImmutableList.of("no", "yes"));
    assertThat(binary.isPositive(Target.of(0.5f, 0.5f), 1)).isTrue();
    assertThat(binary.isPositive(Target.of(0.5f, 0.5f), 0)).isFalse();
    assertThat(binary.isPositive(Target.ofClass(0), 0)).isTrue();
  }
}
