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
              t.real("lr", 1e-5, 1e-1).log();
              t.real("drop", 0, 0.5).linear();
              t.integer("head.width", 32, 128);
              t.choice("optimizer.kind", "adam", "sgd");
              t.bool("flip");
            });

    assertThat(space)
        .isEqualTo(
            Space.of(
                RealParameter.log("lr", 1e-5, 1e-1),
                RealParameter.linear("drop", 0, 0.5),
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
          seen.add(t.real("lr", 1e-5, 1e-1).log());
          seen.add(t.integer("width", 32, 128));
          seen.add(t.choice("kind", "adam", "sgd"));
          seen.add(t.bool("flip"));
          t.measured("loss", 1);
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
    Parameter rate = RealParameter.log("rate", 1e-5, 1e-1);

    assertThat(width.at(-1)).isEqualTo(-3);
    assertThat(width.at(2)).isEqualTo(5);
    assertThat(rate.at(-1)).isEqualTo(1e-5);
    assertThat(rate.at(2)).isEqualTo(1e-1);
    assertThat(rate.contains(1)).isFalse();
    assertThat(width.contains(1.0)).isFalse();
  }

  @Test
  void aLogarithmicRangeHasItsExactEndsAndNeverLeavesThem() {
    for (int k = 1; k <= 1000; k++) {
      RealParameter rate = RealParameter.log("rate", k * 1e-5, k * 1e-3);

      assertThat(rate.at(0)).isEqualTo(rate.low());
      assertThat(rate.at(1)).isEqualTo(rate.high());
      // Places so near the ends that exp(log(x)) alone decides.
      assertThat(rate.at(Double.MIN_VALUE)).isBetween(rate.low(), rate.high());
      assertThat(rate.at(Math.nextDown(1.0))).isBetween(rate.low(), rate.high());
    }
  }
}
