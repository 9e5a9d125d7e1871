package org.blockwright.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.inference.Classification.Score;
import org.junit.jupiter.api.Test;

class ClassificationTest {
  private final Classification classification =
      Classification.of(List.of("cat", "dog", "owl"), new float[] {0.25f, 0.5f, 0.25f});

  @Test
  void sortsByProbabilityAndKeepsOrderOfEqualOnes() {
    assertThat(classification.best()).isEqualTo(new Score("dog", 0.5f));
    assertThat(classification.label()).isEqualTo("dog");
    assertThat(classification.probability()).isEqualTo(0.5f);
    assertThat(classification.scores())
        .containsExactly(new Score("dog", 0.5f), new Score("cat", 0.25f), new Score("owl", 0.25f));
    assertThat(classification).hasToString("dog 0.5000, cat 0.2500, owl 0.2500");
  }

  @Test
  void topLimitsNumberOfClasses() {
    assertThat(classification.top(2)).extracting(Score::label).containsExactly("dog", "cat");
    assertThat(classification.top(9)).hasSize(3);
    assertThatThrownBy(() -> classification.top(0))
        .isInstanceOf(UsageException.class)
        .hasMessage("top must be at least 1, got 0.");
  }

  @Test
  void usesIndicesWithoutLabels() {
    assertThat(Classification.of(List.of(), new float[] {0.1f, 0.9f}).label()).isEqualTo("1");
  }

  @Test
  void reportsModelWithoutClassScores() {
    assertThat(PredictionProblems.notAClassifier("tiny", Shape.of(7, 7, 8)))
        .isEqualTo(
            "tiny outputs 7x7x8 for each image instead of class scores. Use the features command or Model.activations to get activations.");
  }
}
