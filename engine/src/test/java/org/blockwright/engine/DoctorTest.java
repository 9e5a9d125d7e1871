package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DoctorTest {

  @AfterEach
  void helpersAreOnAgain() {
    System.setProperty(OneDnnHelpers.DISABLE_PROPERTY, "false");
  }

  @Test
  void eachKindOfLayerIsRunAndNamed() {
    Diagnostics found = Doctor.diagnose();

    assertThat(found.layers())
        .extracting(LayerCheck::kind)
        .containsExactly(
            "convolution",
            "depthwise convolution",
            "max pooling",
            "average pooling",
            "batch norm",
            "dense");
    assertThat(found.layers()).noneMatch(layer -> layer.implementation().startsWith("fails"));
    assertThat(found.layers()).allMatch(layer -> layer.helperFailures() == 0);
  }

  @Test
  void oneDnnRunsWhatItShouldWhereItWasBuiltIn() {
    Diagnostics found = Doctor.diagnose();
    assumeTrue(found.versions().builtWithOneDnn(), "these natives come without oneDNN");

    assertThat(found.isHealthy()).isTrue();
    assertThat(implementation(found, "convolution")).isEqualTo("oneDNN (MKLDNNConvHelper)");
    assertThat(implementation(found, "batch norm")).isEqualTo("oneDNN (MKLDNNBatchNormHelper)");
    assertThat(implementation(found, "max pooling"))
        .isEqualTo("oneDNN in libnd4j (maxpool2d), oneDNN (MKLDNNSubsamplingHelper)");
    assertThat(implementation(found, "depthwise convolution"))
        .startsWith("oneDNN in libnd4j (depthwise_conv2d)");
    assertThat(implementation(found, "dense")).isEqualTo("OPENBLAS matrix product");
  }

  @Test
  void helpersThatAreOffAreFoundOut() {
    assumeTrue(Engine.start().builtWithOneDnn(), "these natives come without oneDNN");
    System.setProperty(OneDnnHelpers.DISABLE_PROPERTY, "true");

    Diagnostics found = Doctor.diagnose();

    assertThat(found.isHealthy()).isFalse();
    assertThat(implementation(found, "convolution")).isEqualTo("DL4J built in");
    assertThat(found.problems())
        .startsWith(EngineProblems.helpersDisabled())
        .anyMatch(p -> p.startsWith("convolution should run on oneDNN, but runs on DL4J built in"));
  }

  @Test
  void nativesWithoutOneDnnAreHealthyWithoutIt() {
    Diagnostics found = Doctor.diagnose();
    Versions v = found.versions();
    Versions plain =
        new Versions(
            v.deeplearning4j(), v.nd4j(), "linux-arm64", v.javacpp(), v.java(), v.os(), "aarch64");
    LayerCheck slow = new LayerCheck("convolution", "DL4J built in", 0, false, true);

    Diagnostics other =
        new Diagnostics(plain, found.engine(), found.threads(), found.memory(), List.of(slow));

    assertThat(other.isHealthy()).isTrue();
  }

  @Test
  void theTextSaysVersionsThreadsMemoryAndLayers() {
    Diagnostics found = Doctor.diagnose();

    assertThat(found.text())
        .contains("1.0.0-M2.1")
        .contains(found.versions().classifier())
        .contains("OpenMP")
        .contains("heap ")
        .contains("batch norm");
    assertThat(found.versions().nd4j()).isEqualTo("1.0.0-M2.1");
    assertThat(found.versions().javacpp()).isEqualTo("1.5.13");
    assertThat(found.versions().classifier()).matches("[a-z]+-[a-z0-9_]+(-.*)?");
  }

  private static String implementation(Diagnostics found, String kind) {
    return found.layers().stream()
        .filter(layer -> layer.kind().equals(kind))
        .map(LayerCheck::implementation)
        .findFirst()
        .orElseThrow();
  }
}
