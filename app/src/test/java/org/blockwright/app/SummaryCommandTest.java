package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class SummaryCommandTest {
  @Test
  void vgg16HasThePapersParameters() throws Exception {
    // Keras Applications documents 138,357,544; Simonyan and Zisserman round to 138 million.
    JsonNode json = Ran.blockwright("summary", "vgg16", "--json").json();

    assertThat(json.get("parameters").asLong()).isEqualTo(138_357_544);
    assertThat(json.get("output").asText()).isEqualTo("1000");
  }

  @Test
  void aNetworkHasTheLabelsOfItsSource() throws Exception {
    JsonNode json = Ran.blockwright("summary", "darkcovidnet", "--json").json();

    // Ozturk et al. 2020: 1,164,434 learn with two labels, 1,167,586 with three.
    assertThat(json.get("trainable").asLong()).isEqualTo(1_167_586);
    assertThat(json.get("labels"))
        .extracting(JsonNode::asText)
        .containsExactly("COVID-19", "NORMAL", "PNEUMONIA");
  }

  @Test
  void classesSizeTheHead() throws Exception {
    JsonNode json = Ran.blockwright("summary", "vgg16", "--classes", 3, "--json").json();

    assertThat(json.get("output").asText()).isEqualTo("3");
  }

  @Test
  void aCutNetworkHasNoHeadUnlessOneIsAskedFor() throws Exception {
    JsonNode bare =
        Ran.blockwright("summary", "mobilenet", "--cut", "conv_pw_12_relu", "--json").json();
    JsonNode headed =
        Ran.blockwright(
                "summary", "mobilenet", "--cut", "conv_pw_12_relu", "--classes", 2, "--json")
            .json();

    assertThat(bare.get("output").asText()).isEqualTo("7x7x1024");
    assertThat(headed.get("output").asText()).isEqualTo("2");
  }

  @Test
  void depthFoldsToBlocks() throws Exception {
    JsonNode blocks = Ran.blockwright("summary", "vgg16", "--depth", 1, "--json").json();

    assertThat(blocks.get("blocks"))
        .extracting(b -> b.get("path").asText())
        .containsExactly("block1", "block2", "block3", "block4", "block5", "head");
  }

  @Test
  void rulesHoldInTheOrderInWhichTheyStand() throws Exception {
    assertThat(rateOfBlock1("--freeze", "block1*", "--rate", "*=0.5")).isEqualTo("frozen");
    assertThat(rateOfBlock1("--rate", "*=0.5", "--freeze", "block1*")).isEqualTo("0.0005");
  }

  @Test
  void ratesAreThoseOfTheLearningRate() throws Exception {
    assertThat(rateOfBlock1("--rate", "block1*=0.5", "--lr", "0.02")).isEqualTo("0.01");
  }

  @Test
  void aRuleTakesOneWordSoThatTheNetworkMayFollow() {
    assertThat(Ran.blockwright("summary", "--freeze", "block1*", "vgg16").code()).isZero();
  }

  private static String rateOfBlock1(String... rules) throws Exception {
    Object[] words = {
      "summary", "vgg16", "--depth", 1, "--json", rules[0], rules[1], rules[2], rules[3]
    };
    return Ran.blockwright(words).json().get("blocks").get(0).get("rate").asText();
  }
}
