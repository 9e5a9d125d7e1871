package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.blockwright.training.Caching;
import org.blockwright.training.StandardizationMode;

/**
 * Everything that a job may say, by the name under which files, studies and programs know it.
 *
 * <p>Names with a dot are written as nested keys in YAML.
 */
public enum Setting {
  MODEL("model", Kind.TEXT, "", "a name of the zoo, a .yaml or .json description, a saved .zip"),
  INPUT("input", Kind.TEXT, "", "height x width x channels; empty for the network's own"),
  CUT("cut", Kind.TEXT, "", "the last layer that is kept; empty to keep all"),
  HEAD(
      "head.kind",
      Kind.TEXT,
      "",
      "full, pool, linear or a .yaml file; empty: pool after a cut, else full"),
  HEAD_WIDTH(
      "head.width", Kind.INTEGER, "0", "units of a hidden layer in the pool head; 0 for none"),
  HEAD_KEEP(
      "head.keep",
      Kind.BOOL,
      "false",
      "whether a saved head is kept, by position, for as many classes of other names"),
  WEIGHTS(
      "weights",
      Kind.TEXT,
      "",
      "a weights file of Keras, or BLOCK=FILE,BLOCK=FILE for towers; empty for initial weights"),
  ALLOW_PARTIAL_WEIGHTS(
      "allow-partial-weights", Kind.BOOL, "false", "whether the file may end before the network"),
  TRAIN("data.train", Kind.TEXT, "", "a folder with one sub-folder a class"),
  VALIDATION(
      "data.validation", Kind.TEXT, "", "a folder, or the share of the training pictures held out"),
  TEST("data.test", Kind.TEXT, "", "a folder to measure on at the end"),
  SPLIT("data.split", Kind.TEXT, "", "train:validation:test, for instance 8:1:1"),
  GROUP_BY(
      "data.group-by",
      Kind.TEXT,
      "",
      "a pattern with one group: what belongs together by file name"),
  GRAY(
      "data.gray",
      Kind.BOOL,
      "false",
      "whether images are seen in grayscale, now and by the saved model; unset: as the model says"),
  AUGMENTATION("data.augmentation", Kind.TEXT, "", "steps such as flip,rotate=10,noise=5"),
  LEARNING_RATE_MULTIPLIERS(
      "lr-multipliers", Kind.LIST, "", "rules in order: freeze PATTERN, or PATTERN=MULTIPLIER"),
  OPTIMIZER("optimizer.kind", Kind.TEXT, "adam", "adam, sgd, nesterovs or rmsprop"),
  LEARNING_RATE("optimizer.learning-rate", Kind.NUMBER, "0.001", "the learning rate"),
  MOMENTUM("optimizer.momentum", Kind.NUMBER, "0.9", "for nesterovs"),
  STANDARDIZE(
      "standardize",
      Kind.TEXT,
      "auto",
      "auto, on or off: whether the dense layer after a frozen backbone is trained on standardized"
          + " features",
      StandardizationMode.ids()),
  WEIGHT_DECAY(
      "weight-decay",
      Kind.NUMBER,
      "",
      "factor of half the squared kernel weights of trained layers in the loss; 0.01 if features are"
          + " standardized, else 0"),
  EPOCHS(
      "epochs",
      Kind.INTEGER,
      "",
      "at most; 30, or 200 if the features of a frozen backbone are the same in every epoch"),
  BATCH_SIZE("batch-size", Kind.INTEGER, "32", "pictures a step"),
  PATIENCE(
      "patience",
      Kind.INTEGER,
      "",
      "epochs without a better validation loss before the end, 0: never; 5, or 20 if the features of a"
          + " frozen backbone are the same in every epoch"),
  SEED("seed", Kind.INTEGER, "42", "of split, initial weights, order, augmentation, dropout"),
  THREADS("threads", Kind.INTEGER, "0", "that decode pictures; 0 for one a processor"),
  CACHE(
      "cache",
      Kind.TEXT,
      "auto",
      "auto or off: whether features of a frozen backbone are cached; changes the time alone",
      Caching.ids());

  /** What a value has to be. */
  public enum Kind {
    TEXT,
    INTEGER,
    NUMBER,
    BOOL,
    LIST
  }

  private final String key;
  private final Kind kind;
  private final String defaultValue;
  private final String description;
  private final List<String> choices;

  Setting(String key, Kind kind, String otherwise, String about) {
    this(key, kind, otherwise, about, List.of());
  }

  Setting(String key, Kind kind, String otherwise, String about, List<String> choices) {
    this.choices = ImmutableList.copyOf(choices);
    this.key = key;
    this.kind = kind;
    this.defaultValue = otherwise;
    this.description = about;
  }

  /** The name, for instance {@code optimizer.learning-rate}. */
  public String key() {
    return key;
  }

  public Kind kind() {
    return kind;
  }

  /** What holds when nothing is said. */
  public String defaultValue() {
    return defaultValue;
  }

  /** One line for people. */
  public String description() {
    return description;
  }

  /** The values that a text can have; empty for any. */
  public List<String> choices() {
    return choices;
  }

  static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
  }

  /** All names. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).collect(ImmutableList.toImmutableList());
  }
}
