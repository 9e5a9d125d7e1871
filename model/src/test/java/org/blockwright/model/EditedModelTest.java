package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import java.util.Map;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edit;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Edits, merges and block copies keep weights bit for bit. */
class EditedModelTest {
  private final Network network =
      Network.named("n")
          .input(6, 6, 3)
          .block("a", conv(4, 3), batchNorm(), relu())
          .block(
              "b",
              branches(add(), branch(depthwiseConv(3), relu(), conv(4, 1).groups(2)), identity()))
          .block("c", conv(4, 3), batchNorm(), relu())
          .head(flatten(), dense(5).relu().named("fc"), dense(2).named("out"), softmax())
          .labels("no", "yes");

  /** A model whose weights differ from initial ones, as after training. */
  private static Model trained(Network network, int seed) {
    Model model = Model.create(network, seed);
    model
        .parameters()
        .forEach(
            (layer, parameters) ->
                parameters.forEach(
                    p -> {
                      float[] values = model.getWeights(layer, p.kind());
                      for (int i = 0; i < values.length; i++) {
                        values[i] += 0.01f * ((i * 7 + layer.length() + seed) % 13);
                      }
                      model.setWeights(layer, p.kind(), values, p.shape());
                    }));
    return model;
  }

  private static INDArray images(Shape shape) {
    Nd4j.getRandom().setSeed(3);
    return Nd4j.rand(Layout.batchShape(2, shape)).subi(0.5);
  }

  /** Asserts that exactly the given layers are new and all others have their previous weights. */
  private static void assertTransferred(
      Model before, EditedModel edited, Map<String, String> renamed, String... newlyInitialized) {
    Model after = edited.model();
    assertThat(edited.newlyInitialized()).containsExactly(newlyInitialized);
    after
        .parameters()
        .forEach(
            (layer, parameters) -> {
              if (!edited.newlyInitialized().contains(layer)) {
                String oldName = renamed.getOrDefault(layer, layer);
                for (Parameter p : parameters) {
                  assertThat(after.getWeights(layer, p.kind()))
                      .as(layer + "/" + p.kind())
                      .isEqualTo(before.getWeights(oldName, p.kind()));
                }
              }
            });
  }

  private void check(Edit edit, Map<String, String> renamed, String... newlyInitialized) {
    try (Model before = trained(network, 1)) {
      INDArray output = before.predict(images(network.input()));
      EditedModel edited = before.edit(edit, 42);
      try (Model after = edited.model();
          Model fresh = Model.create(edit.applyTo(network), 42)) {
        assertThat(after.network()).isEqualTo(edit.applyTo(network));
        assertTransferred(before, edited, renamed, newlyInitialized);
        for (String layer : newlyInitialized) {
          assertThat(after.getBlockWeights(layer)).isEqualTo(fresh.getBlockWeights(layer));
        }
        after.predict(images(after.network().input()));
      }
      // The original model is unchanged and still open.
      assertThat(before.predict(images(network.input())).toFloatMatrix())
          .isDeepEqualTo(output.toFloatMatrix());
    }
  }

  @Test
  void editsKeepWeightsOfUnchangedLayers() {
    check(Edits.slice("b", "c"), Map.of());
    check(Edits.slice("c", "softmax"), Map.of());
    check(Edits.slice(2, -2), Map.of());
    check(Edits.dropLast(2), Map.of());
    check(Edits.cut("fc"), Map.of());
    check(Edits.insertAfter("a", "more", conv(4, 3)), Map.of(), "more");
    check(Edits.insertBefore("b/branch1", "more", conv(4, 3)), Map.of(), "b_branch1_more");
    check(Edits.remove("c"), Map.of());
    check(Edits.remove("b/branch1"), Map.of());
    check(Edits.relabel(List.of("x", "y", "z")), Map.of(), "out");
    check(Edits.head(Heads.globalAverage(), List.of("no", "yes")), Map.of(), "linear");
  }

  @Test
  void renamedLayersKeepTheirWeights() {
    check(
        Edits.rename("a", "stem").andThen(Edits.rename("head/fc", "hidden")),
        Map.of("stem_conv", "a_conv", "stem_bn", "a_bn", "hidden", "fc"));
    check(
        Edits.rename("a", "x").andThen(Edits.rename("c", "a")),
        Map.of("x_conv", "a_conv", "x_bn", "a_bn", "a_conv", "c_conv", "a_bn", "c_bn"));
  }

