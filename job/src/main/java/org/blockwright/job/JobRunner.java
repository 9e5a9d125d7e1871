package org.blockwright.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.data.PictureReader;
import org.blockwright.data.Skipped;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.model.Model;
import org.blockwright.training.Evaluation;
import org.blockwright.training.Run;
import org.blockwright.training.Trainer;
import org.blockwright.training.features.FeatureCache;
import org.blockwright.training.measure.Measurements;

/**
 * Does jobs. Jobs that differ behind a frozen beginning share its features where a cache is given.
 *
 * @param stop asked after every batch: whether to end, keeping the best model so far
 */
public record JobRunner(Progress progress, BooleanSupplier stop, Optional<FeatureCache> cache) {

  private static final int EPOCHS = 30;
  private static final int PATIENCE = 5;
  private static final int KEPT_EPOCHS = 200;
  private static final int KEPT_PATIENCE = 20;

  public JobRunner(Progress progress) {
    this(progress, () -> false, Optional.empty());
  }

  /**
   * A network with its weights, ready to be trained.
   *
   * @param fresh layers with initial weights
   */
  private record Prepared(
      Model model, Set<String> fresh, List<String> notices, Map<String, String> facts) {}

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
    PictureReader reader = reader(job, model.network());
    return Pictures.of(job).test().map(images -> evaluate(job, model, images, reader));
  }

  private Outcome run(Job job, boolean testing) {
    Pictures pictures = Pictures.of(job);
    pictures.warnings().forEach(progress::note);
    for (Skipped skipped : pictures.skipped()) {
      progress.note("left out %s: %s".formatted(skipped.key(), skipped.reason()));
    }
    trainer(job);
    Prepared prepared = prepare(job, pictures.train().classes());
    Model model = prepared.model();
    Job scheduled = scheduled(job, model.network());
    try {
      PictureReader reader = reader(job, model.network());
      long start = System.nanoTime();
      Run run =
          trainer(scheduled)
              .fresh(prepared.fresh())
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
    Pictures pictures = Pictures.of(job);
    trainer(job);
    return prepare(job, pictures.train().classes()).model();
  }

  /**
   * The network of a job with its weights, to be run and not trained: {@link Source#shown}.
   *
   * @param labels what the outputs mean; empty for the network's own
   * @return to be closed
   */
  public Model model(Job job, List<String> labels) {
    return prepare(job, labels, source -> source.shown(job, labels)).model();
  }

  private Prepared prepare(Job job, List<String> labels) {
    return prepare(job, labels, source -> source.assembled(job, labels));
  }

  private Prepared prepare(Job job, List<String> labels, Function<Source, Network> assembly) {
    Optional<Shape> input = job.find(Setting.INPUT).map(Shape::parse);
    try (Source source = Source.of(job.need(Setting.MODEL), input, labels)) {
      Network network = assembly.apply(source);
      // A pattern that matches nothing shows before weights are read.
      Plan.of(network.graph(), job.optimizer(), job.rates(), 0);
      Model model = Model.initialized(network, job.integer(Setting.SEED));
      try {
        Set<String> fresh = new LinkedHashSet<>(model.parameters().keySet());
        source.model().ifPresent(saved -> fresh.removeAll(saved.copyInto(model)));
        Map<String, String> facts = new LinkedHashMap<>(Facts.machine());
        List<String> notices = new ArrayList<>();
        for (String text : job.find(Setting.WEIGHTS).stream().toList()) {
          Set<String> filled =
              WeightsFiles.parse(text)
                  .load(
                      model,
                      source.whole().graph(),
                      job.bool(Setting.PARTIAL),
                      line -> {
                        notices.add(line);
                        progress.note(line);
                      },
                      facts);
          fresh.removeAll(filled);
        }
        return new Prepared(model, fresh, notices, facts);
      } catch (RuntimeException | Error e) {
        model.close();
        throw e;
      }
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

  private static PictureReader reader(Job job, Network network) {
    return new PictureReader(network.input(), network.preprocessing(), job.bool(Setting.GRAY));
  }

  /**
   * With epochs and patience said: an epoch over kept features takes less than a second, so that
   * there is no reason to stop at the first hesitation.
   */
  private Job scheduled(Job job, Network network) {
    boolean kept = trainer(job).keepsFeatures(network);
    Job scheduled = job;
    if (job.find(Setting.EPOCHS).isEmpty()) {
      scheduled = scheduled.with(Setting.EPOCHS.key(), kept ? KEPT_EPOCHS : EPOCHS);
    }
    if (job.find(Setting.PATIENCE).isEmpty()) {
      scheduled = scheduled.with(Setting.PATIENCE.key(), kept ? KEPT_PATIENCE : PATIENCE);
    }
    return scheduled;
  }

  private static int integer(Job job, Setting setting, int otherwise) {
    return job.find(setting).isPresent() ? job.count(setting) : otherwise;
  }

  private Trainer trainer(Job job) {
    Trainer trainer =
        Trainer.of(job.optimizer())
            .rates(job.rates())
            .epochs(integer(job, Setting.EPOCHS, EPOCHS))
            .batch(job.count(Setting.BATCH))
            .patience(integer(job, Setting.PATIENCE, PATIENCE))
            .seed(job.integer(Setting.SEED))
            .threads(job.threads())
            .augmentation(
                job.find(Setting.AUGMENT).map(Augmentation::parse).orElse(Augmentation.none()))
            .progress(progress)
            .stopWhen(stop);
    return cache.map(trainer::features).orElse(trainer);
  }
}
