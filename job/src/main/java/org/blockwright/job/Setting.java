package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.blockwright.training.Caching;
import org.blockwright.training.StandardizationMode;

/**
 * The settings of a {@link Job}, with the keys used in job files, studies and Java programs. Keys
 * with a dot are nested in YAML.
 */
public enum Setting {
  MODEL("model", Kind.TEXT, "", "zoo network, .yaml or .json description, or saved .zip"),
  INPUT("input", Kind.TEXT, "", "height x width x channels; default: the network's own"),
  CUT("cut", Kind.TEXT, "", "truncate the network after this layer; default: keep all layers"),
  HEAD(
      "head.kind",
      Kind.TEXT,
      "",
      "full, pool, linear or a .yaml file; default: pool after a cut, else full"),
  HEAD_WIDTH(
      "head.width", Kind.INTEGER, "0", "units of the hidden layer of the pool head; 0 for none"),
  HEAD_KEEP(
      "head.keep",
      Kind.BOOL,
      "false",
      "keep the head of a saved model for the same number of classes with other names, by position"),
  WEIGHTS(
      "weights",
      Kind.TEXT,
      "",
      "Keras weights file, or BLOCK=FILE,BLOCK=FILE for towers; default: random initial weights"),
  ALLOW_PARTIAL_WEIGHTS(
      "allow-partial-weights",
      Kind.BOOL,
      "false",
      "accept a weights file that ends before the network does"),
  TRAIN("data.train", Kind.TEXT, "", "folder of training images, one subfolder per class"),
  VALIDATION(
      "data.validation",
      Kind.TEXT,
      "",
      "folder of validation images, or the fraction of the training images to hold out"),
  TEST("data.test", Kind.TEXT, "", "folder of test images, evaluated after training"),
  SPLIT("data.split", Kind.TEXT, "", "train:validation:test, for instance 8:1:1"),
  GROUP_BY(
      "data.group-by",
      Kind.TEXT,
      "",
      "regular expression with one group: files with the same match stay in the same subset"),
  GRAY(
      "data.gray",
      Kind.BOOL,
      "false",
      "convert images to grayscale, also in the saved model; default: as in the model"),
  AUGMENTATION(
      "data.augmentation", Kind.TEXT, "", "augmentation steps, such as flip,rotate=10,noise=5"),
  LEARNING_RATE_MULTIPLIERS(
      "lr-multipliers",
      Kind.LIST,
      "",
      "freeze PATTERN or PATTERN=MULTIPLIER, in order; the first matching rule applies"),
  OPTIMIZER("optimizer.kind", Kind.TEXT, "adam", "adam, sgd, nesterovs or rmsprop"),
  LEARNING_RATE("optimizer.learning-rate", Kind.NUMBER, "0.001", "learning rate"),
  MOMENTUM("optimizer.momentum", Kind.NUMBER, "0.9", "momentum of nesterovs"),
  STANDARDIZE(
      "standardize",
      Kind.TEXT,
      "auto",
      "auto, on or off: train the dense layer after a frozen backbone on standardized features",
      StandardizationMode.ids()),
  WEIGHT_DECAY(
      "weight-decay",
      Kind.NUMBER,
      "",
      "factor of half the squared kernel weights of trained layers in the loss; default: 0.01 with"
          + " standardized features, else 0"),
  EPOCHS(
      "epochs",
      Kind.INTEGER,
      "",
      "maximum number of epochs; default: 30, or 200 if the features of a frozen backbone are the"
          + " same in every epoch"),
  BATCH_SIZE("batch-size", Kind.INTEGER, "32", "images per training step"),
  PATIENCE(
      "patience",
      Kind.INTEGER,
      "",
      "epochs without a lower validation loss before training stops, 0 to disable early stopping;"
          + " default: 5, or 20 if the features of a frozen backbone are the same in every epoch"),
  SEED(
      "seed",
      Kind.INTEGER,
      "42",
      "seed of the split, initial weights, sample order, augmentation and dropout"),
  THREADS("threads", Kind.INTEGER, "0", "threads that decode images; 0 for one per processor"),
  CACHE(
      "cache",
      Kind.TEXT,
      "auto",
      "auto or off: cache the features of a frozen backbone; changes only the run time",
      Caching.ids());

  /** Type of a value. */
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

  Setting(String key, Kind kind, String defaultValue, String description) {
    this(key, kind, defaultValue, description, List.of());
  }

  Setting(String key, Kind kind, String defaultValue, String description, List<String> choices) {
    this.key = key;
    this.kind = kind;
    this.defaultValue = defaultValue;
    this.description = description;
    this.choices = ImmutableList.copyOf(choices);
  }

  /** Returns the key, for instance {@code optimizer.learning-rate}. */
  public String key() {
    return key;
  }

  /** Returns the type of the values. */
  public Kind kind() {
    return kind;
  }

  /** Returns the default as text; empty if there is none or it depends on the network. */
  public String defaultValue() {
    return defaultValue;
  }

  /** Returns the help text, in one line. */
  public String description() {
    return description;
  }

  /** Returns the valid values of a text setting; empty if any text is valid. */
  public List<String> choices() {
    return choices;
  }

  static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
  }

  /** Returns all keys, in the order of declaration. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).collect(ImmutableList.toImmutableList());
  }
}
