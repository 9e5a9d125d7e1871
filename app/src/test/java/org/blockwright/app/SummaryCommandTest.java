package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.input.Input;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryCommandTest {
  @TempDir Path folder;

  @Test
  void vgg16HasPublishedParameterCount() throws Exception {
    // Keras Applications documents 138,357,544; Simonyan and Zisserman round to 138 million.
    JsonNode json = CommandResult.run("summary", "vgg16", "--json").json();

    assertThat(json.get("parameters").asLong()).isEqualTo(138_357_544);
    assertThat(output(json)).isEqualTo("1000");
  }

  @Test
  void zooNetworkHasLabelsOfItsSource() throws Exception {
    JsonNode json = CommandResult.run("summary", "darkcovidnet", "--json").json();

    // Ozturk et al. 2020: 1,164,434 trainable parameters with two labels, 1,167,586 with three.
    assertThat(json.get("trainable").asLong()).isEqualTo(1_167_586);
    assertThat(json.get("labels"))
        .extracting(JsonNode::asText)
        .containsExactly("COVID-19", "NORMAL", "PNEUMONIA");
  }

  @Test
  void classesSetNumberOfOutputs() throws Exception {
    JsonNode json = CommandResult.run("summary", "vgg16", "--classes", 3, "--json").json();

    assertThat(output(json)).isEqualTo("3");
  }

  @Test
  void cutNetworkHasHeadOnlyOnRequest() throws Exception {
    JsonNode withoutHead =
        CommandResult.run("summary", "mobilenet", "--cut", "conv_pw_12_relu", "--json").json();
    JsonNode withHead =
        CommandResult.run(
                "summary", "mobilenet", "--cut", "conv_pw_12_relu", "--classes", 2, "--json")
            .json();

    assertThat(output(withoutHead)).isEqualTo("7x7x1024");
    assertThat(output(withHead)).isEqualTo("2");
  }

  @Test
  void depthCollapsesBlocks() throws Exception {
    JsonNode blocks = CommandResult.run("summary", "vgg16", "--depth", 1, "--json").json();

    assertThat(blocks.get("blocks"))
        .extracting(b -> b.get("path").asText())
        .containsExactly("block1", "block2", "block3", "block4", "block5", "head");
  }

  @Test
  void firstMatchingRuleApplies() throws Exception {
    assertThat(learningRateOfBlock1("--freeze", "block1*", "--lr-multiplier", "*=0.5")).isNull();
    assertThat(learningRateOfBlock1("--lr-multiplier", "*=0.5", "--freeze", "block1*"))
        .isEqualTo(0.0005);
  }

  @Test
  void multipliersScaleTheLearningRate() throws Exception {
    assertThat(learningRateOfBlock1("--lr-multiplier", "block1*=0.5", "--lr", "0.02"))
        .isEqualTo(0.01);
  }

  @Test
  void freezeTakesOneArgumentBeforeNetwork() {
    assertThat(CommandResult.run("summary", "--freeze", "block1*", "vgg16").code()).isZero();
  }

  @Test
  void learningRateIsNullForFrozenBlocks() throws Exception {
    JsonNode blocks =
        CommandResult.run(
                "summary",
                twoInputs(),
                "--json",
                "--freeze",
                "w/a",
                "--lr",
                "0.1",
                "--lr-multiplier",
                "w/b=0.3")
            .json()
            .get("blocks");

    assertThat(blocks).extracting(b -> b.get("path").asText()).containsExactly("w/a", "w/b", "w/c");
    assertThat(blocks.get(0).get("learningRate").isNull()).isTrue();
    assertThat(blocks.get(1).get("learningRate").isNumber()).isTrue();
    assertThat(blocks.get(1).get("learningRate").doubleValue()).isEqualTo(0.03);
    assertThat(blocks.get(2).get("learningRate").isNull()).isTrue();
  }

  @Test
  void showsWhetherNetworkCanBeCompiled() throws Exception {
    CommandResult text = CommandResult.run("summary", twoInputs(), "--engine");
    JsonNode json = CommandResult.run("summary", twoInputs(), "--engine", "--json").json();

    assertThat(text.out()).endsWith("\ntwo can be compiled: all of its layers are supported.\n");
    assertThat(json.get("engine").toString()).isEqualTo("{\"compiled\":true,\"unsupported\":[]}");
    assertThat(CommandResult.run("summary", twoInputs(), "--json").json().has("engine")).isFalse();
  }

  @Test
  void listsInputsAndOutputsByName() throws Exception {
    CommandResult text = CommandResult.run("summary", twoInputs());
    JsonNode json = CommandResult.run("summary", twoInputs(), "--json").json();

    assertThat(json.get("inputs").toString()).isEqualTo("{\"left\":\"4x4x1\",\"right\":\"6x6x2\"}");
    assertThat(json.get("outputs").toString()).isEqualTo("{\"c\":\"4x4x3\",\"b\":\"4x4x2\"}");
    assertThat(text.out()).startsWith("two, inputs left 4x4x1, right 6x6x2\n");
  }

  private Path twoInputs() throws IOException {
    Network two =
        Network.named("two")
            .inputs(Input.of("left", 4, 4, 1), Input.of("right", 6, 6, 2))
            .subgraph(
                "w",
                in -> {
                  SymbolicTensor a = in.get("left").then("a", conv(1, 1));
                  SymbolicTensor b = in.get("right").then("b", conv(2, 3).valid());
                  return SymbolicTensors.of("c", a.concat("c", b)).and("b", b);
                });
    return Files.writeString(folder.resolve("two.yaml"), NetworkFormat.toYaml(two));
  }

  private static String output(JsonNode json) {
    return json.get("outputs").elements().next().asText();
  }

  private static Double learningRateOfBlock1(String... rules) throws Exception {
    Object[] arguments = {
      "summary", "vgg16", "--depth", 1, "--json", rules[0], rules[1], rules[2], rules[3]
    };
    JsonNode learningRate =
        CommandResult.run(arguments).json().get("blocks").get(0).get("learningRate");
    return learningRate.isNull() ? null : learningRate.doubleValue();
  }
}
