package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
  WEIGHTS(
      "weights",
      Kind.TEXT,
      "",
      "a weights file of Keras, or BLOCK=FILE,BLOCK=FILE for towers; empty for initial weights"),
  PARTIAL("partial", Kind.BOOL, "false", "whether the file may end before the network"),
  TRAIN("data.train", Kind.TEXT, "", "a folder with one sub-folder a class"),
  VALIDATION(
      "data.validation", Kind.TEXT, "", "a folder, or the share of the training pictures held out"),
  TEST("data.test", Kind.TEXT, "", "a folder to measure on at the end"),
  SPLIT("data.split", Kind.TEXT, "", "train:validation:test, for instance 8:1:1"),
  GROUP(
      "data.group", Kind.TEXT, "", "a pattern with one group: what belongs together by file name"),
  GRAY("data.gray", Kind.BOOL, "false", "whether colour is dropped"),
  AUGMENT("data.augment", Kind.TEXT, "", "steps such as flip,rotate=10,noise=5"),
  RATES("rates", Kind.LIST, "", "rules in order: freeze PATTERN, or PATTERN=MULTIPLIER"),
  OPTIMIZER("optimizer.kind", Kind.TEXT, "adam", "adam, sgd, nesterovs or rmsprop"),
  RATE("optimizer.rate", Kind.NUMBER, "0.001", "the learning rate"),
  MOMENTUM("optimizer.momentum", Kind.NUMBER, "0.9", "for nesterovs"),
  EPOCHS(
      "epochs",
      Kind.INTEGER,
      "",
      "at most; 30, or 200 where the features of a frozen part are kept"),
  BATCH("batch", Kind.INTEGER, "32", "pictures a step"),
  PATIENCE(
      "patience",
      Kind.INTEGER,
      "",
      "epochs without a better validation loss before the end, 0: never; 5, or 20 where features are kept"),
  SEED("seed", Kind.INTEGER, "42", "of split, initial weights, order, augmentation, dropout"),
  THREADS("threads", Kind.INTEGER, "0", "that decode pictures; 0 for one a processor");

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
  private final String otherwise;
  private final String about;

  Setting(String key, Kind kind, String otherwise, String about) {
    this.key = key;
    this.kind = kind;
    this.otherwise = otherwise;
    this.about = about;
  }

  /** The name, for instance {@code optimizer.rate}. */
  public String key() {
    return key;
  }

  public Kind kind() {
    return kind;
  }

  /** What holds when nothing is said. */
  public String otherwise() {
    return otherwise;
  }

  /** One line for people. */
  public String about() {
    return about;
  }

  static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
  }

  /** All names. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).collect(ImmutableList.toImmutableList());
  }
}
