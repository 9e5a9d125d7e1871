package org.blockwright.job;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.Nearest;

/**
 * The names under which users know settings elsewhere: flags of the command, and what Keras and
 * PyTorch call them. They are not accepted, but the message about them names the right one.
 */
final class SettingNames {
  private static final Map<String, Setting> OTHERS =
      ImmutableMap.<String, Setting>builder()
          .put("network", Setting.MODEL)
          .put("input-shape", Setting.INPUT)
          .put("input-size", Setting.INPUT)
          .put("image-size", Setting.INPUT)
          .put("truncate", Setting.CUT)
          .put("head", Setting.HEAD)
          .put("head-kind", Setting.HEAD)
          .put("head-width", Setting.HEAD_WIDTH)
          .put("width", Setting.HEAD_WIDTH)
          .put("data", Setting.TRAIN)
          .put("train", Setting.TRAIN)
          .put("training", Setting.TRAIN)
          .put("validation", Setting.VALIDATION)
          .put("validation-data", Setting.VALIDATION)
          .put("validation-split", Setting.VALIDATION)
          .put("test", Setting.TEST)
          .put("split", Setting.SPLIT)
          .put("group", Setting.GROUP)
          .put("group-by", Setting.GROUP)
          .put("gray", Setting.GRAY)
          .put("grey", Setting.GRAY)
          .put("grayscale", Setting.GRAY)
          .put("augment", Setting.AUGMENT)
          .put("augmentation", Setting.AUGMENT)
          .put("freeze", Setting.RATES)
          .put("frozen", Setting.RATES)
          .put("rate", Setting.RATES)
          .put("lr-multiplier", Setting.RATES)
          .put("optimizer", Setting.OPTIMIZER)
          .put("optimiser", Setting.OPTIMIZER)
          .put("lr", Setting.RATE)
          .put("learning-rate", Setting.RATE)
          .put("learningrate", Setting.RATE)
          .put("momentum", Setting.MOMENTUM)
          .put("l2", Setting.WEIGHT_DECAY)
          .put("decay", Setting.WEIGHT_DECAY)
          .put("kernel-regularizer", Setting.WEIGHT_DECAY)
          .put("standardization", Setting.STANDARDIZE)
          .put("keep-head", Setting.HEAD_KEEP)
          .put("epoch", Setting.EPOCHS)
          .put("num-epochs", Setting.EPOCHS)
          .put("max-epochs", Setting.EPOCHS)
          .put("batch-size", Setting.BATCH)
          .put("batchsize", Setting.BATCH)
          .put("early-stopping", Setting.PATIENCE)
          .put("random-seed", Setting.SEED)
          .put("random-state", Setting.SEED)
          .put("workers", Setting.THREADS)
          .put("num-workers", Setting.THREADS)
          .buildOrThrow();

  private SettingNames() {}

  /** The message about a name that no setting has. */
  static String unknown(String name) {
    List<String> keys = Setting.keys();
    String hint =
        meant(name)
            .map(key -> "Did you mean \"" + key + "\"? ")
            .orElseGet(() -> Nearest.hint(name, keys));
    return JobProblems.unknownSetting(name, hint, keys);
  }

  /** The setting that another name stands for; with a prefix, such as optimizer.lr, as well. */
  private static Optional<String> meant(String name) {
    String flat = name.toLowerCase(Locale.ROOT).replaceFirst("^-+", "").replace('_', '-');
    String last = flat.substring(flat.lastIndexOf('.') + 1);
    return Optional.ofNullable(OTHERS.get(flat.replace('.', '-')))
        .or(() -> Optional.ofNullable(OTHERS.get(flat)))
        .or(() -> Optional.ofNullable(OTHERS.get(last)))
        .map(Setting::key);
  }
}
