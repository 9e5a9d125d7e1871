package org.blockwright.zoo.weights;

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
 * A file as the older release of ResNet-50 stored it, read into our network. In stage conv2 the
 * last convolution of the first block and its shortcut have kernels of equal shape, so a pairing by
 * position would swap them unnoticed.
 */
class OlderResNetTest {
  private static final Network TWIN = Zoo.get("resnet50").tiny();

  @TempDir Path folder;

  /** Every weight of a model, in the older order under the older names. */
  private static List<KerasWriter.Layer> older(Model model) {
    List<KerasWriter.Layer> layers = new ArrayList<>();
    for (Slot slot : PairingTest.inOlderOrder(Weights.slots(TWIN.graph(), TWIN.graph()))) {
      layers.add(
          new KerasWriter.Layer(
              PairingTest.older(slot.name()),
              slot.tensors().stream()
                  .map(t -> new KerasWriter.Values(t, model.get(slot.name(), t.kind())))
                  .collect(ImmutableList.toImmutableList())));
    }
    return layers;
  }

  @Test
  void everyNumberReachesItsLayer() {
    Path path = folder.resolve("resnet50.h5");
    try (Model before = Model.initialized(TWIN, 1);
        Model after = Model.initialized(TWIN, 2)) {
      KerasWriter.write(path, older(before));

      try (WeightsFile file = WeightsFile.open(path)) {
        Pairing pairing = Weights.into(after, file, PairingOptions.STRICT);

        assertThat(pairing.how()).isEqualTo(Pairing.How.OLDER_NAME);
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
                          assertThat(after.get(layer, p.kind()))
                              .as(layer + "/" + p.kind())
                              .isEqualTo(before.get(layer, p.kind()))));
    }
  }
}
