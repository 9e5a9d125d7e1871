package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.reflect;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.training.TinyTraining.NETWORK;

import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Rates;
import org.blockwright.model.Model;
import org.blockwright.training.features.FeatureCache;
import org.junit.jupiter.api.Test;

/** The objective follows from settings, network and new layers alone. */
class ResolvedSettingsTest {
  private static final ResolvedSettings STANDARDIZED = new ResolvedSettings(200, 20, true, 0.01);
  private static final ResolvedSettings FIXED = new ResolvedSettings(200, 20, false, 0);
  private static final ResolvedSettings PLAIN = new ResolvedSettings(30, 5, false, 0);

  private static final Trainer FROZEN =
      Trainer.of(Optimizer.adam(1e-3)).rates(Rates.none().freeze("*"));

  private static ResolvedSettings of(Trainer trainer, Network network) {
    try (Model model = Model.initialized(network, 1)) {
      return trainer.resolve(model);
    }
  }

  private static Network withHead(Network body, org.blockwright.dsl.Piece... head) {
    return body.withoutHead().head(head);
  }

  @Test
  void aFrozenBackboneUnderANewDenseLayerIsStandardized() {
    assertThat(of(FROZEN, NETWORK)).isEqualTo(STANDARDIZED);
    assertThat(of(FROZEN, withHead(NETWORK, flatten(), dropout(0.5), dense(2), softmax())))
        .isEqualTo(STANDARDIZED);
  }

  @Test
  void roomForFeaturesAndThreadsDecideNothing() {
    try (FeatureCache none = new FeatureCache(new FeatureCache.Limits(0, 0))) {
      assertThat(of(FROZEN.features(none), NETWORK)).isEqualTo(STANDARDIZED);
    }
    assertThat(of(FROZEN.caching(Caching.OFF).threads(7), NETWORK)).isEqualTo(STANDARDIZED);
  }

  @Test
  void whatIsRandomOrTrainedOrLoadedBeforeItTurnsItOff() {
    assertThat(of(FROZEN.rates(Rates.none()), NETWORK)).isEqualTo(PLAIN);
    assertThat(of(FROZEN.augmentation(Augmentation.parse("flip")), NETWORK)).isEqualTo(PLAIN);
    assertThat(of(FROZEN, NETWORK.augment(reflect(0.5, 0)))).isEqualTo(PLAIN);
    assertThat(of(FROZEN.rates(Rates.none().freeze("a")), NETWORK)).isEqualTo(FIXED);
    assertThat(of(FROZEN, withHead(NETWORK, conv(1, 2), flatten(), dense(2), softmax())))
        .isEqualTo(FIXED);
    assertThat(of(FROZEN, withHead(NETWORK, flatten(), dense(2).noBias(), softmax())))
        .isEqualTo(FIXED);
    assertThat(of(FROZEN.standardize(Standardize.OFF), NETWORK)).isEqualTo(FIXED);
    try (Model model = Model.initialized(NETWORK, 1)) {
      model.put("fc", "bias", new float[8], List.of(8));
      assertThat(FROZEN.resolve(model)).isEqualTo(FIXED);
      assertThat(FROZEN.standardize(Standardize.ON).resolve(model)).isEqualTo(STANDARDIZED);
    }
  }

  @Test
  void whatIsSetHolds() {
    assertThat(of(FROZEN.epochs(3).patience(0).weightDecay(0), NETWORK))
        .isEqualTo(new ResolvedSettings(3, 0, true, 0));
    assertThat(of(FROZEN.rates(Rates.none()).weightDecay(1e-4), NETWORK))
        .isEqualTo(new ResolvedSettings(30, 5, false, 1e-4));
    assertThat(
            of(
                FROZEN.augmentation(Augmentation.parse("flip")).standardize(Standardize.ON),
                NETWORK))
        .isEqualTo(new ResolvedSettings(30, 5, true, 0.01));
  }

  private static void cannot(Trainer trainer, Network network, String why) {
    assertThatThrownBy(() -> of(trainer.standardize(Standardize.ON), network))
        .isInstanceOf(UsageException.class)
        .hasMessage("tiny: standardize is on, but " + why + ". Set it to auto or off.");
  }

  @Test
  void standardizingThatCannotBeIsRefused() {
    cannot(
        FROZEN.rates(Rates.none()),
        NETWORK,
        "there is no frozen backbone: freeze all layers with weights before the head, for instance with --freeze '*'");
    cannot(
        FROZEN.rates(Rates.none().freeze("a")),
        NETWORK,
        "the first layer after the frozen backbone, \"b_conv\", is a conv and not a dense layer");
    cannot(
        FROZEN,
        withHead(NETWORK, flatten(), dropout(0.5), batchNorm(), dense(2), softmax()),
        "the first layer after the frozen backbone, \"bn\", is a bn and not a dense layer");
    cannot(
        FROZEN,
        withHead(NETWORK, flatten(), dense(2).noBias(), softmax()),
        "the dense layer after the frozen backbone, \"dense\", has no bias to take in the mean");
    cannot(
        FROZEN.rates(Rates.none().freeze("*").freeze("one")),
        withHead(NETWORK, flatten(), dropout(0.5), dense(4).named("one"), dense(2), softmax()),
        "the dense layer after the frozen backbone and its dropout, \"one\", is frozen");
  }

  @Test
  void aWeightDecayThatIsNoNumberIsRefused() {
    for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> FROZEN.weightDecay(wrong))
          .isInstanceOf(UsageException.class)
          .hasMessage("the weight decay must be a finite number of at least 0, got " + wrong + ".");
    }
  }
}
