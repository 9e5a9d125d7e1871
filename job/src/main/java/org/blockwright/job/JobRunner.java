package org.blockwright.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.data.PictureReader;
import org.blockwright.data.Skipped;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.ColorMode;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.model.Model;
import org.blockwright.training.Caching;
import org.blockwright.training.Evaluation;
import org.blockwright.training.ResolvedSettings;
import org.blockwright.training.Run;
import org.blockwright.training.Standardize;
import org.blockwright.training.Trainer;
import org.blockwright.training.features.FeatureCache;
import org.blockwright.training.measure.Measurements;

/**
 * Does jobs. Jobs that differ behind a frozen beginning share its features where a cache is given.
 *
 * @param stop asked after every batch: whether to end, keeping the best model so far
 */
public record JobRunner(Progress progress, BooleanSupplier stop, Optional<FeatureCache> cache) {

  public JobRunner(Progress progress) {
    this(progress, () -> false, Optional.empty());
  }

  /** A network with its weights. */
  private record Prepared(Model model, List<String> notices, Map<String, String> facts) {}

  /**
   * All that training needs.
   *
   * @param job with every default that depends on the network decided
   */
  private record Ready(Job job, Prepared prepared, Pictures pictures) {}

  /**
   * Does a job: everything that can be wrong is found before the first batch.
   *
   * @throws org.blockwright.base.BlockwrightException where something is wrong with it
   */
  public Outcome run(Job job) {
    return run(job, true);
  }

  /**
   * Does a job, and leaves its test images alone, as trials of a study have to.
   *
   * @throws org.blockwright.base.BlockwrightException where something is wrong with it
   */
  public Outcome runWithoutTest(Job job) {
    return run(job, false);
  }

  /** Evaluates a trained model on the test images of its job; empty where it has none. */
  public Optional<Evaluation.Result> test(Job job, Model model) {
    PictureReader reader = PictureReader.of(model.network());
    return Pictures.of(job, classes -> model.network().labels())
        .test()
        .map(images -> evaluate(job, model, images, reader));
  }

