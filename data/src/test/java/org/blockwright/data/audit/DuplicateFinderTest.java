package org.blockwright.data.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.blockwright.base.Progress;
import org.blockwright.base.SharedData;
import org.blockwright.data.ImageFolder;
import org.junit.jupiter.api.Test;

class DuplicateFinderTest {

  /** Different digits, as a person sees them, though enlarged digits have no fine details. */
  @Test
  void digitsThatLookAlikeAreNoDuplicates() {
    Path digits = SharedData.path("data/digits");

    Audit audit =
        Audit.of(ImageFolder.read(digits, ImageFolder.Options.defaults()), Progress.silent());

    assertThat(audit.duplicates()).isEmpty();
    assertThat(audit.leak().orElseThrow().verdict()).isEqualTo(LeakCheck.Verdict.NO_LEAK);
  }

  @Test
  void correlationsThatAreUsualRaiseTheThreshold() {
    // Of 0.2 and 0.4 in turn: 5 standard deviations above the mean of atanh are 0.70.
    assertThat(Duplicates.minCorrelation(alternating(0.2, 0.4, 100))).isEqualTo(0.85);
    // atanh 0.7 = 0.8673, atanh 0.8 = 1.0986: tanh(0.98295 + 5 * 0.11565) = 0.9157.
    assertThat(Duplicates.minCorrelation(alternating(0.7, 0.8, 100)))
        .isCloseTo(0.9157, within(1e-3));
    assertThat(Duplicates.minCorrelation(alternating(0.7, 0.8, 20))).isEqualTo(0.85);
  }

  private static double[] alternating(double one, double other, int count) {
    return IntStream.range(0, count).mapToDouble(i -> i % 2 == 0 ? one : other).toArray();
  }
}
