package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.junit.jupiter.api.Test;

/** Matching of files that do not contain the model's configuration. */
class PairingOrderTest {
  private static final String SAVE =
      "Save the whole model with Keras, model.save(\"model.keras\"): that file also contains the connections between layers.";

  private static final Network CHAIN =
      Network.named("chain")
          .input(8, 8, 4)
          .block("body", conv(4, 3), conv(4, 3), conv(4, 3))
          .head(globalAverage(), dense(2), softmax())
          .labels("cat", "dog");

  private static Pairing pair(Network network, FileContents file) {
    LayerGraph graph = network.graph();
    return new LayerPairer(
            file,
            graph.networkName(),
            Weights.weightedLayers(graph, graph),
            PairingOptions.STRICT,
            Optional.of(Topology.of(graph, graph)))
        .pair();
  }

  /** Returns a file with a named layer for each layer of a network, in a nested model or none. */
  private static FileContents file(
      Network network, boolean ordered, String nestedModel, List<String> names) {
    List<NetworkLayer> networkLayers = Weights.weightedLayers(network.graph(), network.graph());
    ImmutableList.Builder<FileLayer> layers = ImmutableList.builder();
    for (int i = 0; i < networkLayers.size(); i++) {
      FileLayer layer = PairingFixtures.layer(networkLayers.get(i), names.get(i));
      String kind = Keras3Layout.toSnakeCase(networkLayers.get(i).kind());
      String model = networkLayers.get(i).inHead() ? "" : nestedModel;
      layers.add(new FileLayer(layer.name(), true, kind, model, "", layer.arrays()));
    }
    return new FileContents("a.h5", ordered, layers.build());
  }

  private static void assertRejected(Network network, FileContents file, String message) {
    assertThatThrownBy(() -> pair(network, file))
        .isInstanceOf(WeightsException.class)
        .hasMessage(message);
  }

