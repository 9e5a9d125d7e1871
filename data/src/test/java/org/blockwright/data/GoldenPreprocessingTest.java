package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.blockwright.base.SharedData;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the preprocessing of a file of the input size with Keras. */
class GoldenPreprocessingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inceptionv3-notop",
        "mobilenet",
        "mobilenet-0.25-96",
        "mobilenetv2",
        "resnet50-notop",
        "vgg16-resnet50",
        "vgg16-top-64"
      })
  void preprocessesFileAsKeras(String network) throws IOException {
    Path folder = SharedData.path("golden/keras-files").resolve(network);
    JsonNode expected = new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
    JsonNode preprocessed = expected.get("exact").get("preprocessed");
    Preprocessing preprocessing =
        Preprocessing.KNOWN.stream()
            .filter(p -> p.name().equals(expected.get("preprocessing").asText()))
            .findFirst()
            .orElseThrow();
    Path file = folder.resolve(expected.get("exact").get("file").asText());
    Image image = Decoder.decode(file);
    Shape input = Shape.of(image.height(), image.width(), 3);

    float[] values = ImagePreprocessor.of(input, preprocessing).read(file);

    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    assertThat(sum / values.length).isCloseTo(preprocessed.get("mean").asDouble(), within(1e-4));
    int[] order = Layout.flattenOrder(input);
    assertThat(preprocessed.get("samples")).hasSize(24);
    for (JsonNode sample : preprocessed.get("samples")) {
      assertThat((double) values[order[sample.get(0).asInt()]])
          .isCloseTo(sample.get(1).asDouble(), within(1e-4));
    }
  }
}
