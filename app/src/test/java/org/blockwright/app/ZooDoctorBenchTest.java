package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooDoctorBenchTest {
  @TempDir Path folder;

  @Test
  void listsZoo() throws Exception {
    assertThat(CommandResult.run("zoo").out()).contains(Zoo.names());
    assertThat(CommandResult.run("zoo", "--json").json())
        .extracting(n -> n.get("name").asText())
        .containsExactlyElementsOf(Zoo.names());
  }

  @Test
  void showsWeightsOfZooModel() {
    assertThat(CommandResult.run("zoo", "squeezenet").out())
        .containsPattern("weights +default +preprocessing +input +top-1 % +license")
        .containsPattern("squeezenet-imagenet +yes +caffe +224x224x3 +BSD");
    assertThat(CommandResult.run("zoo", "covidnet").out()).doesNotContain("-imagenet");
    assertThat(CommandResult.run("zoo", "vgg19", "--json").out())
        .containsPattern(
            "\"pretrained\"\\s*:\\s*\\[\\s*\"vgg19-imagenet\",\\s*\"vgg19-imagenet-notop\"");
  }

  @Test
  void showsZooModelWithCutPoints() throws Exception {
    assertThat(CommandResult.run("zoo", "mobilenet").out())
        .contains("conv_pw_12_relu", "Apache-2.0", "original, global-average, flatten");

    JsonNode model = CommandResult.run("zoo", "mobilenet", "--json").json();
    assertThat(model.get("minInputSize").asInt()).isEqualTo(32);
    JsonNode cut = model.get("cutPoints").get(0);
    assertThat(cut.get("name").asText()).isEqualTo("conv_pw_1_relu");
    assertThat(cut.get("channels").asInt()).isEqualTo(64);
  }

  @Test
  void showsWidthsOfZooModel() throws Exception {
    assertThat(CommandResult.run("zoo", "mobilenet-0.5").out())
        .contains("mobilenet, mobilenet-0.75, mobilenet-0.5, mobilenet-0.25");
    assertThat(CommandResult.run("zoo", "vgg16").out()).doesNotContain("widths");

    JsonNode model = CommandResult.run("zoo", "mobilenetv2-0.35", "--json").json();
    assertThat(model.get("architecture").asText()).isEqualTo("mobilenetv2");
    assertThat(model.get("alpha").asDouble()).isEqualTo(0.35);
    assertThat(CommandResult.run("summary", "mobilenetv2-0.35", "--depth", 1).out())
        .startsWith("mobilenetv2-0.35, input 224x224x3")
        .contains("parameters 1,691,208");
  }

  @Test
  void doctorTextAndJsonAgree() throws Exception {
    CommandResult text = CommandResult.run("doctor");
    CommandResult json = CommandResult.run("doctor", "--json");

    assertThat(json.code()).isEqualTo(text.code());
    assertThat(json.json().get("healthy").asBoolean()).isEqualTo(text.code() == 0);
    for (JsonNode layer : json.json().get("layers")) {
      assertThat(text.out()).contains(layer.get("kind").asText());
    }
  }

  @Test
  void doctorShowsOneDnnAndWhetherNetworkCanBeCompiled() throws Exception {
    CommandResult text = CommandResult.run("doctor", tiny());
    JsonNode json = CommandResult.run("doctor", tiny(), "--json").json();

    assertThat(text.out())
        .endsWith("\n" + tiny() + " can be compiled: all of its layers are supported.\n");
    assertThat(json.at("/network/compiled").asBoolean()).isTrue();
    assertThat(json.at("/network/unsupported")).isEmpty();
    assertThat(json.at("/compiler/failure").isNull()).isTrue();
    assertThat(text.out())
        .contains(
            json.at("/compiler/version").asText()
                + ", "
                + json.at("/compiler/instructionSet").asText());
    assertThat(CommandResult.run("doctor", "vgg61").err()).contains("Did you mean \"vgg16\"?");
  }

  @Test
  void benchShowsExecutor() throws Exception {
    assertThat(executors()).containsExactly("compiled", "compiled");
    assertThat(executors("--engine", "compiled")).containsExactly("compiled", "compiled");
    assertThat(executors("--engine", "dl4j")).containsExactly("DL4J", "DL4J");
  }

  /** Returns the executors of the forward pass and of the training step. */
  private List<String> executors(Object... engine) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("bench", tiny(), "--runs", 1, "--json"));
    arguments.addAll(List.of(engine));
    List<String> names = new ArrayList<>();
    CommandResult.run(arguments.toArray())
        .json()
        .forEach(timing -> names.add(timing.get("executor").asText()));
    return names;
  }

  @Test
  void benchMeasuresInferenceAndTrainingStep() throws Exception {
    JsonNode json =
        CommandResult.run("bench", tiny(), "--batch-size", 3, "--runs", 2, "--json").json();

    assertThat(json)
        .extracting(timing -> timing.get("operation").asText())
        .containsExactly("forward", "training step");
    for (JsonNode timing : json) {
      assertThat(timing.get("batchSize").asInt()).isEqualTo(3);
      assertThat(timing.get("seconds")).hasSize(2);
      assertThat(timing.get("firstSeconds").asDouble()).isPositive();
      assertThat(timing.get("peakBytes").asLong()).isPositive();
      // 3x3x3 kernels of 4 filters, 4 weights of 2 units, and the biases.
      assertThat(timing.get("parameters").asLong()).isEqualTo(108 + 4 + 8 + 2);
      assertThat(timing.get("imagesPerSecond").asDouble())
          .isCloseTo(
              3 / timing.get("medianSeconds").asDouble(),
              org.assertj.core.data.Offset.offset(1e-6));
    }
  }

  @Test
  void benchMeasuresOneModeUpToALimitOfTime() throws Exception {
    JsonNode forward = CommandResult.run("bench", tiny(), "--mode", "forward", "--json").json();
    JsonNode training =
        CommandResult.run(
                "bench",
                tiny(),
                "--mode",
                "train",
                "--optimizer",
                "sgd",
                "--runs",
                1000,
                "--max-seconds",
                1e-9,
                "--json")
            .json();

    assertThat(forward).hasSize(1);
    assertThat(forward.get(0).get("operation").asText()).isEqualTo("forward");
    assertThat(training).hasSize(1);
    assertThat(training.get(0).get("operation").asText()).isEqualTo("training step");
    assertThat(training.get(0).get("seconds")).hasSize(3);
  }

  @Test
  void benchRejectsUnknownModeAndTime() {
    assertThat(CommandResult.run("bench", "vgg16", "--mode", "fit").err())
        .contains("\"fit\" is not a mode: use forward, train or both");
    assertThat(CommandResult.run("bench", "vgg16", "--max-seconds", "0").err())
        .contains("\"0\" is not a positive number");
  }

  private Path tiny() throws IOException {
    Network tiny =
        Network.named("tiny")
            .input(8, 8, 3)
            .block("body", conv(4, 3).relu())
            .head(globalAverage(), dense(2), softmax());
    return Files.writeString(folder.resolve("tiny.yaml"), NetworkFormat.toYaml(tiny));
  }
}
