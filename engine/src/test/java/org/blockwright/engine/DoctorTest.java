package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import org.blockwright.engine.compiled.OneDnnLibrary;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DoctorTest {

  @AfterEach
  void enableHelpers() {
    System.setProperty(OneDnnHelpers.DISABLE_PROPERTY, "false");
  }

  @Test
  void checksEveryTypeOfLayer() {
    Diagnostics diagnostics = Doctor.diagnose();

    assertThat(diagnostics.layers())
        .extracting(LayerCheck::kind)
        .containsExactly(
            "convolution",
            "depthwise convolution",
            "max pooling",
            "average pooling",
            "batch norm",
            "dense");
    assertThat(diagnostics.layers()).noneMatch(layer -> layer.implementation().startsWith("fails"));
    assertThat(diagnostics.layers()).allMatch(layer -> layer.helperFailures() == 0);
  }

  @Test
  void oneDnnRunsSupportedLayers() {
    Diagnostics diagnostics = Doctor.diagnose();
    assumeTrue(
        diagnostics.versions().builtWithOneDnn(), "the native library was built without oneDNN");

    assertThat(diagnostics.isHealthy()).isTrue();
    assertThat(implementation(diagnostics, "convolution")).isEqualTo("oneDNN (MKLDNNConvHelper)");
    assertThat(implementation(diagnostics, "batch norm"))
        .isEqualTo("oneDNN (MKLDNNBatchNormHelper)");
    assertThat(implementation(diagnostics, "max pooling"))
        .isEqualTo("oneDNN in libnd4j (maxpool2d), oneDNN (MKLDNNSubsamplingHelper)");
    assertThat(implementation(diagnostics, "depthwise convolution"))
        .startsWith("oneDNN in libnd4j (depthwise_conv2d)");
    assertThat(implementation(diagnostics, "dense")).isEqualTo("OPENBLAS matrix product");
  }

  @Test
  void reportsDisabledHelpers() {
    assumeTrue(Engine.start().builtWithOneDnn(), "the native library was built without oneDNN");
    System.setProperty(OneDnnHelpers.DISABLE_PROPERTY, "true");

    Diagnostics diagnostics = Doctor.diagnose();

    assertThat(diagnostics.isHealthy()).isFalse();
    assertThat(implementation(diagnostics, "convolution")).isEqualTo("DL4J built-in code");
    assertThat(diagnostics.problems())
        .startsWith(EngineProblems.helpersDisabled())
        .anyMatch(
            p -> p.startsWith("convolution should run on oneDNN, but runs on DL4J built-in code"));
  }

  @Test
  void nativeLibraryWithoutOneDnnIsHealthy() {
    Diagnostics diagnostics = Doctor.diagnose();
    Versions v = diagnostics.versions();
    Versions plain =
        new Versions(
            v.deeplearning4j(), v.nd4j(), "linux-arm64", v.javacpp(), v.java(), v.os(), "aarch64");
    LayerCheck slow = new LayerCheck("convolution", "DL4J built-in code", 0, false, true);

    Diagnostics other =
        new Diagnostics(
            plain,
            diagnostics.engine(),
            diagnostics.compiler(),
            diagnostics.threads(),
            diagnostics.memory(),
            List.of(slow));

    assertThat(other.isHealthy()).isTrue();
  }

  @Test
  void showsOneDnnOfCompiledGraphs() {
    Diagnostics diagnostics = Doctor.diagnose();
    OneDnnLibrary library = diagnostics.compiler();

    assertThat(library.platform()).isEqualTo(Loader.getPlatform());
    assertThat(library.failure()).isEmpty();
    // The version of the presets.
    assertThat(library.version().orElseThrow()).startsWith("3.11.");
    assertThat(library.instructionSet().orElseThrow()).matches("[a-z0-9_]+");
    assertThat(diagnostics.text())
        .containsPattern("oneDNN +3\\.11\\.\\d+, [a-z0-9_]+, runs compiled networks\n");
  }

  /** It is no problem if there is no native library for the platform. */
  @Test
  void oneDnnThatCannotBeLoadedIsAProblemOnItsPlatforms() {
    Diagnostics linux = withoutOneDnn("linux-x86_64");
    Diagnostics other = withoutOneDnn("linux-ppc64le");

    assertThat(linux.problems())
        .containsExactly(
            CompiledGraphProblems.dl4jWithoutLibrary(new UnsatisfiedLinkError("no jnidnnl")));
    assertThat(other.isHealthy()).isTrue();
    assertThat(other.compilerFailure()).contains("no jnidnnl");
    assertThat(other.text())
        .containsPattern("oneDNN +cannot be loaded \\(no jnidnnl\\): networks run on DL4J\n");
  }

  private static Diagnostics withoutOneDnn(String platform) {
    Diagnostics diagnostics = Doctor.diagnose();
    return new Diagnostics(
        diagnostics.versions(),
        diagnostics.engine(),
        new OneDnnLibrary(
            platform,
            Optional.empty(),
            Optional.empty(),
            Optional.of(new UnsatisfiedLinkError("no jnidnnl"))),
        diagnostics.threads(),
        diagnostics.memory(),
        diagnostics.layers());
  }

  @Test
  void textContainsVersionsThreadsMemoryAndLayers() {
    Diagnostics diagnostics = Doctor.diagnose();

    assertThat(diagnostics.text())
        .contains("1.0.0-M2.1")
        .contains(diagnostics.versions().classifier())
        .contains("OpenMP")
        .contains("heap ")
        .contains("batch norm");
    assertThat(diagnostics.versions().nd4j()).isEqualTo("1.0.0-M2.1");
    assertThat(diagnostics.versions().javacpp()).isEqualTo("1.5.13");
    assertThat(diagnostics.versions().classifier()).matches("[a-z]+-[a-z0-9_]+(-.*)?");
  }

  private static String implementation(Diagnostics diagnostics, String kind) {
    return diagnostics.layers().stream()
        .filter(layer -> layer.kind().equals(kind))
        .map(LayerCheck::implementation)
        .findFirst()
        .orElseThrow();
  }
}
