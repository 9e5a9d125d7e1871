package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Grouping;
import org.blockwright.data.Ratios;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.training.Caching;
import org.blockwright.training.StandardizationMode;

/**
 * The settings of a {@link Job}, with the keys used in job files, studies and Java programs. Keys
 * with a dot are nested in YAML.
 */
public enum Setting {
  MODEL("model", Kind.TEXT, "", "zoo network, .yaml or .json description, or saved .zip"),
  INPUT(
      "input",
      Kind.TEXT,
      "",
      "height x width x channels; default: the network's own",
      Shape::parse),
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
  SPLIT("data.split", Kind.TEXT, "", "train:validation:test, for instance 8:1:1", Ratios::parse),
  GROUP_BY(
      "data.group-by",
      Kind.TEXT,
      "",
      "regular expression with one group: files with the same match stay in the same subset",
      Grouping::byFileName),
  GRAY(
      "data.gray",
      Kind.BOOL,
      "false",
      "convert images to grayscale, also in the saved model; default: as in the model"),
  AUGMENTATION(
      "data.augmentation",
      Kind.TEXT,
      "",
      "augmentation steps, such as flip,rotate=10,noise=5",
      Augmentation::parse),
  LEARNING_RATE_MULTIPLIERS(
      "lr-multipliers",
      Kind.LIST,
      "",
      "freeze PATTERN or PATTERN=MULTIPLIER, in order; the first matching rule applies"),
  OPTIMIZER(
      "optimizer.kind", Kind.TEXT, "adam", "adam, adamw, sgd or rmsprop", OptimizerKind.ids()),
  LEARNING_RATE("optimizer.learning-rate", Kind.NUMBER, "0.001", "learning rate"),
  MOMENTUM("optimizer.momentum", Kind.NUMBER, "0", "momentum of sgd and rmsprop"),
  NESTEROV(
      "optimizer.nesterov",
      Kind.BOOL,
      "false",
      "use Nesterov's momentum instead of classical, with sgd"),
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
      "factor of half the squared kernel weights of trained layers in the loss, with adamw its"
          + " decoupled weight decay; default: 0.004 with adamw, else 0.01 with standardized"
          + " features, else 0"),
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
      "epochs without improvement of the monitored metric before training stops, 0 to disable"
          + " early stopping; default: 5, or 20 if the features of a frozen backbone are the same in"
          + " every epoch"),
  MONITOR(
      "monitor",
      Kind.TEXT,
      Metrics.LOSS.key(),
      "metric on the validation images for early stopping and the best epoch: "
          + String.join(", ", Metrics.overallKeys()),
      Metrics.overallKeys()),
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
  private final Function<String, ?> parser;

  Setting(String key, Kind kind, String defaultValue, String description) {
    this(key, kind, defaultValue, description, List.of(), text -> text);
  }

  Setting(String key, Kind kind, String defaultValue, String description, List<String> choices) {
    this(key, kind, defaultValue, description, choices, text -> text);
  }

  Setting(
      String key, Kind kind, String defaultValue, String description, Function<String, ?> parser) {
    this(key, kind, defaultValue, description, List.of(), parser);
  }

  Setting(
      String key,
      Kind kind,
      String defaultValue,
      String description,
      List<String> choices,
      Function<String, ?> parser) {
    this.key = key;
    this.kind = kind;
    this.defaultValue = defaultValue;
    this.description = description;
    this.choices = ImmutableList.copyOf(choices);
    this.parser = parser;
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

  /**
   * Checks a value.
   *
   * @throws UsageException if the text is not valid for this setting
   */
  public void validate(String text) {
    parse(text);
  }

  /**
   * Parses a value: a Long, Double or Boolean, or what the parser of a text setting returns. An
   * empty text, which means that a setting without default is not set, stays as it is.
   *
   * @throws UsageException if the text is not valid for this setting
   */
  Object parse(String text) {
    return switch (kind) {
      case INTEGER, NUMBER -> parseNumber(text);
      case BOOL -> parseBoolean(text);
      case TEXT, LIST -> parseText(text);
    };
  }

  private Object parseNumber(String text) {
    if (text.isEmpty() && defaultValue.isEmpty()) {
      return text;
    }
    Optional<String> expected = SettingRange.of(this).problem(text);
    if (expected.isPresent()) {
      throw new UsageException(JobProblems.invalidValue(key, expected.get(), text));
    }
    return kind == Kind.INTEGER ? (Object) Long.valueOf(text) : Double.valueOf(text);
  }

  private Object parseBoolean(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new UsageException(JobProblems.invalidValue(key, "true or false", text));
    }
    return Boolean.valueOf(text);
  }

  private Object parseText(String text) {
    if (!choices.isEmpty() && !choices.contains(text)) {
      throw new UsageException(JobProblems.unknownValue(key, text, choices));
    }
    try {
      return text.isEmpty() ? text : parser.apply(text);
    } catch (DescriptionException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
  }

  /** Returns all keys, in the order of declaration. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).collect(ImmutableList.toImmutableList());
  }
}
