package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.Network;
import org.blockwright.model.Model;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loads a file in the legacy order and with the legacy names of ResNet-50. In stage conv2 the last
 * convolution of the first block and its shortcut have kernels of equal shape, so matching by
 * position would swap them unnoticed.
 */
class LegacyResNetTest {
  private static final Network TINY_RESNET = Zoo.get("resnet50").tiny();

  @TempDir Path folder;

  /** Returns all weights of a model, in legacy order with legacy names. */
  private static List<KerasWriter.Layer> legacyLayers(Model model) {
    List<KerasWriter.Layer> layers = new ArrayList<>();
    for (NetworkLayer networkLayer :
        PairingTest.inLegacyOrder(
            Weights.weightedLayers(TINY_RESNET.graph(), TINY_RESNET.graph()))) {
      layers.add(
          new KerasWriter.Layer(
              PairingTest.legacyName(networkLayer.name()),
              networkLayer.tensors().stream()
                  .map(
                      t ->
                          new KerasWriter.Values(
                              t, model.getWeights(networkLayer.name(), t.kind())))
                  .collect(ImmutableList.toImmutableList())));
    }
    return layers;
  }

  @Test
  void everyValueIsLoadedIntoItsLayer() {
    Path path = folder.resolve("resnet50.h5");
    try (Model before = Model.create(TINY_RESNET, 1);
        Model after = Model.create(TINY_RESNET, 2)) {
      KerasWriter.write(path, legacyLayers(before));

      try (WeightsFile file = WeightsFile.open(path)) {
        Pairing pairing = Weights.load(after, file, PairingOptions.STRICT);

        assertThat(pairing.strategy()).isEqualTo(Pairing.Strategy.LEGACY_NAME);
        assertThat(pairing.pairs()).hasSize(107);
        assertThat(file.layers().get(1).name()).isEqualTo("bn_conv1");
        assertThat(file.layers().get(8).name()).isEqualTo("res2a_branch1");
      }
      before
          .parameters()
          .forEach(
              (layer, parameters) ->
                  parameters.forEach(
                      p ->
                          assertThat(after.getWeights(layer, p.kind()))
                              .as(layer + "/" + p.kind())
                              .isEqualTo(before.getWeights(layer, p.kind()))));
    }
  }
}
