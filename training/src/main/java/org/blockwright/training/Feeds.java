package org.blockwright.training;

import java.util.List;
import java.util.Optional;
import org.blockwright.base.Progress;
import org.blockwright.base.TrainingException;
import org.blockwright.data.Batches;
import org.blockwright.data.Dataset;
import org.blockwright.data.PictureReader;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.model.Model;
import org.blockwright.training.features.Backbone;
import org.blockwright.training.features.FeatureCache;
import org.blockwright.training.features.FeatureCache.Beginning;
import org.blockwright.training.features.Features;

/**
 * Where batches come from. A frozen backbone always runs at inference as a model of its own, and
 * what follows it is trained as a graph of its own; whether its features are cached in memory,
 * cached on disk or computed for every batch changes nothing but the time it takes. Without a
 * frozen backbone the whole network is trained on images.
 */
final class Feeds implements AutoCloseable {
  private final Trainer trainer;
  private final Model model;
  private final PictureReader reader;
  private final Optional<Node> end;
  private final Optional<FeatureCache> own;
  private final FeatureCache cache;
  private final Optional<Beginning> cached;
  private final Optional<Backbone> backbone;
  private Standard standard = Standard.none();

  /**
   * @param all the data sets that will be asked for; their features are cached if all fit
   */
  Feeds(Trainer trainer, Model model, Plan plan, PictureReader reader, List<Dataset> all) {
    this.trainer = trainer;
    this.model = model;
    this.reader = reader;
    this.end = FeatureCache.end(model.network().graph(), plan::freezes);
    this.own =
        trainer.cache().isEmpty()
            ? Optional.of(new FeatureCache(FeatureCache.Limits.defaults()))
            : Optional.empty();
    this.cache = trainer.cache().or(() -> own).orElseThrow();
    this.cached =
        trainer.caching() == Caching.AUTO && trainer.keepsFeatures(model.network())
            ? end.map(node -> FeatureCache.beginning(model, node, reader)).filter(b -> fits(b, all))
            : Optional.empty();
    this.backbone =
        cached.isPresent() ? Optional.empty() : end.map(node -> new Backbone(model, node));
  }

  private boolean fits(Beginning beginning, List<Dataset> all) {
    boolean fits = cache.takes(beginning, all);
    if (!fits) {
      trainer.progress().note(TrainingProblems.noRoom(beginning.end().name()));
    }
    return fits;
  }

  /** What is trained: all that follows the frozen backbone, or the whole network. */
  Graph part() {
    Graph graph = model.network().graph();
    return end.map(node -> graph.behind(node.name())).orElse(graph);
  }

  /** The last layer whose features are cached, if there is one. */
  Optional<String> cachedAt() {
    return cached.map(beginning -> beginning.end().name());
  }

  /**
   * From now on features are standardized by those of these images, which are not augmented.
   *
   * @throws TrainingException if it is stopped before all of them were seen
   */
  Standard standardize(Dataset train) {
    Standard.Sums sums = new Standard.Sums(Math.toIntExact(end.orElseThrow().shape().size()));
    if (cached.isPresent()) {
      Features features = features(train);
      float[] row = new float[Math.toIntExact(features.shape().size())];
      for (int i = 0; i < features.samples().size(); i++) {
        features.copy(i, row, 0);
        sums.add(row, 0);
      }
    } else {
      try (Feed feed = plain(train);
          Progress.Task task = trainer.progress().start("feature statistics", train.size())) {
        while (feed.hasNext()) {
          if (trainer.stop().getAsBoolean()) {
            throw new TrainingException(TrainingProblems.stoppedEarly());
          }
          float[] rows = feed.next().getFeatures(0).dup('c').data().asFloat();
          int count = feed.samples().size();
          for (int row = 0; row < count; row++) {
            sums.add(rows, row * rows.length / count);
          }
          task.advance(count, "");
        }
      }
    }
    standard = sums.standard();
    return standard;
  }

  /** Batches to train on, in another order in each epoch, augmented. */
  Feed training(Dataset data) {
    return cached.isPresent()
        ? cached(data, true)
        : computed(
            PictureFeed.learning(
                Batches.shuffled(
                    data,
                    reader,
                    trainer.augmentation(),
                    trainer.seed(),
                    trainer.batch(),
                    trainer.threads()),
                data.size(),
                network(),
                trainer.seed()));
  }

  /** Batches to evaluate on. */
  Feed evaluation(Dataset data) {
    return cached.isPresent() ? cached(data, false) : plain(data);
  }

  private Feed plain(Dataset data) {
    return computed(
        PictureFeed.measuring(
            Batches.inOrder(data, reader, trainer.batch(), trainer.threads()),
            data.size(),
            network()));
  }

  private Network network() {
    return backbone.map(Backbone::network).orElse(model.network());
  }

  private Feed computed(PictureFeed images) {
    return backbone.isPresent()
        ? new BackboneFeed(images, backbone.orElseThrow(), standard)
        : images;
  }

  private Feed cached(Dataset data, boolean shuffled) {
    return new FeatureFeed(
        features(data), data, trainer.batch(), trainer.seed(), shuffled, standard);
  }

  private Features features(Dataset data) {
    return cache.of(
        cached.orElseThrow(),
        data,
        trainer.batch(),
        trainer.threads(),
        trainer.progress(),
        trainer.stop());
  }

  @Override
  public void close() {
    backbone.ifPresent(Backbone::close);
    own.ifPresent(FeatureCache::close);
  }
}
