package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.sigmoid;
import static org.blockwright.dsl.Layers.softmax;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.data.Target;
import org.blockwright.data.Targets;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.layer.Block;
import org.blockwright.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bias at which newly initialized output layers start. */
class PriorBiasTest {
  private static final int IMAGES = 40;

  @TempDir Path folder;
  private List<ImageSource> images;

  @BeforeEach
  void createImages() {
    images = TinyImages.write(folder, IMAGES / 2).samples().stream().map(Sample::image).toList();
  }

  /** Returns images of three classes: 24, 12 and 4. */
  private Dataset classes() {
    return Dataset.ofSources(
        images,
        IntStream.range(0, IMAGES).mapToObj(i -> i < 24 ? "a" : i < 36 ? "b" : "c").toList());
  }

  /** Returns images of which 10 have the label a, and 32 the label b. */
  private Dataset labels() {
    return Dataset.multiLabel(
        images,
        IntStream.range(0, IMAGES)
            .mapToObj(i -> i < 2 ? List.of("a") : i < 10 ? List.of("a", "b") : labelsOf(i))
            .toList());
  }

  private static List<String> labelsOf(int image) {
    return image < 34 ? List.of("b") : List.of();
  }

  private static Network network(Block... head) {
    Block[] all = new Block[head.length + 1];
    all[0] = globalAverage();
    System.arraycopy(head, 0, all, 1, head.length);
    return Network.named("n").input(8, 8, 3).block("a", conv(4, 3).relu()).head(all);
  }

  private static Trainer trainer() {
    // A learning rate that changes nothing.
    return Trainer.with(Optimizer.sgd(1e-30)).batchSize(8).threads(1).epochs(1);
  }

  /** Returns the bias of a layer after training without steps. */
  private static float[] bias(Trainer trainer, Network network, String layer, Dataset data) {
    try (Model model = Model.create(network, 1)) {
      trainer.train(model, data, Optional.empty());
      return model.getWeights(layer, "bias");
    }
  }

