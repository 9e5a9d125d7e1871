package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.softmax;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Ratios;
import org.blockwright.data.audit.AuditMode;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.engine.EngineMode;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.training.Caching;
import org.blockwright.training.ConsoleListener;
import org.blockwright.training.InitialBias;
import org.blockwright.training.Sampling;
import org.blockwright.training.StandardizationMode;
import org.blockwright.training.ValidationMetric;
import org.blockwright.training.phase.Phase;
import org.blockwright.training.schedule.LearningRateSchedule;
import org.blockwright.weights.GrayscaleKernel;
import org.blockwright.weights.registry.PretrainedWeights;
import org.blockwright.zoo.MobileNet;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingJobTest {
  @TempDir Path folder;

  private static TrainingJob.Builder builder() {
    return TrainingJob.builder().network(Zoo.MOBILENET).train(Path.of("images"));
  }

  private static Job job() {
    return Job.defaults().with("model", "mobilenet").with("data.train", "images");
  }

  private static Arguments same(Consumer<TrainingJob.Builder> set, Map<String, Object> textsByKey) {
    return Arguments.of(set, textsByKey);
  }

  /** Each setter with the settings that mean the same; together they cover all settings. */
  static Stream<Arguments> settings() {
    return Stream.of(
        same(b -> b.network(Zoo.VGG16), Map.of("model", "vgg16")),
        same(b -> b.network(Path.of("a/b.yaml")), Map.of("model", "a/b.yaml")),
        same(b -> b.network(Path.of("a/b.ZIP")), Map.of("model", "a/b.ZIP")),
        same(b -> b.input(96, 64, 3), Map.of("input", "96x64x3")),
        same(b -> b.cut(MobileNet.CONV_PW_12_RELU), Map.of("cut", "conv_pw_12_relu")),
        same(b -> b.head(Heads.original()), Map.of("head.kind", "original", "head.width", 0)),
        same(b -> b.head(Heads.flattened()), Map.of("head.kind", "flatten", "head.width", 0)),
        same(
            b -> b.head(Heads.globalAverage().hidden(64)),
            Map.of("head.kind", "global-average", "head.width", 64)),
        same(b -> b.keepHead(true), Map.of("head.keep", true)),
        same(b -> b.task(Task.MULTI_LABEL), Map.of("task", "multi-label")),
        same(b -> b.loss(Loss.meanAbsoluteError()), Map.of("loss", "mean_absolute_error")),
        same(b -> b.loss(Loss.huber(2)), Map.of("loss", "huber=2.0")),
        same(b -> b.labelSmoothing(0.1), Map.of("label-smoothing", 0.1)),
        same(b -> b.classWeights(Map.of("left", 2.5)), Map.of("class-weights", "left=2.5")),
        same(b -> b.classWeights(ClassBalance.BALANCED), Map.of("class-weights", "balanced")),
        same(
            b -> b.classWeights(ClassBalance.effective(0.99)),
            Map.of("class-weights", "effective=0.99")),
        same(b -> b.initialBias(InitialBias.ZERO), Map.of("initial-bias", "zero")),
        same(b -> b.sampling(Sampling.BALANCED), Map.of("sampling", "balanced")),
        same(b -> b.threshold(0.3), Map.of("threshold", 0.3)),
        same(b -> b.chooseThresholds(), Map.of("threshold", "auto")),
        same(b -> b.targets("left", "right"), Map.of("data.targets", "left,right")),
        same(b -> b.images(Path.of("photos")), Map.of("data.images", "photos")),
        same(
            b -> b.standardizeTargets(StandardizationMode.OFF),
            Map.of("standardize-targets", "off")),
        same(b -> b.weights(Path.of("m.h5")), Map.of("weights", "m.h5")),
        same(b -> b.weights(Map.of("resnet", Path.of("r.h5"))), Map.of("weights", "resnet=r.h5")),
        same(b -> b.weights(PretrainedWeights.IMAGENET), Map.of("weights", "imagenet")),
        same(
            b -> b.towerWeights(Map.of("vgg", PretrainedWeights.named("vgg16-imagenet-notop"))),
            Map.of("weights", "vgg=vgg16-imagenet-notop")),
        same(b -> b.offline(true), Map.of("offline", true)),
        same(b -> b.weightsCache(Path.of("cache")), Map.of("weights-cache", "cache")),
        same(b -> b.allowPartialWeights(true), Map.of("allow-partial-weights", true)),
        same(b -> b.grayKernel(GrayscaleKernel.SUM), Map.of("gray-kernel", "sum")),
        same(b -> b.preprocessing(Preprocessing.CAFFE), Map.of("preprocessing", "caffe")),
        same(
            b -> b.preprocessing(Preprocessing.parse("mean=127,std=128")),
            Map.of("preprocessing", "order=RGB,scale=1.0,mean=127.0,std=128.0")),
        same(b -> b.train(Path.of("other")), Map.of("data.train", "other")),
        same(b -> b.validation(Path.of("v")), Map.of("data.validation", "v")),
        same(b -> b.validation(0.2), Map.of("data.validation", "0.2")),
        same(b -> b.test(Path.of("t")), Map.of("data.test", "t")),
        same(b -> b.split(Ratios.of(7, 2, 1)), Map.of("data.split", "7:2:1")),
        same(b -> b.split(Ratios.of(80, 10, 10)), Map.of("data.split", "8:1:1")),
        same(b -> b.split(Ratios.holdOut(0.25)), Map.of("data.split", "3:1")),
        same(b -> b.groupBy("^(\\d+)_"), Map.of("data.group-by", "^(\\d+)_")),
        same(b -> b.gray(true), Map.of("data.gray", true)),
        same(
            b -> b.augmentation(Augmentation.parse("rotate=10,noise=5")),
            Map.of("data.augmentation", "rotate=10,noise=5")),
        same(
            b -> b.learningRateMultiplier("block1*", 0.1).freeze("*"),
            Map.of("lr-multipliers", List.of("block1*=0.1", "freeze *"))),
        same(
            b -> b.optimizer(Optimizer.sgd(0.01).momentum(0.9).nesterov(true)),
            Map.of(
                "optimizer.kind",
                "sgd",
                "optimizer.learning-rate",
                0.01,
                "optimizer.momentum",
                0.9,
                "optimizer.nesterov",
                true)),
        same(
            b -> b.schedule(LearningRateSchedule.cosine().warmUp(2)),
            Map.of("schedule", "cosine,end=0,warm-up=2")),
        same(
            b ->
                b.phases(
                    Phase.ofEpochs(2).freeze("*"),
                    Phase.defaults()
                        .learningRate(1e-4)
                        .unfreeze("s5")
                        .schedule(LearningRateSchedule.cosine())
                        .augmentation(Augmentation.parse("flip,rotate=10")),
                    Phase.ofEpochs(3).learningRateMultiplier("s4", 0.5).patience(0)),
            Map.of(
                "phases",
                "epochs=2; freeze=* | learning-rate=1e-4; unfreeze=s5; augmentation=flip,rotate=10;"
                    + "schedule=cosine | epochs=3; lr-multipliers=s4=0.5; patience=0")),
        same(b -> b.fineTune(5), Map.of("fine-tune.epochs", 5)),
        same(b -> b.fineTuneGroups(2), Map.of("fine-tune.groups", 2)),
        same(b -> b.gradualUnfreezing(true), Map.of("fine-tune.gradual", true)),
        same(b -> b.learningRateDecayByGroup(0.8), Map.of("lr-decay-by-group", 0.8)),
        same(
            b -> b.networkParameter("block5/conv*", "filters", 256),
            Map.of("network", "block5/conv*.filters=256")),
        same(b -> b.headDropout(0.3), Map.of("head.dropout", 0.3)),
        same(b -> b.decayAll(true), Map.of("decay-all", true)),
        same(b -> b.l1(0.01), Map.of("l1", 0.01)),
        same(b -> b.clipNorm(1), Map.of("clip-norm", 1)),
        same(b -> b.clipValue(0.5), Map.of("clip-value", 0.5)),
        same(b -> b.accumulate(4), Map.of("accumulate", 4)),
        same(b -> b.ema(0.999), Map.of("ema", 0.999)),
        same(b -> b.splitFile(Path.of("s.csv")), Map.of("data.split-file", "s.csv")),
        same(b -> b.audit(AuditMode.FULL), Map.of("audit", "full")),
        same(b -> b.strict(true), Map.of("strict", true)),
        same(b -> b.metricsBy("source", "group"), Map.of("metrics-by", "source,group")),
        same(b -> b.weightDecay(0.02), Map.of("weight-decay", 0.02)),
        same(b -> b.epochs(3), Map.of("epochs", 3)),
        same(b -> b.batchSize(8), Map.of("batch-size", 8)),
        same(b -> b.patience(4), Map.of("patience", 4)),
        same(b -> b.monitor(Metrics.ACCURACY), Map.of("monitor", "accuracy")),
        same(b -> b.monitor(Metrics.MAE), Map.of("monitor", "mae")),
        same(
            b -> b.monitor(new ValidationMetric("age", Metrics.MAE)), Map.of("monitor", "age/mae")),
        same(b -> b.seed(7), Map.of("seed", 7)),
        same(b -> b.threads(2), Map.of("threads", 2)),
        same(b -> b.engine(EngineMode.DL4J), Map.of("engine", "dl4j")),
        same(b -> b.standardize(StandardizationMode.OFF), Map.of("standardize", "off")),
        same(b -> b.caching(Caching.OFF), Map.of("cache", "off")),
        same(b -> b.checkpointEvery(200), Map.of("checkpoint-every", "200")));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void settersMeanTheSameAsKeys(Consumer<TrainingJob.Builder> set, Map<String, Object> textsByKey) {
    TrainingJob.Builder typed = builder();
    set.accept(typed);
    Job text = job();
    for (Map.Entry<String, Object> entry : textsByKey.entrySet()) {
      text = text.with(entry.getKey(), entry.getValue());
    }

    TrainingJob job = typed.build();

    assertThat(job.settings().toMap()).isEqualTo(text.toMap());
    assertThat(job.settings().optimizer()).isEqualTo(text.optimizer());
    assertThat(JobFile.entries(job.settings())).containsOnlyKeys("job");
    // The optimizer keeps its other hyperparameters; its settings are compared above.
    assertThat(job.settings().with("optimizer.kind", job.settings().text(Setting.OPTIMIZER)))
        .isEqualTo(text.with("optimizer.kind", text.text(Setting.OPTIMIZER)));
  }

  @Test
  void everySettingHasASetter() {
    assertThat(settings().flatMap(s -> ((Map<?, ?>) s.get()[1]).keySet().stream()).distinct())
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(String.class))
        .containsExactlyInAnyOrderElementsOf(Setting.keys());
  }

  @Test
  void settersCheckTheirValues() {
    assertFails(
        () -> builder().epochs(0),
        "\"epochs\" must be a whole number from 1 to 2147483647, got 0.");
    assertFails(
        () -> builder().validation(1.5),
        "\"data.validation\" (--validation) must be a folder or a fraction between 0 and 1, got \"1.5\".");
    assertFails(
        () -> builder().weightDecay(Double.NaN),
        "\"weight-decay\" must be a number of at least 0, got NaN.");
    assertThatThrownBy(() -> builder().groupBy("("))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("\"data.group-by\" (--group-by): ");
    assertThatThrownBy(() -> builder().network(Path.of("net.txt")))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Unknown network \"net.txt\".");
    assertFails(
        () -> builder().labelSmoothing(1),
        "\"label-smoothing\" must be a number from 0 to less than 1, got 1.");
    assertFails(
        () -> builder().classWeights(Map.of("a", -1.0)),
        "\"class-weights\" must be balanced, effective, effective=BETA, or NAME=X for each class or label, each with a number of at least 0, for instance covid-19=4,normal=1, got \"a=-1.0\".");
    assertFails(
        () -> builder().threshold(0),
        "\"threshold\" must be auto or a number greater than 0 and less than 1, got \"0\".");
    assertThatThrownBy(() -> Heads.globalAverage().dropout(1))
        .isInstanceOf(DescriptionException.class)
        .hasMessage("head(...): dropout must be in [0, 1), got 1.0.");
  }

  @Test
  void buildChecksRequiredSettingsAndConflicts() {
    assertFails(
        () -> TrainingJob.builder().train(Path.of("images")).build(),
        "\"model\" is required but not set. Expected: zoo network, .yaml or .json description, or saved .zip.");
    assertFails(
        () -> TrainingJob.builder().network(Zoo.MOBILENET).build(),
        "\"data.train\" (--data) is required but not set. Expected: training images: a folder or archive with one subfolder per class, a CSV file, or - for a list of paths on stdin.");
    assertFails(
        () -> builder().split(Ratios.DEFAULT).test(Path.of("test")).build(),
        JobProblems.conflictingSplit());
  }

  private static void assertFails(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessage(message);
  }

  @Test
  void builtJobIsIndependentOfItsBuilder() {
    TrainingJob.Builder builder = builder();
    TrainingJob job = builder.build();
    builder.epochs(3);

    assertThat(job.settings().epochs()).isEmpty();
    assertThat(job.toBuilder().epochs(3).build()).isEqualTo(builder.build());
  }

  @Test
  void weightDecayReplacesThatOfAdamW() {
    Optimizer adamW = Optimizer.adamW(0.01).weightDecay(0.1);

    assertThat(builder().optimizer(adamW).build().settings().optimizer()).isEqualTo(adamW);
    assertThat(builder().weightDecay(0.2).optimizer(adamW).build().settings().optimizer())
        .isEqualTo(Optimizer.adamW(0.01).weightDecay(0.2));
  }

  private Path images() throws IOException {
    for (int label = 0; label < 2; label++) {
      Path directory = Files.createDirectories(folder.resolve("images/" + "ab".charAt(label)));
      for (int i = 0; i < 12; i++) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        image.setRGB(label, i % 8, 0xffffff - i);
        ImageIO.write(image, "png", directory.resolve(i + ".png").toFile());
      }
    }
    return folder.resolve("images");
  }

  private static Network network() {
    return Network.named("tiny")
        .input(8, 8, 3)
        .block("block1", conv(2, 3).relu(), maxPool(2))
        .head(flatten(), dense(3), softmax())
        .labels("x", "y", "z");
  }

  private TrainingJob.Builder tiny() throws IOException {
    return TrainingJob.builder()
        .network(network())
        .head(Heads.globalAverage().hidden(3).dropout(0.5))
        .train(images())
        .epochs(1)
        .batchSize(8)
        .threads(1);
  }

  /** What has no text form lies in files beside run.yaml. */
  @Test
  void runYamlRepeatsARunWithANetworkAndAHeadBuiltInJava() throws IOException {
    Path out = folder.resolve("run");
    Path again = folder.resolve("again");
    try (JobResult result = tiny().build().run()) {
      assertThat(result.test().accuracy().value()).isPresent();
      assertThat(result.validation().samples()).isEqualTo(result.images().validation().size());
      assertThat(result.save(out)).isEqualTo(out);

      assertThat(NetworkFormat.read(out.resolve("network.yaml"))).isEqualTo(network());
      assertThat(out.resolve("run.yaml"))
          .content()
          .contains("model: network.yaml")
          .contains("kind: head.yaml");
      try (JobResult repeated = TrainingJob.of(Job.read(out.resolve("run.yaml"))).run()) {
        assertThat(repeated.model().network()).isEqualTo(result.model().network());
        assertThat(repeated.model().getWeights("linear", "kernel"))
            .isEqualTo(result.model().getWeights("linear", "kernel"));
        repeated.save(again);
      }
    }
    assertThat(again.resolve("network.yaml")).hasSameTextualContentAs(out.resolve("network.yaml"));
    assertThat(RunDirectory.prepare(again, true).replacesExisting()).isTrue();
  }

  @Test
  void runYamlNamesValuesThatOnlyJavaCanExpress() throws IOException {
    Path out = folder.resolve("run");
    Optimizer optimizer = Optimizer.adam(0.01).betas(0.8, 0.9);
    try (JobResult result = tiny().optimizer(optimizer).build().run()) {
      result.save(out);
    }
    Path file = out.resolve("run.yaml");

    assertThat(file).content().contains("only-in-java:\n  optimizer.kind: \"" + optimizer + "\"");
    assertFails(
        () -> Job.read(file),
        file
            + ": this run had values of optimizer.kind that a job file cannot express. Repeat it in Java, or remove \"only-in-java\" from the file to run with the values in it.");
  }

  @Test
  void lossesWithAmountsAndColumnsWithCommasAreOnlyInJava() {
    Job job =
        builder()
            .loss(Loss.categoricalCrossEntropy().labelSmoothing(0.1))
            .targets("a,b", "c")
            .classWeights(Map.of("a,b", 2.0))
            .build()
            .settings();

    assertThat(job.targetColumns()).containsExactly("a,b", "c");
    assertThat(JobFile.entries(job).get("only-in-java"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsOnlyKeys("loss", "class-weights", "data.targets");
  }

  @Test
  void widthOfAStudyIsPartOfTheHeadBuiltInJava() throws IOException {
    Job job = tiny().build().settings().with("head.width", 5);

    assertThat(JobFile.files(job).get("head.yaml")).contains("units: 5");
    assertThat(((Map<?, ?>) job.toMap().get("head")).get("width")).isEqualTo(5L);
    assertThat(JobFile.entries(job).get("job").toString()).contains("width=0");
  }

  @Test
  void explainsMissingTestMetrics() throws IOException {
    try (JobResult result = tiny().split(Ratios.of(3, 1, 0)).build().run()) {
      assertFails(
          result::test,
          "There are no test metrics: the job has no test images, or was interrupted.");
    }
  }

  @Test
  void notifiesListeners() throws IOException {
    List<String> lines = new ArrayList<>();

    try (JobResult result = tiny().epochs(2).build().run(ConsoleListener.to(lines::add))) {
      assertThat(result.training().history().epochs()).hasSize(2);
    }

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("epoch 1/2: loss ");
  }

  @Test
  void textListsSettingsByKey() {
    assertThat(TrainingJob.builder().network(Zoo.VGG16).train(Path.of("images")).build())
        .hasToString("{model=vgg16, data.train=images}, []");
  }
}
