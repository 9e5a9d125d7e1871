package org.blockwright.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class SpaceTest {
  @Test
  void theDryPassGivesWhatTheCodeAsksForInItsOrder() {
    Space space =
        Space.from(
            t -> {
              t.real("lr", 1e-5, 1e-1).logUniform();
              t.real("drop", 0, 0.5).uniform();
              t.integer("head.width", 32, 128);
              t.choice("optimizer.kind", "adam", "sgd");
              t.bool("flip");
            });

    assertThat(space)
        .isEqualTo(
            Space.of(
                RealParameter.logUniform("lr", 1e-5, 1e-1),
                RealParameter.uniform("drop", 0, 0.5),
                new IntegerParameter("head.width", 32, 128),
                ChoiceParameter.of("optimizer.kind", "adam", "sgd"),
                new BoolParameter("flip")));
  }

  @Test
  void theDryPassRunsOnceAsTrialNoughtWithFirstValues() {
    var seen = new ArrayList<Object>();

    Space.from(
        t -> {
          seen.add(t.number());
          seen.add(t.real("lr", 1e-5, 1e-1).logUniform());
          seen.add(t.integer("width", 32, 128));
          seen.add(t.choice("kind", "adam", "sgd"));
          seen.add(t.bool("flip"));
          t.recordMetric("loss", 1);
        });

    assertThat(seen).containsExactly(0, 1e-5, 32, "adam", false);
  }

  @Test
  void askingTwiceInTheSameWordsIsOneParameter() {
    Space space = Space.from(t -> assertThat(t.integer("a", 1, 9)).isEqualTo(t.integer("a", 1, 9)));

    assertThat(space.parameters()).containsExactly(new IntegerParameter("a", 1, 9));
    assertThat(space.parameter("a")).isEqualTo(new IntegerParameter("a", 1, 9));
  }

  @Test
  void placesBeyondTheEndsGiveTheEnds() {
    Parameter width = new IntegerParameter("width", -3, 5);
    Parameter rate = RealParameter.logUniform("rate", 1e-5, 1e-1);

    assertThat(width.valueAt(-1)).isEqualTo(-3);
    assertThat(width.valueAt(2)).isEqualTo(5);
    assertThat(rate.valueAt(-1)).isEqualTo(1e-5);
    assertThat(rate.valueAt(2)).isEqualTo(1e-1);
    assertThat(rate.contains(1)).isFalse();
    assertThat(width.contains(1.0)).isFalse();
  }

  @Test
  void aLogarithmicRangeHasItsExactEndsAndNeverLeavesThem() {
    for (int k = 1; k <= 1000; k++) {
      RealParameter rate = RealParameter.logUniform("rate", k * 1e-5, k * 1e-3);

      assertThat(rate.valueAt(0)).isEqualTo(rate.low());
      assertThat(rate.valueAt(1)).isEqualTo(rate.high());
      // Places so near the ends that exp(log(x)) alone decides.
      assertThat(rate.valueAt(Double.MIN_VALUE)).isBetween(rate.low(), rate.high());
      assertThat(rate.valueAt(Math.nextDown(1.0))).isBetween(rate.low(), rate.high());
    }
  }
}
