package org.blockwright.training;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.PictureReader;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Rates;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.model.Model;
import org.blockwright.training.features.FeatureCache;

/**
 * What is to be done to train a model; immutable, each word gives a copy.
 *
 * <pre>{@code
 * Run run = Trainer.of(Optimizer.adam(1e-3))
 *     .rates(Rates.none().freeze("block*"))
 *     .epochs(10).batch(32).patience(3).seed(42)
 *     .train(model, split.train(), Optional.of(split.validation()), reader);
 * }</pre>
 *
 * @param rates multipliers of the optimizer's rate by block
 * @param patience epochs without a better validation loss after which training ends; 0 for never
 * @param seed of the order of the pictures, the augmentation and dropout
 * @param threads that decode pictures
 * @param stop asked after every batch: whether to end
 * @param cache where features of a frozen beginning are kept; without one they are kept for this
 *     training alone
 */
public record Trainer(
    Optimizer optimizer,
    Rates rates,
    int epochs,
    int batch,
    int patience,
    long seed,
    int threads,
    Augmentation augmentation,
    Progress progress,
    BooleanSupplier stop,
    Optional<FeatureCache> cache,
    Set<String> fresh) {

  public Trainer {
    require("epochs", 1, epochs);
    require("batch", 1, batch);
    require("patience", 0, patience);
    require("threads", 1, threads);
    fresh = ImmutableSet.copyOf(fresh);
  }

  /** Ten epochs of batches of 32, every layer at full rate, to the end. */
  public static Trainer of(Optimizer optimizer) {
    return new Trainer(
        optimizer,
        Rates.none(),
        10,
        32,
        0,
        42,
        Runtime.getRuntime().availableProcessors(),
        Augmentation.none(),
        Progress.silent(),
        () -> false,
        Optional.empty(),
        Set.of());
  }

  public Trainer rates(Rates r) {
    return new Trainer(
        optimizer,
        r,
        epochs,
        batch,
        patience,
        seed,
        threads,
        augmentation,
        progress,
        stop,
        cache,
        fresh);
  }

  public Trainer epochs(int n) {
    return new Trainer(
        optimizer,
        rates,
        n,
        batch,
        patience,
        seed,
        threads,
        augmentation,
        progress,
        stop,
        cache,
        fresh);
  }

  public Trainer batch(int n) {
    return new Trainer(
        optimizer,
        rates,
        epochs,
        n,
        patience,
        seed,
        threads,
        augmentation,
        progress,
        stop,
        cache,
        fresh);
  }

  public Trainer patience(int n) {
    return new Trainer(
        optimizer,
        rates,
        epochs,
        batch,
        n,
        seed,
        threads,
        augmentation,
        progress,
        stop,
        cache,
        fresh);
  }

  public Trainer seed(long s) {
    return new Trainer(
        optimizer,
        rates,
        epochs,
        batch,
        patience,
        s,
        threads,
        augmentation,
        progress,
        stop,
        cache,
        fresh);
  }

  public Trainer threads(int n) {
    return new Trainer(
        optimizer,
        rates,
        epochs,
        batch,
        patience,
        seed,
        n,
        augmentation,
        progress,
        stop,
        cache,
        fresh);
  }

  public Trainer augmentation(Augmentation a) {
    return new Trainer(
        optimizer, rates, epochs, batch, patience, seed, threads, a, progress, stop, cache, fresh);
  }

  public Trainer progress(Progress p) {
    return new Trainer(
        optimizer,
        rates,
        epochs,
        batch,
        patience,
        seed,
        threads,
        augmentation,
        p,
        stop,
        cache,
        fresh);
  }

  /** Ends after the running batch when it says so; the best weights so far are kept. */
  public Trainer stopWhen(BooleanSupplier s) {
    return new Trainer(
        optimizer,
        rates,
        epochs,
        batch,
        patience,
        seed,
        threads,
        augmentation,
        progress,
        s,
        cache,
        fresh);
  }

  /** Features of a frozen beginning are taken from here and left here. */
  public Trainer features(FeatureCache c) {
    return new Trainer(
        optimizer,
        rates,
        epochs,
        batch,
        patience,
        seed,
        threads,
        augmentation,
        progress,
        stop,
        Optional.of(c),
        fresh);
  }

  /**
   * Names the layers whose weights are initial ones. Where the dense layer right behind kept
   * features is among them, it learns on features of mean 0 and deviation 1, for which initial
   * weights are meant, and takes mean and deviation into its weights and biases at the end: the
   * network is the same, but one learning rate suits features of any scale.
   */
  public Trainer fresh(Set<String> layers) {
    return new Trainer(
        optimizer,
        rates,
        epochs,
        batch,
        patience,
        seed,
        threads,
        augmentation,
        progress,
        stop,
        cache,
        layers);
  }

  /**
   * Whether a frozen beginning of this network would be computed once and its features kept, if
   * there is room for them.
   *
   * @throws org.blockwright.base.DescriptionException where a pattern of the rates matches nothing
   */
  public boolean keepsFeatures(Network network) {
    Plan plan = Plan.of(network.graph(), optimizer, rates, seed);
    return augmentation.isEmpty()
        && network.augmenting().isEmpty()
        && FeatureCache.end(network.graph(), plan::freezes).isPresent();
  }

  /**
   * Trains a model in place.
   *
   * @param validation chooses the best epoch; without it the training loss does
   * @throws org.blockwright.base.DataException where the classes are not the model's labels
   * @throws org.blockwright.base.TrainingException where the loss is no number any more
   */
  public Run train(Model model, Dataset train, Optional<Dataset> validation, PictureReader reader) {
    return new Training(this, model, train, validation, reader).run();
  }

  private static void require(String what, int least, int got) {
    if (got < least) {
      throw new UsageException(TrainingProblems.number(what, least, got));
    }
  }
}
