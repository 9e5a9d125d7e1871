package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooDoctorBenchTest {
  @TempDir Path folder;

  @Test
  void theZooIsListed() throws Exception {
    assertThat(CommandResult.run("zoo").out()).contains(Zoo.names());
    assertThat(CommandResult.run("zoo", "--json").json())
        .extracting(n -> n.get("name").asText())
        .containsExactlyElementsOf(Zoo.names());
  }

  @Test
  void aNetworkOfTheZooIsShownWithItsCutPoints() throws Exception {
    assertThat(CommandResult.run("zoo", "mobilenet").out())
        .contains("conv_pw_12_relu", "Apache-2.0", "full, pool, linear");

    JsonNode cut = CommandResult.run("zoo", "mobilenet", "--json").json().get("cutPoints").get(0);
    assertThat(cut.get("name").asText()).isEqualTo("conv_pw_1_relu");
    assertThat(cut.get("channels").asInt()).isEqualTo(64);
  }

  @Test
  void theDoctorSaysTheSameToPeopleAndMachines() throws Exception {
    CommandResult people = CommandResult.run("doctor");
    CommandResult machines = CommandResult.run("doctor", "--json");

    assertThat(machines.code()).isEqualTo(people.code());
    assertThat(machines.json().get("healthy").asBoolean()).isEqualTo(people.code() == 0);
    for (JsonNode layer : machines.json().get("layers")) {
      assertThat(people.out()).contains(layer.get("kind").asText());
    }
  }

  @Test
  void benchTimesInferenceAndATrainingStep() throws Exception {
    Network tiny =
        Network.named("tiny")
            .input(8, 8, 3)
            .block("body", conv(4, 3).relu())
            .head(globalAverage(), dense(2), softmax());
    Path file = Files.writeString(folder.resolve("tiny.yaml"), NetworkFormat.toYaml(tiny));

    JsonNode json =
        CommandResult.run("bench", file, "--batch-size", 3, "--runs", 2, "--json").json();

    assertThat(json)
        .extracting(t -> t.get("what").asText())
        .containsExactly("forward", "training step");
    for (JsonNode timing : json) {
      assertThat(timing.get("seconds")).hasSize(2);
      assertThat(timing.get("imagesPerSecond").asDouble())
          .isCloseTo(
              3 / timing.get("medianSeconds").asDouble(),
              org.assertj.core.data.Offset.offset(1e-6));
    }
  }
}
