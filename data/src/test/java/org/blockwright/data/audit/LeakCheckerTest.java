package org.blockwright.data.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LeakCheckerTest {

  /** Folds of a reference implementation in Python. */
  @Test
  void foldDependsOnTheGroup() {
    assertThat(LeakChecker.fold("00002658")).isEqualTo(1);
    assertThat(LeakChecker.fold("cats/cat.1.jpg")).isEqualTo(1);
  }

  @Test
  void treeSeparatesClassesByThresholds() {
    double[] values = {7, 7, 7, 7, 7, 1, 5, 5, 5, 5, 5, 2, 1, 1, 1, 1, 6, 8};
    int[] labels = {1, 1, 1, 1, 1, 0, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 1, 1};

    CueTree tree = CueTree.fit(values, labels, 3);

    assertThat(new int[] {tree.predict(1), tree.predict(5), tree.predict(8)})
        .containsExactly(0, 2, 1);
    assertThat(tree.predict(3.4)).isZero();
    assertThat(tree.predict(3.6)).isEqualTo(2);
  }

  @Test
  void treeHasAtLeastFiveExamplesInALeaf() {
    double[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    int[] labels = {0, 0, 0, 0, 1, 1, 1, 1, 1};

    CueTree tree = CueTree.fit(values, labels, 2);

    assertThat(tree.predict(1)).isEqualTo(tree.predict(9));
  }

  @Test
  void skillIsRelativeToGuessing() {
    assertThat(new LeakScore(0.836, 0.812, 0.859).skill(3)).isCloseTo(0.718, within(1e-3));
    assertThat(new LeakScore(0.5, 0.5, 0.5).skill(2)).isZero();
  }
}
