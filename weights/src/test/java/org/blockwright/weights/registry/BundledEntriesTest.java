package org.blockwright.weights.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.base.SharedData;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.show.Summary;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares the entries with the networks of the zoo, and with the files that are at hand. */
class BundledEntriesTest {
  private static final WeightsRegistry REGISTRY = WeightsRegistry.bundled();

  /** The part of the network that the file holds. */
  private static Network partIn(WeightsEntry entry) {
    ZooModel model = Zoo.get(entry.network());
    Network whole = model.network(entry.input(), model.labels());
    if (entry.hasTop()) {
      return whole;
    }
    return Edits.cut(whole, entry.lastLayer().orElseGet(() -> lastOfBackbone(whole)));
  }

  private static String lastOfBackbone(Network whole) {
    return Iterables.getLast(
            whole.graph().nodes().stream().filter(node -> !node.isInHead()).toList())
        .name();
  }

  @TestFactory
  Stream<DynamicTest> parametersOfEachEntryAreThoseOfItsNetwork() {
    return REGISTRY.entries().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.name(),
                    () ->
                        assertThat(entry.parameters())
                            .hasValue(Summary.of(partIn(entry)).parameters())));
  }

  /**
   * HDF5 adds at most a sixth to the four bytes of a parameter, in NASNet's many small groups. The
   * file of MobileNet without its head is as large as that with it.
   */
  @Test
  void sizesFitNumbersOfParameters() {
    for (WeightsEntry entry : REGISTRY.entries()) {
      long withTop = REGISTRY.get("mobilenet-imagenet").parameters().orElseThrow();
      long parameters =
          entry.name().equals("mobilenet-imagenet-notop")
              ? withTop
              : entry.parameters().orElseThrow();
      entry
          .bytes()
          .ifPresent(
              bytes ->
                  assertThat((double) bytes / (4 * parameters))
                      .as(entry.name())
                      .isBetween(1.0, 1.18));
    }
  }

  @Test
  void everyFileAtHandIsRecognized() throws IOException {
    Path folder = SharedData.path("weights");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.h5")) {
      for (Path file : files) {
        WeightsEntry entry = REGISTRY.recognize(file).orElseThrow();
        assertThat(entry.file()).isEqualTo(file.getFileName().toString());
        assertThat(entry.bytes()).hasValue(Files.size(file));
        assertThat(entry.isVerified()).isTrue();
        assertThat(entry.isImportOnly()).isTrue();
      }
    }
  }

  @Test
  void onlyEntriesWhoseFilesAreAtHandAreVerified() {
    assertThat(REGISTRY.entries())
        .allSatisfy(
            entry -> {
              assertThat(entry.isVerified()).isEqualTo(entry.sha256().isPresent());
              assertThat(entry.isVerified()).isEqualTo(entry.isImportOnly());
            });
  }

  @Test
  void squeezeNetFromCaffeNeedsThePreprocessingOfCaffe() {
    assertThat(REGISTRY.get("squeezenet-imagenet").preprocessing()).isEqualTo(Preprocessing.CAFFE);
  }

  @Test
  void networksWithPublishedWeightsHaveOneDefaultOfEachKind() {
    List<String> networks =
        List.of(
            "vgg16",
            "vgg19",
            "resnet50",
            "mobilenet",
            "mobilenet-0.75",
            "mobilenet-0.5",
            "mobilenet-0.25",
            "mobilenetv2",
            "mobilenetv2-1.4",
            "mobilenetv2-1.3",
            "mobilenetv2-0.75",
            "mobilenetv2-0.5",
            "mobilenetv2-0.35",
            "densenet121",
            "inceptionv3",
            "inceptionresnetv2",
            "xception",
            "nasnetmobile");
    for (String network : networks) {
      assertThat(REGISTRY.defaultFor(network).orElseThrow().name())
          .isEqualTo(network + "-imagenet");
      assertThat(REGISTRY.defaultFor(network, false).orElseThrow().name())
          .isEqualTo(network + "-imagenet-notop");
    }
    assertThat(REGISTRY.defaultFor("squeezenet", false).orElseThrow().name())
        .isEqualTo("squeezenet-imagenet");
    assertThat(REGISTRY.defaultFor("covidnet")).isEmpty();
  }
}
