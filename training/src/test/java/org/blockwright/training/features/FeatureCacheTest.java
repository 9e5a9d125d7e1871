package org.blockwright.training.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.training.TinyTraining.NETWORK;
import static org.blockwright.training.TinyTraining.PREPROCESSOR;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockwright.base.Progress;
import org.blockwright.base.TrainingException;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImageFolder;
import org.blockwright.data.InputPreprocessors;
import org.blockwright.data.Sample;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Merge;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.model.Model;
import org.blockwright.training.TinyImages;
import org.blockwright.training.TinyTraining;
import org.blockwright.training.TinyTraining.RecordingProgress;
import org.blockwright.training.features.FeatureCache.BackboneSpec;
import org.blockwright.training.features.FeatureCache.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FeatureCacheTest {
  @TempDir Path folder;
  private final FeatureCache cache = new FeatureCache(Limits.defaults());
  private final RecordingProgress progress = new RecordingProgress();
  private Dataset all;

  @BeforeEach
  void writeImages() {
    all = TinyImages.write(folder, 8);
  }

  @AfterEach
  void close() {
    cache.close();
  }

  private void train(Network network, long weightsSeed) {
    TinyTraining.train(
        TinyTraining.trainer()
            .epochs(1)
            .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("a").freeze("b"))
            .featureCache(cache)
            .progress(progress),
        all,
        network,
        weightsSeed);
  }

  private long computedCount() {
    return progress.started.stream().filter("caching features at flatten"::equals).count();
  }

  @Test
  void trainingsWithDifferentHeadsShareFeatures() {
    Network other = NETWORK.head(flatten(), dense(2), softmax()).labels(NETWORK.labels());

    train(NETWORK, 1);
    // Those of the training and of the validation images.
    assertThat(computedCount()).isEqualTo(2);
    train(other, 1);
    train(NETWORK, 1);

    assertThat(computedCount()).isEqualTo(2);
  }

  @Test
  void differentWeightsHaveDifferentFeatures() {
    train(NETWORK, 1);
    train(NETWORK, 2);

    assertThat(computedCount()).isEqualTo(4);
  }

  private BackboneSpec backbone(Preprocessing second) {
    Network merged =
        Merge.named("both")
            .tower("one", tower("a", Preprocessing.TF))
            .tower("two", tower("b", second))
            .network(concat().named("all"));
    try (Model model = Model.create(merged, 1)) {
      return FeatureCache.backboneSpec(
          model, merged.graph().node("all"), InputPreprocessors.of(merged));
    }
  }

  private static Network tower(String block, Preprocessing preprocessing) {
    return Network.named(block)
        .input(8, 8, 3)
        .preprocessing(preprocessing)
        .block(block, conv(2, 3));
  }

  /** The preprocessor is that of the first input. */
  @Test
  void preprocessingOfEveryInputBelongsToTheKey() {
    assertThat(backbone(Preprocessing.CAFFE).hash())
        .isEqualTo(backbone(Preprocessing.CAFFE).hash())
        .isNotEqualTo(backbone(Preprocessing.TORCH).hash());
  }

  @Test
  void modifiedImageInvalidatesFeatures() throws IOException {
    train(NETWORK, 1);

    List<Sample> images = TinyImages.train(all).samples();
    Files.copy(
        images.get(1).file().orElseThrow(),
        images.get(0).file().orElseThrow(),
        StandardCopyOption.REPLACE_EXISTING);
    all = ImageFolder.read(folder, ImageFolder.Options.defaults());
    train(NETWORK, 1);

    assertThat(computedCount()).as("training images computed again").isEqualTo(3);
  }

  @Test
  void cachedFeaturesAreFoundWithoutTheFiles() throws IOException {
    train(NETWORK, 1);

    for (Sample image : all.samples()) {
      Files.delete(image.file().orElseThrow());
    }
    train(NETWORK, 1);

    assertThat(computedCount()).isEqualTo(2);
  }

  @Test
  void featuresAreTheOutputsOfTheBackbone() {
    try (Model model = Model.create(NETWORK, 1);
        Model backbone = model.cut("flatten")) {
      Node lastNode = NETWORK.graph().node("flatten");
      BackboneSpec spec =
          FeatureCache.backboneSpec(model, lastNode, InputPreprocessors.of(PREPROCESSOR));

      Features features = cache.getOrCompute(spec, all, 3, 2, Progress.silent(), () -> false);

      assertThat(features.samples()).isEqualTo(all.samples());
      float[] row = new float[96];
      for (int i = 0; i < all.size(); i++) {
        features.copy(i, row, 0);
        INDArray image =
            Nd4j.create(
                PREPROCESSOR.read(all.samples().get(i).image()), new long[] {1, 3, 8, 8}, 'c');
        // Programs of different batch sizes may add in another order.
        assertThat(row).containsExactly(backbone.predict(image).toFloatVector(), within(1e-6f));
      }
      assertThat(cache.hasRoomFor(spec, List.of(all))).isTrue();
    }
  }

  @Test
  void stoppingDiscardsIncompleteFeatures() {
    try (Model model = Model.create(NETWORK, 1)) {
      BackboneSpec spec =
          FeatureCache.backboneSpec(
              model, NETWORK.graph().node("flatten"), InputPreprocessors.of(PREPROCESSOR));
      AtomicInteger batches = new AtomicInteger();

      assertThatThrownBy(
              () ->
                  cache.getOrCompute(
                      spec, all, 3, 2, Progress.silent(), () -> batches.incrementAndGet() > 1))
          .isInstanceOf(TrainingException.class)
          .hasMessage(
              "stopped before the first epoch, while computing the features of the frozen backbone: nothing was trained.");

      assertThat(cache.getOrCompute(spec, all, 3, 2, Progress.silent(), () -> false).samples())
          .isEqualTo(all.samples());
    }
  }

  @Test
  void backboneEndsBeforeTrainedLayersAndDropout() {
    assertThat(backboneEnd(LearningRateMultipliers.uniform())).isEmpty();
    assertThat(backboneEnd(LearningRateMultipliers.uniform().freeze("b"))).isEmpty();
    assertThat(backboneEnd(LearningRateMultipliers.uniform().freeze("a"))).contains("a_pool");
    assertThat(backboneEnd(LearningRateMultipliers.uniform().freeze("a").freeze("b_conv")))
        .contains("b_conv");
    assertThat(backboneEnd(LearningRateMultipliers.uniform().freeze("*"))).contains("flatten");
    assertThat(backboneEnd(LearningRateMultipliers.uniform().freeze("*").freeze("fc")))
        .contains("fc");
  }

  private static Optional<String> backboneEnd(LearningRateMultipliers multipliers) {
    var byLayer = multipliers.resolve(NETWORK.graph());
    return FeatureCache.backboneEnd(NETWORK.graph(), node -> byLayer.get(node.name()) == 0)
        .map(Node::name);
  }
}
