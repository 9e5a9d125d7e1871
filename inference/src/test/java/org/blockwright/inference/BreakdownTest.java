package org.blockwright.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.data.Target;
import org.blockwright.data.Targets;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Prediction;
import org.junit.jupiter.api.Test;

/** Three images of source A, all predicted correctly, and two of source B, of which one is. */
class BreakdownTest {
  private final List<Sample> samples = new ArrayList<>();
  private final List<Prediction> predictions = new ArrayList<>();

  BreakdownTest() {
    add("1", "p1", "A", 0, 0);
    add("2", "p1", "A", 1, 1);
    add("3", "p2", "A", 1, 1);
    add("4", "p3", "B", 0, 1);
    add("5", "p3", "B", 1, 1);
  }

  private void add(String key, String group, String source, int label, int predicted) {
    samples.add(
        new Sample(
            ImageSource.of(Path.of(key)),
            key,
            ImmutableList.of(Target.ofClass(label)),
            group,
            "",
            1,
            ImmutableMap.of("source", source)));
    predictions.add(
        new Prediction(
            key,
            group,
            label,
            predicted == 0 ? new float[] {0.9f, 0.1f} : new float[] {0.1f, 0.9f}));
  }

  private Breakdown by(String column) {
    Dataset data =
        new Dataset(
            Optional.empty(),
            ImmutableList.of(Targets.ofClasses(List.of("no", "yes"))),
            ImmutableList.copyOf(samples),
            ImmutableList.of(),
            ImmutableList.of());
    return Breakdown.of(Measurements.of(List.of("no", "yes"), predictions, 42), data, column);
  }

  @Test
  void metricsOfEachSource() {
    Breakdown breakdown = by("source");

    assertThat(breakdown.values().keySet()).containsExactly("A", "B");
    assertThat(breakdown.values().get("A").accuracy().value()).hasValue(1);
    assertThat(breakdown.values().get("A").groups()).isEqualTo(2);
    assertThat(breakdown.values().get("B").accuracy().value()).hasValue(0.5);
    assertThat(breakdown.toString().lines())
        .hasSize(3)
        .anyMatch(line -> line.matches("source +images +groups +accuracy .*"))
        .anyMatch(line -> line.matches("B +2 +1 +0\\.5000 .*"));
  }

  @Test
  void metricsOfEachGroup() {
    assertThat(by("group").values().keySet()).containsExactly("p1", "p3", "p2");
  }

  @Test
  void ofManyValuesTheLargestAreShown() {
    for (int i = 0; i < 60; i++) {
      add("k" + i, "g" + i, "A", 0, 0);
    }

    assertThat(by("group").values()).hasSize(Breakdown.MAX_VALUES);
    assertThat(by("group").omitted()).isEqualTo(13);
    assertThat(by("group").toString()).endsWith("\n13 more");
  }

  @Test
  void unknownColumnIsAnErrorThatListsTheColumns() {
    assertThatThrownBy(() -> by("sauce"))
        .isInstanceOf(UsageException.class)
        .hasMessage("No column \"sauce\" in the images. Columns: group, source.");
  }

  @Test
  void predictionsOfSeveralModelsArePooled() {
    Measurements all = Measurements.of(List.of("no", "yes"), predictions, 42);
    Measurements first = all.filter(p -> p.key().compareTo("3") <= 0);
    Measurements second = all.filter(p -> p.key().compareTo("3") > 0);

    Measurements pooled = Measurements.pooled(List.of(first, second), 42);

    assertThat(pooled.predictions()).isEqualTo(predictions);
    assertThat(pooled.accuracy()).isEqualTo(all.accuracy());
    assertThat(pooled.accuracy().value()).hasValue(0.8);
  }
}
