package org.blockwright.data.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import org.blockwright.base.Progress;
import org.blockwright.base.SharedData;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImageFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Photographs of which nothing should be reported but two pairs of duplicates. */
@Tag("slow")
class CatsDogsAuditTest {

  private static Audit audit(String... subsets) {
    ImmutableMap.Builder<String, Dataset> data = ImmutableMap.builder();
    for (String subset : subsets) {
      data.put(
          subset,
          ImageFolder.read(
              SharedData.path("data/cats-dogs/" + subset), ImageFolder.Options.defaults()));
    }
    return Audit.of(data.build(), Progress.silent());
  }

  @Test
  void findsTwoPairsAndNothingAcrossSubsets() {
    Audit audit = audit("train", "test");

    assertThat(audit.images()).containsEntry("train", 2000).containsEntry("test", 800);
    assertThat(audit.duplicates())
        .extracting(p -> p.first().toString(), p -> p.second().toString(), DuplicatePair::distance)
        .containsExactly(
            tuple("train: dogs/dog.180.jpg", "train: dogs/dog.74.jpg", 0),
            tuple("test: cats/cat.4126.jpg", "test: cats/cat.4575.jpg", 0));
    assertThat(audit.hasErrors()).isFalse();
    assertThat(audit.leak().orElseThrow().verdict()).isEqualTo(LeakCheck.Verdict.NO_LEAK);
  }

  @Test
  void scoresOfTheTestImagesAreThoseOfTheReference() {
    LeakCheck leak = audit("test").leak().orElseThrow();

    assertThat(leak.all().balancedAccuracy()).isCloseTo(0.626, within(0.01));
    assertThat(leak.all().low()).isCloseTo(0.592, within(0.012));
    assertThat(leak.all().high()).isCloseTo(0.662, within(0.012));
    assertThat(leak.form().balancedAccuracy()).isCloseTo(0.619, within(0.01));
    assertThat(leak.tone().balancedAccuracy()).isCloseTo(0.526, within(0.01));
    assertThat(leak.best(2)).containsExactly(Cue.BITS_PER_PIXEL, Cue.BYTES);
  }
}