  @Test
  void ascendingNumbersDetermineOrderOfNestedModel() {
    FileContents file = file(CHAIN, true, "model", List.of("conv_1", "conv_4", "conv_9", "dense"));

    assertThat(pair(CHAIN, file).pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()))
        .hasSize(4);
  }

  @Test
  void rejectsNumbersThatAreNotAscendingInNestedModel() {
    FileContents file = file(CHAIN, true, "model", List.of("conv_1", "conv_9", "conv_4", "dense"));

    assertRejected(
        CHAIN,
        file,
        "a.h5 does not determine the order of these layers of equal shape in chain: \"conv_1\", \"conv_9\", \"conv_4\". "
            + SAVE);
  }

  @Test
  void rejectsNumbersThatContradictTheDescription() {
    FileContents file =
        file(CHAIN, true, "", List.of("conv2d_3", "conv2d_5", "conv2d_4", "dense_1"));

    assertRejected(
        CHAIN,
        file,
        "a.h5: conflicting matches for 2 layers of chain: \"body_conv2\" matches \"conv2d_5\" by order but \"conv2d_4\" by numbering; \"body_conv3\" matches \"conv2d_4\" by order but \"conv2d_5\" by numbering. "
            + SAVE);
  }

  @Test
  void rejectsNestedModelWithoutNumbersInNames() {
    FileContents file = file(CHAIN, true, "model", List.of("ant", "bee", "cat", "dense"));

    assertRejected(
        CHAIN,
        file,
        "a.h5 does not determine the order of these layers of equal shape in chain: \"ant\", \"bee\", \"cat\". "
            + SAVE);
  }

  @Test
  void matchesNestedModelByName() {
    FileContents ordered =
        file(CHAIN, true, "model", List.of("body_conv1", "body_conv2", "body_conv3", "dense"));
    List<FileLayer> layers = new ArrayList<>(ordered.layers());
    Collections.swap(layers, 1, 2);

    Pairing pairing = pair(CHAIN, ordered.withLayers(ImmutableList.copyOf(layers)));

    assertThat(pairing.pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
  }

  @Test
  void doesNotMatchDuplicateNames() {
    Network twice = CHAIN.withoutHead();
    FileContents file =
        file(twice, true, "", List.of("body_conv1", "body_conv2", "body_conv3"))
            .withLayers(
                ImmutableList.copyOf(
                    List.of(
                        layer("body_conv1", "first"),
                        layer("body_conv1", "second"),
                        layer("other", "third"))));

    assertThat(pair(twice, file).strategy()).isEqualTo(Pairing.Strategy.POSITION);
    assertThat(pair(twice, file).pairs())
        .extracting(PairingFixtures::sourceLayer)
        .containsExactly("first", "second", "third");
  }

  private static FileLayer layer(String name, String path) {
    return FileLayer.of(
        name,
        ImmutableList.of(
            new FileArray(name, name + "/kernel:0", ImmutableList.of(3, 3, 4, 4), path),
            new FileArray(name, name + "/bias:0", ImmutableList.of(4), path)));
  }

  @Test
  void rejectsInterchangeableBranchesOfAddition() {
    Network sum =
        Network.named("sum")
            .input(8, 8, 4)
            .block("both", branches(add(), seq(conv(4, 3).relu()), seq(conv(4, 3))))
            .head(globalAverage(), dense(2), softmax())
            .labels("cat", "dog");
    FileContents file = file(sum, true, "", List.of("conv2d", "conv2d_1", "dense"));

    assertRejected(
        sum,
        file,
        "a.h5 does not determine the order of these layers of equal shape in sum: \"conv2d\", \"conv2d_1\". "
            + SAVE);
  }

  @Test
  void matchesBranchesOfDifferentShapes() {
    Network sum =
        Network.named("sum")
            .input(8, 8, 4)
            .block(
                "both",
                branches(add(), seq(conv(4, 3), batchNorm(), relu()), seq(conv(4, 1), batchNorm())))
            .head(globalAverage(), dense(2), softmax())
            .labels("cat", "dog");
    FileContents file =
        file(sum, true, "", List.of("conv2d", "conv2d_1", "norm", "norm_1", "dense"));

    assertThat(pair(sum, file).pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
  }

  @Test
  void reportsDifferentOrderOfEqualShapes() {
    Network network =
        Network.named("net")
            .input(8, 8, 4)
            .block("body", conv(4, 3), conv(6, 3), maxPool(2))
            .head(flatten(), dense(2), softmax())
            .labels("cat", "dog");
    FileContents file = file(network, true, "", List.of("ant", "bee", "dense"));
    List<FileLayer> layers = new ArrayList<>(file.layers());
    Collections.swap(layers, 0, 1);

    assertRejected(
        network,
        file.withLayers(ImmutableList.copyOf(layers)),
        "a.h5 contains layers with all the shapes of net, but in a different order: where net has \"body_conv1\" 3x3x4x4, the file has \"bee\" 3x3x4x6. "
            + SAVE);
  }

  @Test
  void reportsDifferentOrderOfEqualNames() {
    Network network =
        Network.named("net")
            .input(8, 8, 4)
            .block("body", conv(4, 3), conv(6, 3), maxPool(2))
            .head(flatten(), dense(2), softmax())
            .labels("cat", "dog");
    FileContents file = file(network, true, "", List.of("body_conv2", "body_conv1", "dense"));

    assertRejected(
        network,
        file,
        "a.h5 contains layers with all the shapes of net, but in a different order: where net has \"body_conv1\" 3x3x4x4, the file has \"body_conv1\" 3x3x4x6. "
            + SAVE);
  }

  @Test
  void rejectsBatchNormWithGammaInsteadOfBeta() {
    Network network =
        Network.named("net")
            .input(8, 8, 4)
            .block("body", conv(4, 3), batchNorm().noGamma())
            .head(globalAverage(), dense(2), softmax())
            .labels("cat", "dog");
    FileContents file = file(network, true, "", List.of("body_conv", "body_norm", "dense"));
    FileLayer norm = file.layers().get(1);
    FileLayer scaled =
        new FileLayer(
            norm.name(),
            true,
            "",
            ImmutableList.<FileArray>builder()
                .add(norm.arrays().get(0).withKind("gamma"))
                .addAll(norm.arrays().subList(1, 3))
                .build());

    assertThatThrownBy(
            () ->
                pair(
                    network,
                    file.withLayers(
                        ImmutableList.of(file.layers().get(0), scaled, file.layers().get(2)))))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "a.h5: weights do not fit net: 1 of 7 tensors differ: \"body_bn/beta\" file gamma, network beta. Describe these layers with the parameters that the file contains.");
  }

  @Test
  void readsNestedModelOfKeras1ByArrayNames() {
    Network network =
        Network.named("small")
            .input(16, 16, 3)
            .block(
                "block1",
                conv(8, 3),
                batchNorm(),
                relu(),
                maxPool(2),
                conv(8, 3).relu(),
                conv(8, 3).relu())
            .head(flatten(), dense(5).relu(), dense(2).softmax())
            .labels("cat", "dog");
    try (WeightsFile file = WeightsFile.open(WeightsFileTest.resource("keras1-nested.h5"))) {
      assertThat(pair(network, file.contents()).pairs())
          .extracting(p -> p.fileLayer().name())
          .containsExactly(
              "convolution2d_4",
              "batchnormalization_2",
              "convolution2d_5",
              "convolution2d_6",
              "dense_3",
              "dense_4");
    }
  }

  @Test
  void reportsHeadThatIsNotInFile() {
    FileContents file =
        file(CHAIN.withoutHead(), true, "", List.of("body_conv1", "body_conv2", "body_conv3"));

    assertThat(pair(CHAIN, file).notices())
        .containsExactly(
            "a.h5 contains no weights for the head of chain; these layers keep their initial values: \"dense\".");
  }

  @Test
  void layersAfterCutAreNotHead() {
    List<NetworkLayer> whole =
        GoldenWeights.weightedLayers("vgg16", Set.of("fc1", "fc2", "predictions"));
    List<NetworkLayer> cut =
        PairingFixtures.join(
            PairingFixtures.upTo(whole, "block5_conv2"),
            PairingFixtures.dense("own", 512, 2, true));
    PairingOptions options =
        PairingOptions.STRICT
            .cutFrom(whole.stream().map(NetworkLayer::name).toList())
            .withRemovedLayers(List.of("block5_conv3"));

    assertThat(
            Pairing.pair(PairingFixtures.file("vgg16.h5", whole), "vgg16", cut, options).notices())
        .containsExactly(
            "vgg16.h5: skipped layers after the end of vgg16: \"block5_conv3\".",
            "vgg16.h5: skipped head layers: \"fc1\", \"fc2\", \"predictions\". Head layers of vgg16 without weights keep their initial values.");
  }
}
