package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.training.TinyTraining.NETWORK;
import static org.blockwright.training.TinyTraining.READER;
import static org.blockwright.training.TinyTraining.trainer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Layout;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Rates;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.model.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A new dense layer behind kept features learns on standardised ones. */
class StandardTest {
  private static final Rates FROZEN = Rates.none().freeze("a").freeze("b");

  @TempDir Path folder;
  private Dataset all;

  @BeforeEach
  void writePictures() {
    all = TinyPictures.write(folder, 20);
  }

  /** A model whose features are so many times larger: relu keeps factors, and gamma is one. */
  private static Model scaled(float factor) {
    Model model = Model.initialized(NETWORK, 1);
    float[] gamma = new float[6];
    Arrays.fill(gamma, factor);
    model.put("b_bn", "gamma", gamma, List.of(6));
    return model;
  }

  private Run train(Model model, Set<String> fresh) {
    return trainer()
        .rates(FROZEN)
        .fresh(fresh)
        .train(model, TinyPictures.train(all), Optional.of(TinyPictures.validation(all)), READER);
  }

  private static double loss(Run run, int epoch) {
    return run.history().epochs().get(epoch - 1).validationLoss().orElseThrow();
  }

  @Test
  void theScaleOfTheFeaturesDoesNotMatter() {
    try (Model small = scaled(1);
        Model large = scaled(1000)) {
      Run one = train(small, Set.of("fc"));
      Run other = train(large, Set.of("fc"));

      for (int epoch = 1; epoch <= one.history().epochs().size(); epoch++) {
        assertThat(loss(other, epoch)).isCloseTo(loss(one, epoch), within(1e-3));
      }
    }
  }

  @Test
  void theModelGivesOnPlainPicturesWhatWasMeasuredWhileItLearnt() {
    try (Model model = scaled(100)) {
      Run run = train(model, Set.of("fc"));

      double measured =
          Evaluation.of(model, TinyPictures.validation(all), READER, 8, 2, 1, Progress.silent())
              .measurements()
              .loss()
              .orElseThrow();
      assertThat(measured).isCloseTo(loss(run, run.bestEpoch()), within(1e-4));
    }
  }

  /** By the definition of the ridge: its gradient is 0.01 times the weight, on weights alone. */
  @Test
  void theRidgePullsTheWeightsByAHundredthOfThemselves() {
    try (Model model = scaled(1)) {
      Graph layers = model.network().graph();
      Plan plan = Plan.of(layers, Optimizer.sgd(0.5), Rates.none(), 1);
      ComputationGraph plain = model.toTrain(layers, plan);
      ComputationGraph ridged = model.toTrain(layers, plan);
      Standard.regularize(ridged, "fc");
      float[] start = plain.getParam("fc_W").dup('c').data().asFloat();
      for (ComputationGraph graph : List.of(plain, ridged)) {
        Nd4j.getRandom().setSeed(1);
        INDArray pictures = Nd4j.rand(Layout.batch(4, layers.inputShape()));
        INDArray labels = Nd4j.eye(2).repeat(0, 2);
        try (Executor executor = Executors.forTraining(graph)) {
          Nd4j.getRandom().setSeed(2);
          executor.step(new MultiDataSet(pictures, labels));
          executor.publish();
        }
      }

      float[] without = plain.getParam("fc_W").dup('c').data().asFloat();
      float[] with = ridged.getParam("fc_W").dup('c').data().asFloat();
      for (int i = 0; i < start.length; i++) {
        assertThat(with[i] - without[i]).isCloseTo(-0.5f * 0.01f * start[i], within(1e-6f));
      }
      assertThat(ridged.getParam("fc_b").toFloatVector())
          .isEqualTo(plain.getParam("fc_b").toFloatVector());
      plain.close();
      ridged.close();
    }
  }

  @Test
  void aLayerThatHasLearntAlreadyIsTrainedAsItIs() {
    try (Model plain = scaled(1);
        Model other = scaled(1)) {
      Run one = train(plain, Set.of());
      Run two = train(other, Set.of("dense"));

      assertThat(loss(two, 1)).isEqualTo(loss(one, 1));
      assertThat(other.get("fc", "kernel")).isEqualTo(plain.get("fc", "kernel"));
    }
  }
}