  @Test
  void initializesReplacedLayersAndLayersWithOtherInputChannels() {
    check(Edits.replace("c/conv", conv(4, 5)), Map.of(), "c_conv");
    check(Edits.replace("c/conv", conv(6, 3)), Map.of(), "c_conv", "c_bn", "fc");
  }

  @Test
  void sliceComputesTheSameAsWithinTheWholeNetwork() {
    try (Model whole = trained(network, 1);
        Model end = whole.edit(Edits.slice("c", "softmax"), 1).model()) {
      INDArray batch = images(network.input());
      INDArray middle = whole.activations(batch, List.of("b/add")).get("b_add");

      INDArray output = end.predict(middle.permute(0, 3, 1, 2).dup('c'));

      // The activations in the middle are DL4J's, those of the whole network may be compiled.
      assertThat(output.distance2(whole.predict(batch))).isLessThan(1e-5);
    }
  }

  @Test
  void rejectsEditThatDoesNotFit() {
    try (Model model = trained(network, 1)) {
      assertThatThrownBy(() -> model.edit(Edits.remove("d"), 1))
          .isInstanceOf(DescriptionException.class)
          .hasMessageStartingWith("n has no layer or block \"d\".");
    }
  }

  @Test
  void mergedTowersKeepWeightsAndActivations() {
    Network other =
        Network.named("o")
            .input(6, 6, 3)
            .block("d", conv(3, 3), relu())
            .preprocessing(Preprocessing.TF);
    try (Model one = trained(network, 1).withProvenance(Provenance.empty().with("weights", "w1"));
        Model two = trained(other, 2);
        Model merged = ModelMerge.named("m").tower("x", one, "c").tower("y", two).model(concat())) {
      INDArray batch = images(network.input());

      assertTransferred(one, new EditedModel(merged, List.of("d_conv")), Map.of(), "d_conv");
      assertThat(merged.getWeights("d_conv", "kernel"))
          .isEqualTo(two.getWeights("d_conv", "kernel"));
      assertThat(merged.provenance().entries()).containsEntry("x.weights", "w1");
      assertThat(merged.activations(batch, List.of("c_relu")).get("c_relu"))
          .isEqualTo(one.activations(batch, List.of("c_relu")).get("c_relu"));
      assertThat(merged.activations(batch, List.of("d_relu")).get("d_relu"))
          .isEqualTo(two.activations(batch, List.of("d_relu")).get("d_relu"));
    }
  }

  @Test
  void prefixedTowersOfOneNetworkKeepTheirWeights() {
    try (Model one = trained(network, 1);
        Model two = trained(network, 2);
        Model merged =
            ModelMerge.named("m")
                .tower("x", one, "c")
                .tower("y", two, "c")
                .prefixed()
                .model(add())) {
      assertThat(merged.getWeights("x_a_conv", "kernel"))
          .isEqualTo(one.getWeights("a_conv", "kernel"));
      assertThat(merged.getWeights("y_a_conv", "kernel"))
          .isEqualTo(two.getWeights("a_conv", "kernel"));
      assertThat(merged.getWeights("y_c_bn", "moving_variance"))
          .isEqualTo(two.getWeights("c_bn", "moving_variance"));
    }
  }

  /** Compares with each tower alone, on pixels of 0-255 in its preprocessing. */
  @Test
  void eachTowerGetsImagesInItsOwnPreprocessing() {
    Network caffe =
        Network.named("o").input(6, 6, 3).block("d", conv(3, 1)).preprocessing(Preprocessing.CAFFE);
    Network tf = Network.named("p").input(6, 6, 3).block("e", conv(3, 1));
    try (Model one = trained(tf, 1);
        Model two = trained(caffe, 2);
        Model merged = ModelMerge.named("m").tower("x", one).tower("y", two).model(concat())) {
      INDArray rgb = Nd4j.rand(Layout.batchShape(2, tf.input())).muli(255);
      INDArray forTf = rgb.div(127.5).subi(1);
      INDArray forCaffe = rgb.ulike();
      double[] mean = {103.939, 116.779, 123.68};
      for (int channel = 0; channel < 3; channel++) {
        forCaffe.slice(channel, 1).assign(rgb.slice(2 - channel, 1).sub(mean[channel]));
      }

      INDArray expected = Nd4j.concat(1, one.predict(forTf), two.predict(forCaffe));
      INDArray actual = merged.predict(forTf);

      assertThat(actual.distance2(expected) / expected.norm2Number().doubleValue())
          .isLessThan(1e-5);
    }
  }