  private Outcome run(Job job, boolean testing) {
    Ready ready = ready(job);
    Job scheduled = ready.job();
    Prepared prepared = ready.prepared();
    Pictures pictures = ready.pictures();
    Model model = prepared.model();
    try {
      PictureReader reader = PictureReader.of(model.network());
      long start = System.nanoTime();
      Run run =
          trainer(scheduled)
              .train(model, pictures.train(), Optional.of(pictures.validation()), reader);
      double trained = (System.nanoTime() - start) / 1e9;
      Map<String, Measurements> measured = new LinkedHashMap<>();
      run.validation().ifPresent(m -> measured.put("validation", m));
      List<Skipped> skipped = new ArrayList<>(pictures.skipped());
      skipped.addAll(run.skipped());
      if (testing && pictures.test().isPresent() && !run.interrupted()) {
        Evaluation.Result tested = evaluate(job, model, pictures.test().orElseThrow(), reader);
        measured.put("test", tested.measurements());
        skipped.addAll(tested.skipped());
      }
      Map<String, String> facts = new LinkedHashMap<>(prepared.facts());
      facts.putAll(Facts.data(pictures));
      facts.put("seconds training", String.format(Locale.ROOT, "%.1f", trained));
      run.keptFeatures().ifPresent(layer -> facts.put("features kept at", layer));
      return new Outcome(
          scheduled,
          model,
          run,
          pictures,
          measured,
          skipped,
          notices(pictures, prepared, run),
          facts);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private static List<String> notices(Pictures pictures, Prepared prepared, Run run) {
    List<String> notices = new ArrayList<>(pictures.warnings());
    notices.addAll(prepared.notices());
    if (run.interrupted()) {
      notices.add("interrupted; the model is the best so far");
    }
    return notices;
  }

  /**
   * Checks a job without training: pictures, network, weights.
   *
   * @return what would be trained; to be closed
   */
  public Model check(Job job) {
    return ready(job).prepared().model();
  }

  private Ready ready(Job job) {
    trainer(job);
    try (Source source = source(job, List.of())) {
      List<Labelling> decided = new ArrayList<>();
      Pictures pictures =
          Pictures.of(
              job,
              classes -> {
                decided.add(
                    Labelling.of(
                        job.need(Setting.MODEL),
                        source.labels(),
                        classes,
                        job.bool(Setting.HEAD_KEEP)));
                return decided.get(0).labels();
              });
      pictures.warnings().forEach(progress::note);
      for (Skipped skipped : pictures.skipped()) {
        progress.note("left out %s: %s".formatted(skipped.key(), skipped.reason()));
      }
      Labelling labelling = decided.get(0);
      List<String> notices = new ArrayList<>();
      labelling.notice().ifPresent(line -> tell(line, notices));
      List<String> labels = labelling.labels();
      Source labelled = source.labelled(labels);
      Network network = colored(job, source, labelled.assembled(job, labels), notices);
      Prepared prepared = prepare(job, labelled, network, !labelling.newHead(), notices);
      try {
        return new Ready(resolved(job, prepared.model()), prepared, pictures);
      } catch (RuntimeException | Error e) {
        prepared.model().close();
        throw e;
      }
    }
  }

  /** The network for images in the colors of the job, or in its own where the job sets none. */
  private Network colored(Job job, Source source, Network network, List<String> notices) {
    ColorMode own = network.conversion().colorMode();
    if (!job.sets(Setting.GRAY)) {
      return network;
    }
    ColorMode wanted = job.bool(Setting.GRAY) ? ColorMode.GRAYSCALE : ColorMode.RGB;
    if (wanted != own && (source.model().isPresent() || own == ColorMode.GRAYSCALE)) {
      tell(JobProblems.colorChanged(job.need(Setting.MODEL), own, wanted), notices);
    }
    return network.colorMode(wanted);
  }

  private void tell(String line, List<String> notices) {
    notices.add(line);
    progress.note(line);
  }

  /**
   * The network of a job with its weights, to be run and not trained: {@link Source#shown}.
   *
   * @param labels what the outputs mean; empty for the network's own
   * @return to be closed
   */
  public Model model(Job job, List<String> labels) {
    try (Source source = source(job, labels)) {
      return prepare(job, source, source.shown(job, labels), true, new ArrayList<>()).model();
    }
  }

  private static Source source(Job job, List<String> labels) {
    Optional<Shape> input = job.find(Setting.INPUT).map(Shape::parse);
    return Source.of(job.need(Setting.MODEL), input, labels);
  }

  private Prepared prepare(
      Job job, Source source, Network network, boolean withHead, List<String> notices) {
    // A pattern that matches nothing shows before weights are read.
    Plan.of(network.graph(), job.optimizer(), job.rates(), 0);
    Model model = Model.initialized(network, job.integer(Setting.SEED));
    try {
      source.model().ifPresent(saved -> saved.copyInto(model, n -> withHead || !n.inHead()));
      Map<String, String> facts = new LinkedHashMap<>(Facts.machine());
      for (String text : job.find(Setting.WEIGHTS).stream().toList()) {
        WeightsFiles.parse(text)
            .load(
                model,
                source.whole().graph(),
                job.bool(Setting.PARTIAL),
                line -> tell(line, notices),
                facts);
      }
      return new Prepared(model, notices, facts);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private Evaluation.Result evaluate(Job job, Model model, Dataset data, PictureReader reader) {
    return Evaluation.of(
        model,
        data,
        reader,
        job.count(Setting.BATCH),
        job.threads(),
        job.integer(Setting.SEED),
        progress);
  }

  /** The job with every default that depends on the network, as {@code run.yaml} records it. */
  private Job resolved(Job job, Model model) {
    ResolvedSettings settings = trainer(job).resolve(model);
    Standardize standardize = settings.standardize() ? Standardize.ON : Standardize.OFF;
    ColorMode colors = model.network().conversion().colorMode();
    return job.with(Setting.EPOCHS.key(), settings.epochs())
        .with(Setting.PATIENCE.key(), settings.patience())
        .with(Setting.STANDARDIZE.key(), standardize.word())
        .with(Setting.WEIGHT_DECAY.key(), settings.weightDecay())
        .with(Setting.GRAY.key(), colors == ColorMode.GRAYSCALE);
  }

  private Trainer trainer(Job job) {
    Trainer trainer =
        Trainer.of(job.optimizer())
            .rates(job.rates())
            .batch(job.count(Setting.BATCH))
            .standardize(Standardize.of(job.text(Setting.STANDARDIZE)).orElseThrow())
            .caching(Caching.of(job.text(Setting.CACHE)).orElseThrow())
            .seed(job.integer(Setting.SEED))
            .threads(job.threads())
            .augmentation(
                job.find(Setting.AUGMENT).map(Augmentation::parse).orElse(Augmentation.none()))
            .progress(progress)
            .stopWhen(stop);
    if (job.find(Setting.EPOCHS).isPresent()) {
      trainer = trainer.epochs(job.count(Setting.EPOCHS));
    }
    if (job.find(Setting.PATIENCE).isPresent()) {
      trainer = trainer.patience(job.count(Setting.PATIENCE));
    }
    if (job.find(Setting.WEIGHT_DECAY).isPresent()) {
      trainer = trainer.weightDecay(job.number(Setting.WEIGHT_DECAY));
    }
    return cache.map(trainer::features).orElse(trainer);
  }
}
