package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import java.nio.file.Path;
import java.util.List;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.model.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code Model.loadWeights} finds the loader of this module. */
class LoadWeightsTest {
  @TempDir Path folder;

  private static Network network(int filters, int classes) {
    return Network.named("tiny")
        .input(8, 8, 3)
        .preprocessing(Preprocessing.NONE)
        .block("body", conv(filters, 3).named("conv"))
        .head(globalAverage(), dense(classes).named("fc"), softmax());
  }

  private Path save(Model model) {
    Path file = folder.resolve("tiny.h5");
    Weights.save(model, file, true);
    return file;
  }

  @Test
  void loadsAllWeights() {
    try (Model source = Model.create(network(4, 2), 1);
        Model target = Model.create(network(4, 2), 2)) {
      assertThat(target.loadWeights(save(source))).isEmpty();

      assertThat(target.getWeights("body/conv", "kernel"))
          .isEqualTo(source.getWeights("body/conv", "kernel"));
      assertThat(target.getWeights("fc", "kernel")).isEqualTo(source.getWeights("fc", "kernel"));
      assertThat(target.newlyInitialized()).isEmpty();
    }
  }

  @Test
  void setsPreprocessingOfTheCallOrAssumesDefaultWithNotice() {
    Network unset = network(4, 2).inputs(List.of(Input.of(Network.INPUT, 8, 8, 3)));
    try (Model source = Model.create(network(4, 2), 1);
        Model assumed = Model.create(unset, 2);
        Model set = Model.create(unset, 2)) {
      Path file = save(source);

      assertThat(assumed.loadWeights(file)).singleElement().asString().contains("assuming tf");
      assertThat(set.loadWeights(file, Preprocessing.CAFFE)).isEmpty();
      assertThat(assumed.network().preprocessing()).isEqualTo(Preprocessing.TF);
      assertThat(set.network()).isEqualTo(unset.preprocessing(Preprocessing.CAFFE));
    }
  }

  /** A known file that needs another one could not be loaded afterwards. */
  @Test
  void assumedPreprocessingIsNotThatOfTheModel() {
    Network unset = network(4, 2).inputs(List.of(Input.of(Network.INPUT, 8, 8, 3)));
    try (Model source = Model.create(network(4, 2), 1);
        Model model = Model.create(unset, 2)) {
      Path file = save(source);

      assertThat(model.loadWeights(file)).hasSize(1);
      assertThat(model.network()).isEqualTo(unset);
      assertThat(model.loadWeights(file, Preprocessing.CAFFE)).isEmpty();
      assertThat(model.loadWeights(file)).isEmpty();
      assertThat(model.network().preprocessing()).isEqualTo(Preprocessing.CAFFE);
    }
  }

  @Test
  void skipsHeadThatDoesNotFitWithNotice() {
    try (Model source = Model.create(network(4, 5), 1);
        Model target = Model.create(network(4, 2), 2)) {
      assertThat(target.loadWeights(save(source))).hasSize(1).first().asString().contains("fc");

      assertThat(target.getWeights("body/conv", "kernel"))
          .isEqualTo(source.getWeights("body/conv", "kernel"));
      assertThat(target.newlyInitialized()).containsExactly("fc");
    }
  }

  @Test
  void leavesModelUnchangedIfFileDoesNotFitOrIsMissing() {
    try (Model source = Model.create(network(6, 2), 1);
        Model target = Model.create(network(4, 2), 2)) {
      float[] before = target.getWeights("fc", "kernel");
      Path file = save(source);

      assertThatThrownBy(() -> target.loadWeights(file)).isInstanceOf(WeightsException.class);
      assertThatThrownBy(() -> target.loadWeights(folder.resolve("missing.h5")))
          .isInstanceOf(WeightsException.class);
      assertThat(target.getWeights("fc", "kernel")).isEqualTo(before);
    }
  }
}
