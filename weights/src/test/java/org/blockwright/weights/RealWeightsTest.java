package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.blockwright.base.SharedData;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.show.Summary;
import org.blockwright.model.Model;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;
import org.junit.jupiter.api.Test;

/**
 * Loads the two truncated files of real weights. The expected values are those of their README,
 * read with h5py and quoted from public programs.
 */
class RealWeightsTest {
  private static final String MOBILENET = "mobilenet_1_0_224_tf_to_conv_pw_12.h5";
  private static final String VGG = "vgg16_tf_to_block3_pool.h5";

  private static Network network(String name, String head) {
    ZooModel zooModel = Zoo.get(name);
    return zooModel.network(zooModel.input(), List.of("cat", "dog"), head);
  }

  /** Call this outside of assertThatThrownBy: without the shared data it aborts the test. */
  private static Path path(String file) {
    return SharedData.path("weights").resolve(file);
  }

  private static Pairing load(Model model, Path path, PairingOptions options) {
    try (WeightsFile weights = WeightsFile.open(path)) {
      return Weights.load(model, weights, options);
    }
  }

  @Test
  void mobileNetFileFillsNetworkCutAtItsEnd() {
    Network cut = Edits.cut(network("mobilenet", "global-average"), "conv_pw_12_relu");
    assertThat(Summary.of(cut).parameters()).isEqualTo(2_162_880);
    try (Model model = Model.create(cut, 1)) {
      Pairing pairing = load(model, path(MOBILENET), PairingOptions.STRICT);

      assertThat(pairing.pairs()).hasSize(50);
      assertThat(pairing.newlyInitialized()).isEmpty();
      assertThat(pairing.unused()).isEmpty();
    }
  }

  @Test
  void vggFileFillsNetworkCutAtItsEnd() {
    Network cut = Edits.cut(network("vgg16", "global-average"), "block3_pool");
    assertThat(Summary.of(cut).parameters()).isEqualTo(1_735_488);
    try (Model model = Model.create(cut, 1)) {
      Pairing pairing = load(model, path(VGG), PairingOptions.STRICT);

      assertThat(pairing.pairs()).hasSize(7);
      assertThat(pairing.newlyInitialized()).isEmpty();
      assertThat(model.getWeights("block1_conv1", "kernel")[0]).isEqualTo(0.42947057f);
      assertThat(Arrays.copyOf(model.getWeights("block1_conv1", "bias"), 4))
          .containsExactly(
              new float[] {0.73429835f, 0.09340367f, 0.06775674f, 0.8862966f}, within(1e-7f));
      assertThat(model.getWeights("block1_conv1", "bias")[25]).isEqualTo(0.7446502f);
      float[] kernel2 = model.getWeights("block1_conv2", "kernel");
      assertThat(kernel2[kernel2.length - 1]).isEqualTo(0.016082443f);
      assertThat(model.getWeights("block2_conv1", "bias")[1]).isEqualTo(0.06440781f);
    }
  }

  @Test
  void rejectsFileThatEndsEarlyAndSuggestsCut() {
    Path file = path(MOBILENET);
    try (Model model = Model.create(network("mobilenet", "global-average"), 1)) {
      float[] before = model.getWeights("conv1", "kernel");

      assertThatThrownBy(() -> load(model, file, PairingOptions.STRICT))
          .isInstanceOf(WeightsException.class)
          .hasMessage(
              MOBILENET
                  + " ends at \"conv_pw_12_relu\"; mobilenet continues with \"conv_dw_13\". Add --cut conv_pw_12_relu, or --allow-partial-weights.");
      assertThat(model.getWeights("conv1", "kernel")).isEqualTo(before);
    }
  }

  @Test
  void partialLoadListsNewlyInitializedLayers() {
    try (Model model = Model.create(network("mobilenet", "global-average"), 1)) {
      float[] first = model.getWeights("conv1", "kernel");
      float[] last = model.getWeights("conv_pw_13", "kernel");

      Pairing pairing = load(model, path(MOBILENET), PairingOptions.STRICT.allowPartial());

      assertThat(pairing.newlyInitialized())
          .extracting(NetworkLayer::name)
          .containsExactly("conv_dw_13", "conv_dw_13_bn", "conv_pw_13", "conv_pw_13_bn", "linear");
      assertThat(pairing.notices()).isNotEmpty();
      assertThat(model.getWeights("conv1", "kernel")).isNotEqualTo(first);
      assertThat(model.getWeights("conv_pw_13", "kernel")).isEqualTo(last);
    }
  }

  @Test
  void rejectsFileOfAnotherNetworkAndKeepsModel() {
    Path file = path(MOBILENET);
    try (Model model = Model.create(network("vgg16", "global-average"), 1)) {
      float[] before = model.getWeights("block1_conv1", "kernel");

      for (PairingOptions options :
          List.of(PairingOptions.STRICT, PairingOptions.STRICT.allowPartial())) {
        assertThatThrownBy(() -> load(model, file, options))
            .isInstanceOf(WeightsException.class)
            .hasMessageStartingWith(MOBILENET + " does not fit vgg16: ")
            .hasMessageContaining("(it looks like mobilenet)")
            .hasMessageEndingWith("Use weights made for vgg16.")
            .hasMessageNotContaining("\n");
      }
      assertThat(model.getWeights("block1_conv1", "kernel")).isEqualTo(before);
    }
  }
}
