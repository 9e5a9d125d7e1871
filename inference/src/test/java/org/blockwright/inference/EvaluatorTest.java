package org.blockwright.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.Network;
import org.blockwright.inference.metrics.Prediction;
import org.blockwright.model.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The network classifies images as blue or red by the mean of these channels. */
class EvaluatorTest {
  private Model model;

  @BeforeEach
  void createModel() {
    model = model(network().labels("blue", "red"));
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static Network network() {
    return Network.named("tiny")
        .input(4, 4, 3)
        .block("body", conv(3, 1))
        .head(globalAverage(), dense(2).named("select"), softmax());
  }

  private static Model model(Network network) {
    Model model = Model.create(network, 1);
    String body = network.graph().nodes().get(0).name();
    model.setWeights(body, "kernel", new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, List.of(1, 1, 3, 3));
    model.setWeights("select", "kernel", new float[] {0, 1, 0, 0, 1, 0}, List.of(3, 2));
    return model;
  }

  /** One image for each color, of another size than the input. */
  private static Dataset data(List<Integer> colors, List<String> labels) {
    List<BufferedImage> images = new ArrayList<>();
    for (int color : colors) {
      BufferedImage image = new BufferedImage(6, 5, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 30; pixel++) {
        image.setRGB(pixel % 6, pixel / 6, color);
      }
      images.add(image);
    }
    return Dataset.of(images, labels);
  }

  private static Dataset data() {
    return data(
        List.of(0xff0000, 0x0000ff, 0xd00010, 0xe00000), List.of("red", "blue", "red", "blue"));
  }

  @Test
  void evaluatesWithTheModelsInputAndLabels() {
    Evaluation evaluation = Evaluator.of(model).evaluate(data());

    // The last image is red but labeled blue.
    assertThat(evaluation.accuracy().value()).hasValue(0.75);
    assertThat(evaluation.measurements().matrix().names()).containsExactly("blue", "red");
    assertThat(evaluation.skipped()).isEmpty();
    assertThat(evaluation).hasToString(evaluation.measurements().toString());
  }

  @Test
  void batchSizeAndThreadsDoNotChangePredictions() {
    List<Prediction> expected = Evaluator.of(model).evaluate(data()).measurements().predictions();

    Evaluation evaluation = Evaluator.of(model).batchSize(1).threads(3).seed(7).evaluate(data());

    assertThat(evaluation.measurements().predictions()).isEqualTo(expected);
    assertThat(evaluation.measurements().seed()).isEqualTo(7);
  }

  @Test
  void matchesClassesByName() {
    Dataset onlyRed = data(List.of(0xff0000, 0x0000ff), List.of("red", "red"));

    Evaluation evaluation = Evaluator.of(model).evaluate(onlyRed);

    assertThat(evaluation.measurements().predictions())
        .extracting(Prediction::trueClass)
        .containsExactly(1, 1);
    assertThat(evaluation.accuracy().value()).hasValue(0.5);
  }

  @Test
  void rejectsOtherClassesMissingLabelsAndFeatureMaps() {
    Dataset green = data(List.of(0xff0000, 0x00ff00), List.of("red", "green"));

    assertThatThrownBy(() -> Evaluator.of(model).evaluate(green))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the data has classes [green, red] but the model's labels are [blue, red]. Rename the class folders, or use a model with these labels.");
    try (Model unlabeled = model(network())) {
      assertThatThrownBy(() -> Evaluator.of(unlabeled).evaluate(green))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "tiny has no labels, so its outputs cannot be matched with the classes [green, red]. Set them in the network, with labels(...), in the order of the outputs.");
    }
    try (Model cut = model.cut("body")) {
      assertThatThrownBy(() -> Evaluator.of(cut))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith(
              "tiny outputs 4x4x3 for each image instead of class scores or regression targets.");
    }
  }

  @Test
  void rejectsSettingsBelowOne() {
    assertThatThrownBy(() -> Evaluator.of(model).batchSize(0))
        .isInstanceOf(UsageException.class)
        .hasMessage("batch size must be at least 1, got 0.");
    assertThatThrownBy(() -> Evaluator.of(model).threads(-1))
        .isInstanceOf(UsageException.class)
        .hasMessage("threads must be at least 1, got -1.");
  }
}
