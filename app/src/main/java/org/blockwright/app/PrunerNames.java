package org.blockwright.app;

import com.google.common.collect.ImmutableList;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalInt;
import org.blockwright.base.UsageException;
import org.blockwright.tuning.Pruner;
import org.blockwright.tuning.pruning.Pruners;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values of {@code --pruner}. */
final class PrunerNames implements Iterable<String> {
  private static final ImmutableList<String> NAMES =
      ImmutableList.of("none", "median", "percentile", "halving", "hyperband");

  private static final int PERCENTILE = 25;
  private static final int FACTOR = 3;

  @Override
  public Iterator<String> iterator() {
    return NAMES.iterator();
  }

  /**
   * Returns a pruner.
   *
   * @param from first epoch after which a trial is pruned
   * @param epochs number of epochs of a trial, which Hyperband needs
   */
  static Pruner pruner(Optional<String> name, int from, OptionalInt epochs) {
    return switch (name.orElse("none")) {
      case "median" -> Pruners.median(Pruners.STARTUP_TRIALS, from);
      case "percentile" -> Pruners.percentile(PERCENTILE, Pruners.STARTUP_TRIALS, from);
      case "halving" -> Pruners.successiveHalving(from, FACTOR);
      case "hyperband" ->
          Pruners.hyperband(
              from,
              epochs.orElseThrow(() -> new UsageException(AppProblems.epochsRequired())),
              FACTOR);
      default -> Pruners.none();
    };
  }

  /** Accepts the names. */
  static final class Known implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (!NAMES.contains(text)) {
        throw new TypeConversionException(AppProblems.unknownName(text, NAMES));
      }
      return text;
    }
  }
}