  @Test
  void copiesBlockWeightsToBlockOfAnotherModel() {
    try (Model one = trained(network, 1);
        Model two = trained(Edits.rename("a", "stem").applyTo(network), 2)) {
      BlockWeights weights = one.getBlockWeights("a");
      assertThat(weights.arrays().keySet())
          .containsExactly(
              "conv/kernel",
              "conv/bias",
              "bn/gamma",
              "bn/beta",
              "bn/moving_mean",
              "bn/moving_variance");
      assertThat(weights.arrays().get("conv/kernel").shape()).containsExactly(3, 3, 3, 4);

      two.setWeights("stem", weights);

      assertThat(two.getBlockWeights("stem")).isEqualTo(weights);
      assertThat(two.getWeights("stem_conv", "kernel"))
          .isEqualTo(one.getWeights("a_conv", "kernel"));
    }
  }

  @Test
  void namesWeightsOfSingleLayerByKind() {
    try (Model one = trained(network, 1);
        Model two = trained(network, 2)) {
      two.setWeights("head/fc", one.getBlockWeights("fc"));

      assertThat(one.getBlockWeights("fc").arrays().keySet()).containsExactly("kernel", "bias");
      assertThat(two.getWeights("fc", "kernel")).isEqualTo(one.getWeights("fc", "kernel"));
      assertThat(two.getWeights("out", "kernel")).isNotEqualTo(one.getWeights("out", "kernel"));
    }
  }

  @Test
  void blockWeightsAreACopy() {
    try (Model model = trained(network, 1)) {
      BlockWeights weights = model.getBlockWeights("a/conv");
      float[] values = weights.arrays().get("bias").values();
      float[] before = values.clone();

      values[0] = 99;
      model.setWeights("a_conv", "bias", new float[4], List.of(4));

      assertThat(weights.arrays().get("bias").values()).isEqualTo(before);
    }
  }

  @Test
  void rejectsBlockWeightsThatDoNotFitAndChangesNothing() {
    Network other =
        Network.named("o").input(6, 6, 3).block("z", conv(5, 3), batchNorm(), conv(2, 1));
    try (Model one = trained(network, 1);
        Model two = trained(other, 2)) {
      float[] before = two.getWeights("z_bn", "beta");

      assertThatThrownBy(() -> two.setWeights("z", one.getBlockWeights("c")))
          .isInstanceOf(WeightsException.class)
          .hasMessageStartingWith(
              "the weights of \"c\" do not fit \"z\" of o: 10 of 10 arrays differ: ");
      assertThatThrownBy(() -> two.setWeights("z", one.getBlockWeights("a/bn")))
          .hasMessageContaining("\"gamma\" (4) is unexpected");
      assertThatThrownBy(() -> two.setWeights("z/conv1", one.getBlockWeights("a/conv")))
          .hasMessage(
              "the weights of \"a/conv\" do not fit \"z/conv1\" of o: 2 of 2 arrays differ: \"kernel\" is 3x3x3x4, expected 3x3x3x5; \"bias\" is 4, expected 5. No weights were changed. Use the weights of a block with the same layers.");
      assertThatThrownBy(() -> two.setWeights("z/bn", one.getBlockWeights("a/conv")))
          .hasMessage(
              "the weights of \"a/conv\" do not fit \"z/bn\" of o: 6 of 6 arrays differ: \"gamma\" (5) is missing; \"beta\" (5) is missing; \"moving_mean\" (5) is missing; \"moving_variance\" (5) is missing; \"kernel\" (3x3x3x4) is unexpected; \"bias\" (4) is unexpected. No weights were changed. Use the weights of a block with the same layers.");
      assertThat(two.getWeights("z_bn", "beta")).isEqualTo(before);
    }
  }
}
