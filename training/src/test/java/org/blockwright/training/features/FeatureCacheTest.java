package org.blockwright.training.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.training.TinyTraining.NETWORK;
import static org.blockwright.training.TinyTraining.READER;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Rates;
import org.blockwright.model.Model;
import org.blockwright.training.TinyPictures;
import org.blockwright.training.TinyTraining;
import org.blockwright.training.TinyTraining.Recorded;
import org.blockwright.training.features.FeatureCache.Beginning;
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
  private final Recorded recorded = new Recorded();
  private Dataset all;

  @BeforeEach
  void writePictures() {
    all = TinyPictures.write(folder, 8);
  }

  @AfterEach
  void close() {
    cache.close();
  }

  private void train(Network network, long weightsSeed) {
    TinyTraining.train(
        TinyTraining.trainer()
            .epochs(1)
            .rates(Rates.none().freeze("a").freeze("b"))
            .features(cache)
            .progress(recorded),
        all,
        network,
        weightsSeed);
  }

  private long computed() {
    return recorded.started.stream().filter("features at flatten"::equals).count();
  }

  @Test
  void trainingsWithOtherHeadsShareFeatures() {
    Network other = NETWORK.head(flatten(), dense(2), softmax()).labels(NETWORK.labels());

    train(NETWORK, 1);
    // of the training and of the validation pictures
    assertThat(computed()).isEqualTo(2);
    train(other, 1);
    train(NETWORK, 1);

    assertThat(computed()).isEqualTo(2);
  }

  @Test
  void otherWeightsMakeOtherFeatures() {
    train(NETWORK, 1);
    train(NETWORK, 2);

    assertThat(computed()).isEqualTo(4);
  }

  @Test
  void aPictureThatIsWrittenAnewMakesOtherFeatures() throws IOException {
    train(NETWORK, 1);

    Path picture = TinyPictures.train(all).samples().get(0).path();
    Files.setLastModifiedTime(picture, FileTime.fromMillis(1_000_000_000_000L));
    train(NETWORK, 1);

    assertThat(computed()).as("the training pictures anew").isEqualTo(3);
  }

  @Test
  void featuresAreWhatTheBeginningGivesOfEachPicture() {
    try (Model model = Model.initialized(NETWORK, 1);
        Model beginning = model.beginning("flatten")) {
      Node end = NETWORK.graph().node("flatten");
      Beginning asked = FeatureCache.beginning(model, end, READER);

      Features features = cache.of(asked, all, 3, 2, Progress.silent());

      assertThat(features.samples()).isEqualTo(all.samples());
      float[] row = new float[96];
      for (int i = 0; i < all.size(); i++) {
        features.copy(i, row, 0);
        INDArray picture =
            Nd4j.create(READER.read(all.samples().get(i).path()), new long[] {1, 3, 8, 8}, 'c');
        assertThat(row).isEqualTo(beginning.predict(picture).toFloatVector());
      }
      assertThat(cache.takes(asked, List.of(all))).isTrue();
    }
  }

  @Test
  void aBeginningEndsBeforeWhatIsRandomOrLearns() {
    assertThat(end(Rates.none())).isEmpty();
    assertThat(end(Rates.none().freeze("b"))).isEmpty();
    assertThat(end(Rates.none().freeze("a"))).contains("a_pool");
    assertThat(end(Rates.none().freeze("a").freeze("b_conv"))).contains("b_conv");
    assertThat(end(Rates.none().freeze("*"))).contains("flatten");
    assertThat(end(Rates.none().freeze("*").freeze("fc"))).contains("fc");
  }

  private static Optional<String> end(Rates rates) {
    var multipliers = rates.of(NETWORK.graph());
    return FeatureCache.end(NETWORK.graph(), node -> multipliers.get(node.name()) == 0)
        .map(Node::name);
  }
}
