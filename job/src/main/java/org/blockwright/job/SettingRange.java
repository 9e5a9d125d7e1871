package org.blockwright.job;

import java.util.Locale;
import java.util.Optional;
import org.blockwright.base.NumberParser;
import org.blockwright.base.ThreadLimit;

/**
 * Valid values of a numeric setting, from {@code min} to {@code max}, both included.
 *
 * @param integer whether only whole numbers are valid
 * @param description the range as messages show it
 */
record SettingRange(boolean integer, double min, double max, String description) {
  private static final double MAX_INT = Integer.MAX_VALUE;

  /** Returns the range of a setting; by default every finite number of its type. */
  static SettingRange of(Setting setting) {
    return switch (setting) {
      case EPOCHS, BATCH_SIZE, ACCUMULATE, FINE_TUNE_GROUPS -> intRange(1, MAX_INT);
      case HEAD_WIDTH, PATIENCE, FINE_TUNE, CHECKPOINT_EVERY -> intRange(0, MAX_INT);
      case THREADS -> intRange(0, ThreadLimit.MAX_THREADS);
      case LEARNING_RATE ->
          new SettingRange(false, Double.MIN_VALUE, Double.MAX_VALUE, "a number greater than 0");
      case WEIGHT_DECAY, L1, CLIP_NORM, CLIP_VALUE ->
          new SettingRange(false, 0, Double.MAX_VALUE, "a number of at least 0");
      case LR_DECAY_BY_GROUP ->
          new SettingRange(false, Double.MIN_VALUE, 1, "a number greater than 0 and at most 1");
      case MOMENTUM, LABEL_SMOOTHING, EMA, HEAD_DROPOUT ->
          new SettingRange(false, 0, Math.nextDown(1.0), "a number from 0 to less than 1");
      default ->
          setting.kind() == Setting.Kind.INTEGER
              ? new SettingRange(
                  true,
                  Long.MIN_VALUE,
                  Long.MAX_VALUE,
                  "a whole number from %s to %s".formatted(Long.MIN_VALUE, Long.MAX_VALUE))
              : new SettingRange(false, -Double.MAX_VALUE, Double.MAX_VALUE, "a number");
    };
  }

  private static SettingRange intRange(double min, double max) {
    return new SettingRange(
        true, min, max, String.format(Locale.ROOT, "a whole number from %.0f to %.0f", min, max));
  }

  /** Returns the description of the range if the text is not a value in it. */
  Optional<String> problem(String text) {
    boolean fits =
        integer
            ? NumberParser.parseLong(text, (long) min, (long) max).isPresent()
            : NumberParser.parseDouble(text).filter(n -> min <= n && n <= max).isPresent();
    return fits ? Optional.empty() : Optional.of(description);
  }
}
