package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.flip;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.training.TinyTraining.NETWORK;

import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.HeadOutput;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.model.Model;
import org.blockwright.training.features.FeatureCache;
import org.junit.jupiter.api.Test;

/** The objective depends on the settings, the network and its newly initialized layers alone. */
class ResolvedSettingsTest {
  private static final ResolvedSettings STANDARDIZED =
      new ResolvedSettings(200, 20, true, StandardizationMode.OFF, 0.01);
  private static final ResolvedSettings FIXED =
      new ResolvedSettings(200, 20, false, StandardizationMode.OFF, 0);
  private static final ResolvedSettings DEFAULTS =
      new ResolvedSettings(30, 5, false, StandardizationMode.OFF, 0);

  private static final Trainer FROZEN =
      Trainer.with(Optimizer.adam(1e-3))
          .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*"));

  private static ResolvedSettings resolve(Trainer trainer, Network network) {
    try (Model model = Model.create(network, 1)) {
      return trainer.prepare(model).resolvedSettings();
    }
  }

  private static Network withHead(Network body, org.blockwright.dsl.layer.Block... head) {
    return body.withoutHead().head(head);
  }

  @Test
  void standardizesNewDenseLayerAfterFrozenBackbone() {
    assertThat(resolve(FROZEN, NETWORK)).isEqualTo(STANDARDIZED);
    assertThat(resolve(FROZEN, withHead(NETWORK, flatten(), dropout(0.5), dense(2), softmax())))
        .isEqualTo(STANDARDIZED);
  }

  @Test
  void cacheSizeAndThreadsHaveNoEffect() {
    try (FeatureCache none = new FeatureCache(new FeatureCache.Limits(0, 0))) {
      assertThat(resolve(FROZEN.featureCache(none), NETWORK)).isEqualTo(STANDARDIZED);
    }
    assertThat(resolve(FROZEN.caching(Caching.OFF).threads(7), NETWORK)).isEqualTo(STANDARDIZED);
  }

  @Test
  void augmentationTrainedBackboneOrLoadedWeightsTurnStandardizationOff() {
    assertThat(resolve(FROZEN.learningRateMultipliers(LearningRateMultipliers.uniform()), NETWORK))
        .isEqualTo(DEFAULTS);
    assertThat(resolve(FROZEN.augmentation(Augmentation.parse("flip")), NETWORK))
        .isEqualTo(DEFAULTS);
    assertThat(resolve(FROZEN, NETWORK.augment(flip(0.5, 0)))).isEqualTo(DEFAULTS);
    assertThat(
            resolve(
                FROZEN.learningRateMultipliers(LearningRateMultipliers.uniform().freeze("a")),
                NETWORK))
        .isEqualTo(FIXED);
    assertThat(resolve(FROZEN, withHead(NETWORK, conv(2, 1), flatten(), dense(2), softmax())))
        .isEqualTo(FIXED);
    assertThat(resolve(FROZEN, withHead(NETWORK, flatten(), dense(2).noBias(), softmax())))
        .isEqualTo(FIXED);
    assertThat(resolve(FROZEN.standardize(StandardizationMode.OFF), NETWORK)).isEqualTo(FIXED);
    try (Model model = Model.create(NETWORK, 1)) {
      model.setWeights("fc", "bias", new float[8], List.of(8));
      assertThat(FROZEN.prepare(model).resolvedSettings()).isEqualTo(FIXED);
      assertThat(FROZEN.standardize(StandardizationMode.ON).prepare(model).resolvedSettings())
          .isEqualTo(STANDARDIZED);
    }
  }

  @Test
  void explicitSettingsOverrideDefaults() {
    assertThat(resolve(FROZEN.epochs(3).patience(0).weightDecay(0), NETWORK))
        .isEqualTo(new ResolvedSettings(3, 0, true, StandardizationMode.OFF, 0));
    assertThat(
            resolve(
                FROZEN.learningRateMultipliers(LearningRateMultipliers.uniform()).weightDecay(1e-4),
                NETWORK))
        .isEqualTo(new ResolvedSettings(30, 5, false, StandardizationMode.OFF, 1e-4));
    assertThat(
            resolve(
                FROZEN.augmentation(Augmentation.parse("flip")).standardize(StandardizationMode.ON),
                NETWORK))
        .isEqualTo(new ResolvedSettings(30, 5, true, StandardizationMode.OFF, 0.01));
  }

