package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.base.UsageException;
import org.blockwright.data.Ratios;
import org.blockwright.data.audit.Audit;
import org.blockwright.data.audit.AuditMode;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.EngineMode;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.training.Caching;
import org.blockwright.training.InitialBias;
import org.blockwright.training.Sampling;
import org.blockwright.training.StandardizationMode;
import org.blockwright.training.schedule.LearningRateSchedule;
import org.blockwright.weights.GrayscaleKernel;

/**
 * The settings of a training run, each with its key in job files and studies, and its option on the
 * command line. Keys with a dot are nested in YAML.
 */
public enum Setting {
  MODEL(
      "model",
      "--model",
      "NETWORK",
      Kind.TEXT,
      "",
      "zoo network, .yaml or .json description, or saved .zip",
      NetworkReference::parse),
  NETWORK_PARAMETERS(
      "network",
      "--network-parameter",
      "PATTERN.NAME=VALUE;...",
      Kind.TEXT,
      "",
      "parameters of layers, set in the network, such as \"block5/conv*.filters=256\"",
      NetworkParameters::parse),
  INPUT(
      "input",
      "--input",
      "HxWxC",
      Kind.TEXT,
      "",
      "height x width x channels; default: the network's own",
      Shape::parse),
  CUT(
      "cut",
      "--cut",
      "LAYER",
      Kind.TEXT,
      "",
      "truncate the network after this layer; default: keep all layers"),
  HEAD(
      "head.kind",
      "--head",
      "HEAD",
      Kind.TEXT,
      "",
      "original, global-average, flatten or a .yaml file; default: global-average after a cut, else original",
      SettingParser::head),
  HEAD_WIDTH(
      "head.width",
      "--head-width",
      "N",
      Kind.INTEGER,
      "0",
      "units of the hidden layer of the head global-average; 0 for none"),
  HEAD_DROPOUT(
      "head.dropout",
      "--head-dropout",
      "X",
      Kind.NUMBER,
      "",
      "dropout before the last dense layer of the heads global-average and flatten; default: that of"
          + " the head, 0 of a new one"),
  HEAD_KEEP(
      "head.keep",
      "--keep-head",
      "",
      Kind.BOOL,
      "false",
      "keep the head of a saved model for the same number of classes with other names, by position"),
  TASK(
      "task",
      "--task",
      "TASK",
      Kind.TEXT,
      "",
      String.join(", ", Task.ids()) + "; default: that of the images and the model",
      Task.ids(),
      id -> Task.of(id).orElseThrow()),
  LOSS(
      "loss",
      "--loss",
      "[OUTPUT=]LOSS,...",
      Kind.TEXT,
      "",
      String.join(", ", LossText.IDS)
          + ", or huber=DELTA; default: that of the output's activation; of one of several outputs"
          + " such as age=huber",
      text -> PerOutputSetting.LOSS.parse(text)),
  LABEL_SMOOTHING(
      "label-smoothing",
      "--label-smoothing",
      "[OUTPUT=]X,...",
      Kind.TEXT,
      "0",
      "label smoothing of cross-entropies, from 0 to less than 1",
      text -> PerOutputSetting.LABEL_SMOOTHING.parse(text)),
  CLASS_WEIGHTS(
      "class-weights",
      "--class-weights",
      "balanced|effective[=BETA]|[OUTPUT/]NAME=X,...",
      Kind.TEXT,
      "",
      "weights of classes or labels in the loss: balanced or effective (by the effective number of"
          + " samples), from the numbers of training images, or such as covid-19=4,normal=1;"
          + " default: 1 for each",
      ClassWeights::parse),
  THRESHOLD(
      "threshold",
      "--threshold",
      "[OUTPUT=]X|auto,...",
      Kind.TEXT,
      "",
      "probability from which on a label is predicted, or auto: chosen for each label by F1 on the"
          + " validation images; default: 0.5",
      text -> PerOutputSetting.THRESHOLD.parse(text)),
  WEIGHTS(
      "weights",
      "--weights",
      "WEIGHTS",
      Kind.TEXT,
      "",
      "imagenet, a name that \"weights list\" shows, a Keras weights file, or"
          + " BLOCK=WEIGHTS,BLOCK=WEIGHTS for towers; default: random initial weights",
      WeightsChoice::parse),
  ALLOW_PARTIAL_WEIGHTS(
      "allow-partial-weights",
      "--allow-partial-weights",
      "",
      Kind.BOOL,
      "false",
      "accept a weights file that ends before the network does"),
  GRAY_KERNEL(
      "gray-kernel",
      "--gray-kernel",
      "MODE",
      Kind.TEXT,
      "",
      "luma or sum: how the first kernel of a color weights file is converted for an input of one"
          + " channel, by the article's weighted sum or so that gray images give the same"
          + " activations; default: such a file is rejected",
      GrayscaleKernel.ids(),
      id -> GrayscaleKernel.of(id).orElseThrow()),
  OFFLINE(
      "offline",
      "--offline",
      "",
      Kind.BOOL,
      "false",
      "download no weights: use only those in the cache"),
  WEIGHTS_CACHE(
      "weights-cache",
      "--weights-cache",
      "DIR",
      Kind.TEXT,
      "",
      "folder of downloaded weights; default: that of \"weights list\"",
      Path::of),
  PREPROCESSING(
      "preprocessing",
      "--preprocessing",
      "MODE",
      Kind.TEXT,
      "",
      "tf, caffe, torch, none, or parts such as order=BGR,scale=1,mean=103.9:116.8:123.7,std=1;"
          + " default: that of the weights if they are known, else that of the network",
      Preprocessing::parse),
  TRAIN(
      "data.train",
      "--data",
      "DIR|FILE.csv",
      Kind.TEXT,
      "",
      "training images: a folder or archive with one subfolder per class, a CSV file, or - for a"
          + " list of paths on stdin",
      Path::of),
  TARGETS(
      "data.targets",
      "--targets",
      "COLUMN,...",
      Kind.TEXT,
      "",
      "columns of the CSV file to predict; default: all but file, group and weight",
      TargetColumns::parse),
  IMAGES(
      "data.images",
      "--images",
      "DIR",
      Kind.TEXT,
      "",
      "folder to which the files of CSV files are relative; default: that of each CSV file",
      Path::of),
  VALIDATION(
      "data.validation",
      "--validation",
      "DIR|FILE.csv|FRACTION",
      Kind.TEXT,
      "",
      "validation images, or the fraction of the training images to hold out",
      ValidationImages::parse),
  TEST(
      "data.test",
      "--test",
      "DIR|FILE.csv",
      Kind.TEXT,
      "",
      "test images, evaluated after training",
      Path::of),
  SPLIT(
      "data.split",
      "--split",
      "A:B:C",
      Kind.TEXT,
      "",
      "train:validation:test, for instance 8:1:1",
      Ratios::parse),
  SPLIT_FILE(
      "data.split-file",
      "--split-file",
      "FILE.csv",
      Kind.TEXT,
      "",
      "split.csv of a run: images keep their subsets, and new images are assigned as there",
      Path::of),
  GROUP_BY(
      "data.group-by",
      "--group-by",
      "REGEX",
      Kind.TEXT,
      "",
      "regular expression with one group: files with the same match stay in the same subset",
      SettingParser::grouping),
  GRAY(
      "data.gray",
      "--gray",
      "",
      Kind.BOOL,
      "false",
      "convert images to grayscale, also in the saved model; default: as in the model"),
  AUGMENTATION(
      "data.augmentation",
      "--augment",
      "LIST",
      Kind.TEXT,
      "",
      "augmentation steps, such as flip,rotate=10,noise=5",
      Augmentation::parse),
  AUDIT(
      "audit",
      "--audit",
      "MODE",
      Kind.TEXT,
      "auto",
      alternatives(AuditMode.ids())
          + ": check the images for leaks and duplicates before training; auto reads at most "
          + Audit.QUICK_IMAGES
          + " images",
      AuditMode.ids(),
      id -> AuditMode.of(id).orElseThrow()),
  STRICT(
      "strict",
      "--strict",
      "",
      Kind.BOOL,
      "false",
      "do not train if the audit finds an error, such as a leak"),
  METRICS_BY(
      "metrics-by",
      "--by",
      "COLUMN,...",
      Kind.TEXT,
      "",
      "columns of the CSV file, such as source: also report the metrics of the images of each of"
          + " their values; group for the groups",
      TargetColumns::parse),
  LEARNING_RATE_MULTIPLIERS(
      "lr-multipliers",
      "--lr-multiplier",
      "PATTERN=X",
      Kind.LIST,
      "",
      "freeze PATTERN or PATTERN=MULTIPLIER, in order; the first matching rule applies"),
  OPTIMIZER(
      "optimizer.kind",
      "--optimizer",
      "NAME",
      Kind.TEXT,
      "adam",
      alternatives(OptimizerKind.ids()),
      OptimizerKind.ids(),
      OptimizerKind::defaults),
  LEARNING_RATE("optimizer.learning-rate", "--lr", "X", Kind.NUMBER, "0.001", "learning rate"),
  MOMENTUM(
      "optimizer.momentum", "--momentum", "X", Kind.NUMBER, "0", "momentum of sgd and rmsprop"),
  NESTEROV(
      "optimizer.nesterov",
      "--nesterov",
      "",
      Kind.BOOL,
      "false",
      "use Nesterov's momentum instead of classical, with sgd"),
  SCHEDULE(
      "schedule",
      "--schedule",
      "KIND[,NAME=X...]",
      Kind.TEXT,
      "constant",
      "schedule of the learning rate: constant, step, exponential, polynomial, cosine, one-cycle or"
          + " plateau, such as cosine,warm-up=2",
      LearningRateSchedule::parse),
  PHASES(
      "phases",
      "--phases",
      "PHASE | PHASE",
      Kind.TEXT,
      "",
      "phases of the training, each with its own settings, such as \"epochs=10; freeze=* | epochs=5;"
          + " learning-rate=0.0001; unfreeze=block5\"",
      PhasesText::parse),
  FINE_TUNE(
      "fine-tune.epochs",
      "--fine-tune",
      "N",
      Kind.INTEGER,
      "0",
      "short for two phases: train the head, then the last groups of layers, too, for N epochs at a"
          + " tenth of the learning rate"),
  FINE_TUNE_GROUPS(
      "fine-tune.groups",
      "--fine-tune-groups",
      "N",
      Kind.INTEGER,
      "1",
      "groups of layers, as \"zoo NETWORK\" shows them, that are trained in the second phase"),
  GRADUAL_UNFREEZING(
      "fine-tune.gradual",
      "--gradual-unfreezing",
      "",
      Kind.BOOL,
      "false",
      "a phase for each group, from the last one on, instead of one for all of them"),
  LR_DECAY_BY_GROUP(
      "lr-decay-by-group",
      "--lr-decay-by-group",
      "X",
      Kind.NUMBER,
      "1",
      "factor of the learning rate from each group of layers to the one before it, such as 0.8"),
  STANDARDIZE(
      "standardize",
      "--standardize",
      "MODE",
      Kind.TEXT,
      "auto",
      alternatives(StandardizationMode.ids())
          + ": train the dense layer after a frozen backbone on standardized features",
      StandardizationMode.ids(),
      id -> StandardizationMode.of(id).orElseThrow()),
  STANDARDIZE_TARGETS(
      "standardize-targets",
      "--standardize-targets",
      "MODE",
      Kind.TEXT,
      "auto",
      alternatives(StandardizationMode.ids())
          + ": train a newly initialized output layer of a regression on standardized"
          + " targets",
      StandardizationMode.ids(),
      id -> StandardizationMode.of(id).orElseThrow()),
  INITIAL_BIAS(
      "initial-bias",
      "--initial-bias",
      "MODE",
      Kind.TEXT,
      "prior",
      alternatives(InitialBias.ids())
          + ": initial bias of a newly initialized output layer with a cross-entropy; prior starts at"
          + " the frequencies of the classes or labels",
      InitialBias.ids(),
      id -> InitialBias.of(id).orElseThrow()),
  SAMPLING(
      "sampling",
      "--sampling",
      "MODE",
      Kind.TEXT,
      "shuffled",
      alternatives(Sampling.ids())
          + ": images of an epoch; balanced uses equally many of each class, by repeating images of"
          + " small classes and leaving out some of large ones",
      Sampling.ids(),
      id -> Sampling.of(id).orElseThrow()),
  WEIGHT_DECAY(
      "weight-decay",
      "--weight-decay",
      "X",
      Kind.NUMBER,
      "",
      "factor of the L2 regularization, half the squared kernel weights of trained layers; with adamw its"
          + " decoupled weight decay; default: 0.004 with adamw, else 0.01 with standardized"
          + " features (of a solved head that of scikit-learn), else 0"),
  DECAY_ALL(
      "decay-all",
      "--decay-all",
      "",
      Kind.BOOL,
      "false",
      "weight decay and L1 penalty of biases and batch norms, too, instead of kernels only"),
  L1("l1", "--l1", "X", Kind.NUMBER, "0", "factor of the sum of absolute weights in the loss"),
  CLIP_NORM(
      "clip-norm",
      "--clip-norm",
      "X",
      Kind.NUMBER,
      "0",
      "largest norm of all gradients together; 0 for no clipping"),
  CLIP_VALUE(
      "clip-value",
      "--clip-value",
      "X",
      Kind.NUMBER,
      "0",
      "largest absolute value of each element of a gradient; 0 for no clipping"),
  ACCUMULATE(
      "accumulate",
      "--accumulate",
      "N",
      Kind.INTEGER,
      "1",
      "batches whose gradients are accumulated for one update"),
  EMA(
      "ema",
      "--ema",
      "X",
      Kind.NUMBER,
      "0",
      "momentum of a moving average of the weights, such as 0.999, which is evaluated and saved; 0"
          + " for none"),
  EPOCHS(
      "epochs",
      "--epochs",
      "N",
      Kind.INTEGER,
      "",
      "maximum number of epochs; default: 30, or 200 if the features of a frozen backbone are the"
          + " same in every epoch"),
  BATCH_SIZE("batch-size", "--batch-size", "N", Kind.INTEGER, "32", "images per training step"),
  PATIENCE(
      "patience",
      "--patience",
      "N",
      Kind.INTEGER,
      "",
      "epochs without improvement of the monitored metric before training stops, 0 to disable"
          + " early stopping; default: 5, or 20 if the features of a frozen backbone are the same in"
          + " every epoch"),
  MONITOR(
      "monitor",
      "--monitor",
      "METRIC",
      Kind.TEXT,
      Metrics.LOSS.key(),
      "metric on the validation images for early stopping and the best epoch: "
          + String.join(", ", Metrics.monitorKeys())
          + "; of one of several outputs such as age/mae",
      SettingParser::monitor),
  SEED(
      "seed",
      "--seed",
      "N",
      Kind.INTEGER,
      "42",
      "seed of the split, initial weights, sample order, augmentation and dropout"),
  THREADS(
      "threads",
      "--threads",
      "N",
      Kind.INTEGER,
      "0",
      "threads that decode images; 0 for one per processor"),
  ENGINE(
      "engine",
      "--engine",
      "ENGINE",
      Kind.TEXT,
      "auto",
      alternatives(EngineMode.ids())
          + ": how outputs are computed; auto compiles networks whose layers are all"
          + " supported and names the layers that keep others on DL4J, compiled rejects these",
      EngineMode.ids(),
      id -> EngineMode.of(id).orElseThrow()),
  CACHE(
      "cache",
      "--cache",
      "MODE",
      Kind.TEXT,
      "auto",
      alternatives(Caching.ids())
          + ": cache the features of a frozen backbone; changes only the run time",
      Caching.ids(),
      id -> Caching.of(id).orElseThrow()),
  CHECKPOINT_EVERY(
      "checkpoint-every",
      "--checkpoint-every",
      "N",
      Kind.INTEGER,
      "0",
      "updates of the weights between checkpoints within an epoch; 0 for checkpoints at the end of"
          + " epochs only; changes only what a killed run loses");

