package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.blockwright.base.NumberParser;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Loss;

/** The text form of a loss: its name, and for the Huber loss optionally delta. */
final class LossText {
  private static final Loss.Huber HUBER = Loss.huber(1);

  private static final ImmutableList<Loss> LOSSES =
      ImmutableList.of(
          Loss.categoricalCrossEntropy(),
          Loss.binaryCrossEntropy(),
          Loss.meanSquaredError(),
          Loss.meanAbsoluteError(),
          HUBER);

  /** The names of all losses. */
  static final ImmutableList<String> IDS =
      LOSSES.stream().map(Loss::id).collect(ImmutableList.toImmutableList());

  private LossText() {}

  /**
   * Parses a loss, for instance {@code huber=2}.
   *
   * @throws UsageException if there is no such loss, or delta is not a number greater than 0
   */
  static Loss parse(String text) {
    if (text.startsWith(HUBER.id() + "=")) {
      String delta = text.substring(HUBER.id().length() + 1);
      return NumberParser.parseDouble(delta)
          .filter(value -> value > 0)
          .map(Loss::huber)
          .orElseThrow(() -> new UsageException(JobProblems.invalidDelta(delta)));
    }
    Optional<Loss> loss = LOSSES.stream().filter(l -> l.id().equals(text)).findFirst();
    return loss.orElseThrow(
        () -> new UsageException(JobProblems.unknownValue(Setting.LOSS, text, IDS)));
  }

  /** Returns the text, without label smoothing and weights. */
  static String of(Loss loss) {
    return loss instanceof Loss.Huber huber ? loss.id() + "=" + huber.delta() : loss.id();
  }
}