  private static void assertCannotStandardize(Trainer trainer, Network network, String reason) {
    assertThatThrownBy(() -> resolve(trainer.standardize(StandardizationMode.ON), network))
        .isInstanceOf(UsageException.class)
        .hasMessage("tiny: standardize is on, but " + reason + ". Set it to auto or off.");
  }

  @Test
  void rejectsStandardizationThatIsNotPossible() {
    assertCannotStandardize(
        FROZEN.learningRateMultipliers(LearningRateMultipliers.uniform()),
        NETWORK,
        "there is no frozen backbone: freeze all layers with weights before the head, for instance with --freeze '*'");
    assertCannotStandardize(
        FROZEN.learningRateMultipliers(LearningRateMultipliers.uniform().freeze("a")),
        NETWORK,
        "the first layer after the frozen backbone, \"b_conv\", is a Conv2D layer and not a dense one");
    assertCannotStandardize(
        FROZEN,
        withHead(NETWORK, flatten(), dropout(0.5), batchNorm(), dense(2), softmax()),
        "the first layer after the frozen backbone, \"bn\", is a BatchNormalization layer and not a dense one");
    assertCannotStandardize(
        FROZEN,
        withHead(NETWORK, flatten(), dense(2).noBias(), softmax()),
        "the dense layer after the frozen backbone, \"dense\", has no bias, which is needed to fold in the mean");
    assertCannotStandardize(
        FROZEN.learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*").freeze("one")),
        withHead(NETWORK, flatten(), dropout(0.5), dense(4).named("one"), dense(2), softmax()),
        "the dense layer after the frozen backbone and its dropout, \"one\", is frozen");
  }

  private static final Network SEVERAL =
      Heads.globalAverage()
          .outputs(
              HeadOutput.of("side", Task.CLASSIFICATION, "left", "right"),
              HeadOutput.of("ink", Task.REGRESSION, "ink"),
              HeadOutput.of("width", Task.REGRESSION, "width"))
          .applyTo(NETWORK);

  private static StandardizationMode standardizedTargets(Model model) {
    return Trainer.with(Optimizer.adam(1e-3))
        .prepare(model)
        .resolvedSettings()
        .standardizeTargets();
  }

  /** A repeated run has the same setting, so that AUTO stays if only some layers are new. */
  @Test
  void standardizesTargetsOfNewOutputLayers() {
    try (Model model = Model.create(SEVERAL, 1)) {
      assertThat(standardizedTargets(model)).isEqualTo(StandardizationMode.ON);
      model.setWeights("ink", "bias", new float[1], List.of(1));
      assertThat(standardizedTargets(model)).isEqualTo(StandardizationMode.AUTO);
      model.setWeights("width", "bias", new float[1], List.of(1));
      assertThat(standardizedTargets(model)).isEqualTo(StandardizationMode.OFF);
    }
    try (Model model = Model.create(NETWORK, 1)) {
      assertThat(standardizedTargets(model)).isEqualTo(StandardizationMode.OFF);
    }
  }

  @Test
  void rejectsStandardizedTargetsThatAreNotPossible() {
    Trainer on = Trainer.with(Optimizer.adam(1e-3)).standardizeTargets(StandardizationMode.ON);
    assertThatThrownBy(() -> resolve(on, NETWORK))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "tiny: standardize-targets is on, but its task is classification, not regression. Set it to auto or off.");
    Network labels =
        Heads.globalAverage()
            .outputs(
                HeadOutput.of("side", Task.CLASSIFICATION, "left", "right"),
                HeadOutput.of("marks", Task.MULTI_LABEL, "wide", "gray"))
            .applyTo(NETWORK);
    assertThatThrownBy(() -> resolve(on, labels))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "tiny: standardize-targets is on, but none of its outputs side, marks is a regression. Set it to auto or off.");
    assertThatThrownBy(
            () ->
                resolve(
                    on.learningRateMultipliers(LearningRateMultipliers.uniform().freeze("width")),
                    SEVERAL))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "tiny: standardize-targets is on, but the output layer \"width\" is not a trained dense layer with a bias and without activation. Set it to auto or off.");
  }

  @Test
  void rejectsNegativeOrNonFiniteWeightDecay() {
    for (double factor : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> FROZEN.weightDecay(factor))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "the weight decay must be a finite number of at least 0, got " + factor + ".");
    }
  }
}