  private static void assertProbabilities(float[] logits, double... expected) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    for (int i = 0; i < logits.length; i++) {
      assertThat(Math.exp(logits[i]) / sum).isCloseTo(expected[i], within(1e-6));
    }
  }

  private static double sigmoidOf(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  @Test
  void aSoftmaxStartsAtTheFrequenciesOfTheClasses() {
    Network network = network(dense(3).softmax().named("out")).labels("a", "b", "c");
    assertProbabilities(bias(trainer(), network, "out", classes()), 0.6, 0.3, 0.1);
    // The activation may be a layer of its own.
    Network separate = network(dense(3).named("out"), softmax()).labels("a", "b", "c");
    assertProbabilities(bias(trainer(), separate, "out", classes()), 0.6, 0.3, 0.1);
    assertProbabilities(
        bias(trainer().initialBias(InitialBias.ZERO), network, "out", classes()),
        1 / 3.0,
        1 / 3.0,
        1 / 3.0);
  }

  /** 24 * 0.5, 12 * 1 and 4 * 6 images. */
  @Test
  void weightsOfClassesAndImagesCount() {
    Network weighted =
        network(dense(3).softmax().named("out"))
            .labels("a", "b", "c")
            .loss(Loss.categoricalCrossEntropy().classWeights(List.of(0.5, 1.0, 6.0)));
    assertProbabilities(bias(trainer(), weighted, "out", classes()), 0.25, 0.25, 0.5);

    Network network = network(dense(3).softmax().named("out")).labels("a", "b", "c");
    Dataset images = classes();
    Dataset ofWeight =
        new Dataset(
            images.root(),
            images.targets(),
            images.samples().stream()
                .map(s -> s.withWeight(s.label() == 0 ? 0.5 : s.label() == 1 ? 1 : 6))
                .collect(ImmutableList.toImmutableList()),
            images.skipped(),
            images.warnings());
    assertProbabilities(bias(trainer(), network, "out", ofWeight), 0.25, 0.25, 0.5);
  }

  @Test
  void balancedSamplingMakesClassesEqual() {
    Network network = network(dense(3).softmax().named("out")).labels("a", "b", "c");
    assertProbabilities(
        bias(trainer().sampling(Sampling.BALANCED), network, "out", classes()),
        1 / 3.0,
        1 / 3.0,
        1 / 3.0);
  }

  @Test
  void aSigmoidStartsAtTheFrequencyOfEachLabel() {
    Network network = network(dense(2).sigmoid().named("out")).labels("a", "b");
    float[] bias = bias(trainer(), network, "out", labels());
    assertThat(sigmoidOf(bias[0])).isCloseTo(10 / 40.0, within(1e-6));
    assertThat(sigmoidOf(bias[1])).isCloseTo(32 / 40.0, within(1e-6));
    // 10 * 6 against 30 * 2, and 32 * 0.5 against 8 * 4.
    Network weighted =
        network.loss(Loss.binaryCrossEntropy().labelWeights(List.of(6.0, 0.5), List.of(2.0, 4.0)));
    bias = bias(trainer(), weighted, "out", labels());
    assertThat(bias[0]).isCloseTo(0, within(1e-6f));
    assertThat(sigmoidOf(bias[1])).isCloseTo(1 / 3.0, within(1e-6));
  }

  /** Soft targets, label smoothing and weights: no other constant output has a smaller loss. */
  @Test
  void noOtherConstantOutputHasASmallerLoss() {
    Loss.BinaryCrossEntropy loss =
        Loss.binaryCrossEntropy().labelSmoothing(0.1).classWeights(0.5, 3);
    Output output =
        network(dense(1), sigmoid()).labels("no", "yes").loss(loss).output().orElseThrow();
    Dataset hard = classes();
    double[] targets =
        IntStream.range(0, IMAGES).mapToDouble(i -> i < 6 ? 1 : i < 20 ? 0.3 : 0).toArray();
    ImmutableList.Builder<Sample> samples = ImmutableList.builder();
    for (int i = 0; i < IMAGES; i++) {
      float yes = (float) targets[i];
      samples.add(hard.samples().get(i).withTargets(List.of(Target.of(1 - yes, yes))));
    }
    Dataset soft =
        new Dataset(
            hard.root(),
            ImmutableList.of(new Targets("", Task.BINARY, ImmutableList.of("no", "yes"))),
            samples.build(),
            hard.skipped(),
            hard.warnings());

    float bias = new PriorBias(List.of(output), soft, Sampling.SHUFFLED).of(0)[0];

    double best = meanLoss(targets, bias);
    for (double other : new double[] {bias - 0.01, bias + 0.01}) {
      assertThat(meanLoss(targets, other)).isGreaterThan(best);
    }
  }

  /** The loss by its definition. */
  private static double meanLoss(double[] targets, double logit) {
    double p = sigmoidOf(logit);
    double sum = 0;
    for (double t : targets) {
      double smoothed = t * 0.9 + 0.05;
      double weight = t * 3 + (1 - t) * 0.5;
      sum -= weight * (smoothed * Math.log(p) + (1 - smoothed) * Math.log(1 - p));
    }
    return sum / targets.length;
  }

  @Test
  void classesWithoutWeightStartAtAFiniteBias() {
    Network weighted =
        network(dense(3).softmax().named("out"))
            .labels("a", "b", "c")
            .loss(Loss.categoricalCrossEntropy().classWeights(List.of(1.0, 1.0, 0.0)));
    float[] bias = bias(trainer(), weighted, "out", classes());
    // Half an image of 40.
    assertThat(Math.exp(bias[2] - bias[0])).isCloseTo(0.5 / 40 / (24 / 36.0), within(1e-6));
  }

  @Test
  void loadedAndFrozenLayersKeepTheirBias() {
    Network network = network(dense(3).softmax().named("out")).labels("a", "b", "c");
    try (Model model = Model.create(network, 1)) {
      model.setWeights("out", "bias", new float[] {1, 2, 3}, List.of(3));
      model.setWeights("out", "kernel", model.getWeights("out", "kernel"), List.of(4, 3));
      trainer().train(model, classes(), Optional.empty());
      assertThat(model.getWeights("out", "bias")).containsExactly(1, 2, 3);
    }
    Network separate = network(dense(3).named("out"), softmax()).labels("a", "b", "c");
    Trainer frozen =
        trainer().learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*out"));
    assertThat(bias(frozen, separate, "out", classes())).containsOnly(0);
  }

  @Test
  void balancedSamplingNeedsClasses() {
    Network network = network(dense(2).sigmoid().named("out")).labels("a", "b");
    assertThatThrownBy(() -> bias(trainer().sampling(Sampling.BALANCED), network, "out", labels()))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "n: sampling is balanced, which needs one output with classes, but the network has \"out\" (multi-label). Set it to shuffled; class weights can balance each output.");
  }
}
