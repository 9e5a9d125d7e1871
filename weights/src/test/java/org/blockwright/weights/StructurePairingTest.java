package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.weights.keras.KerasModelConfig;
import org.blockwright.weights.keras.KerasModelConfig.Leaf;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Matches networks of the zoo to the configurations of Keras Applications by structure. */
class StructurePairingTest {
  private static KerasModelConfig config(String network) throws IOException {
    try (ZipInputStream zip =
        new ZipInputStream(
            StructurePairingTest.class.getResourceAsStream("/keras-orders/applications.zip"))) {
      ZipEntry entry = zip.getNextEntry();
      while (!entry.getName().equals(network + ".json")) {
        entry = zip.getNextEntry();
      }
      String json = new String(zip.readAllBytes(), StandardCharsets.UTF_8);
      return KerasModelConfig.parse(json).orElseThrow();
    }
  }

  /** Returns the contents of a file that was saved from the model. */
  private static FileContents file(
      KerasModelConfig model, List<NetworkLayer> networkLayers, boolean shuffled) {
    List<FileLayer> layers = new ArrayList<>();
    for (Leaf leaf : model.leaves()) {
      networkLayers.stream()
          .filter(networkLayer -> networkLayer.name().equals(leaf.layer().name()))
          .forEach(
              networkLayer ->
                  layers.add(
                      new FileLayer(
                          leaf.layer().name(),
                          true,
                          "",
                          "",
                          leaf.path(),
                          PairingFixtures.layer(networkLayer, networkLayer.name()).arrays())));
    }
    if (shuffled) {
      Collections.shuffle(layers, new Random(7));
    }
    return new FileContents("a.keras", true, ImmutableList.copyOf(layers), Optional.of(model));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vgg16",
        "vgg19",
        "resnet50",
        "mobilenet",
        "mobilenetv2",
        "densenet121",
        "inceptionv3",
        "inceptionresnetv2",
        "xception",
        "nasnetmobile"
      })
  void matchesEveryLayerOfTheBackbone(String network) throws IOException {
    LayerGraph graph = Zoo.get(network).network().graph();
    List<NetworkLayer> backbone =
        Weights.weightedLayers(graph, graph).stream()
            .filter(networkLayer -> !networkLayer.inHead())
            .toList();

    StructurePairing pairing =
        StructurePairing.of(
            Optional.of(DescriptionStructure.of(graph)),
            // Some branches of nasnetmobile are equal: only the order of the file distinguishes
            // them.
            file(config(network), backbone, !network.equals("nasnetmobile")),
            backbone);

    assertThat(pairing.complete()).isPresent();
    assertThat(pairing.complete().get())
        .hasSameSizeAs(backbone)
        .allSatisfy(p -> assertThat(p.fileLayer().name()).isEqualTo(p.networkLayer().name()));
    assertThat(pairing.unambiguous())
        .allSatisfy(p -> assertThat(p.fileLayer().name()).isEqualTo(p.networkLayer().name()));
  }
}