  /** Type of a value. */
  public enum Kind {
    TEXT,
    INTEGER,
    NUMBER,
    BOOL,
    LIST
  }

  private final String key;
  private final String flag;
  private final String valueLabel;
  private final Kind kind;
  private final String defaultValue;
  private final String description;
  private final List<String> choices;
  private final Function<String, ?> parser;

  Setting(
      String key,
      String flag,
      String valueLabel,
      Kind kind,
      String defaultValue,
      String description) {
    this(key, flag, valueLabel, kind, defaultValue, description, List.of(), text -> text);
  }

  Setting(
      String key,
      String flag,
      String valueLabel,
      Kind kind,
      String defaultValue,
      String description,
      Function<String, ?> parser) {
    this(key, flag, valueLabel, kind, defaultValue, description, List.of(), parser);
  }

  Setting(
      String key,
      String flag,
      String valueLabel,
      Kind kind,
      String defaultValue,
      String description,
      List<String> choices,
      Function<String, ?> parser) {
    this.key = key;
    this.flag = flag;
    this.valueLabel = valueLabel;
    this.kind = kind;
    this.defaultValue = defaultValue;
    this.description = description;
    this.choices = ImmutableList.copyOf(choices);
    this.parser = parser;
  }

  /** Formats the values of a setting, for instance {@code auto, on or off}. */
  private static String alternatives(List<String> ids) {
    int last = ids.size() - 1;
    return String.join(", ", ids.subList(0, last)) + " or " + ids.get(last);
  }

  /** Returns the key, for instance {@code optimizer.learning-rate}. */
  public String key() {
    return key;
  }

  /** Returns the option of the command line, for instance {@code --lr}. */
  public String flag() {
    return flag;
  }

  /** Returns what the help shows as the value of the option; empty for a switch. */
  public String valueLabel() {
    return valueLabel;
  }

  /**
   * Returns the name in messages: the key, and the option if it has another name, for instance
   * {@code "optimizer.learning-rate" (--lr)}.
   */
  public String displayName() {
    String quoted = "\"" + key + "\"";
    return flag.equals("--" + key) ? quoted : quoted + " (" + flag + ")";
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
    return new SettingParser(this).parse(text);
  }

  /** Parses a text that is one of the choices, see {@link SettingParser}. */
  Object parseChoice(String text) {
    return parser.apply(text);
  }

  /**
   * Returns the setting that a misspelled name most probably means: a key, an option, or a term of
   * Keras or PyTorch.
   */
  public static Optional<Setting> suggestion(String name) {
    return SettingAliases.resolve(name);
  }

  static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
  }

  /** Returns all keys, in the order of declaration. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).collect(ImmutableList.toImmutableList());
  }
}
