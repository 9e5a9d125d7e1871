package org.blockwright.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.dense;

import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.inference.ImagePrediction.Score;
import org.junit.jupiter.api.Test;

class ImagePredictionTest {
  private final ImagePrediction classification =
      predict(dense(3).softmax(), List.of("cat", "dog", "owl"), new float[] {0.25f, 0.5f, 0.25f});

  private static ImagePrediction predict(Dense layer, List<String> labels, float[] units) {
    Network network = Network.named("n").input(Shape.units(4)).head(layer);
    return ImagePrediction.of(
        (labels.isEmpty() ? network : network.labels(labels)).output().orElseThrow(), units);
  }

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
    float[] units = {0.1f, 0.9f};
    assertThat(predict(dense(2).softmax(), List.of(), units).label()).isEqualTo("1");
    assertThat(predict(dense(1).sigmoid(), List.of(), new float[] {0.9f}).label()).isEqualTo("1");
  }

  @Test
  void aSigmoidIsTheProbabilityOfTheSecondClass() {
    ImagePrediction yes = predict(dense(1).sigmoid(), List.of("no", "yes"), new float[] {0.75f});
    assertThat(yes.task()).isEqualTo(Task.BINARY);
    assertThat(yes.labels()).containsExactly("yes");
    assertThat(yes).hasToString("yes 0.7500, no 0.2500");
    ImagePrediction no = predict(dense(1).sigmoid(), List.of("no", "yes"), new float[] {0.25f});
    assertThat(no).hasToString("no 0.7500, yes 0.2500");
    assertThat(predict(dense(1).sigmoid(), List.of("no", "yes"), new float[] {0.5f}).label())
        .isEqualTo("yes");
  }

  @Test
  void theThresholdOfTheModelDecides() {
    Network network =
        Network.named("n")
            .input(Shape.units(4))
            .head(dense(1).sigmoid())
            .labels("no", "yes")
            .onlyOutput(output -> output.thresholds(List.of(0.8)));
    ImagePrediction no = ImagePrediction.of(network.output().orElseThrow(), new float[] {0.75f});
    assertThat(no.label()).isEqualTo("no");
    assertThat(no).hasToString("no 0.2500, yes 0.7500");
  }

  @Test
  void severalLabelsAreThoseAboveTheThreshold() {
    float[] units = {0.6f, 0.1f, 0.9f};
    ImagePrediction result = predict(dense(3).sigmoid(), List.of("a", "b", "c"), units);
    assertThat(result.labels()).containsExactly("c", "a");
    assertThat(result).hasToString("c 0.9000, a 0.6000, b 0.1000");
  }

  @Test
  void numbersHaveTheirUnit() {
    ImagePrediction result =
        predict(dense(2), List.of("ink [px]", "angle"), new float[] {52.1f, -0.25f});
    assertThat(result.value()).isEqualTo(52.1f);
    assertThat(result.labels()).isEmpty();
    assertThat(result).hasToString("ink 52.1 px, angle -0.25");
  }

  @Test
  void reportsModelWithoutClassScores() {
    assertThat(PredictionProblems.notAClassifier("tiny", Shape.of(7, 7, 8)))
        .isEqualTo(
            "tiny outputs 7x7x8 for each image instead of class scores or regression targets. Use the features command or Model.activations to get activations.");
  }
}
