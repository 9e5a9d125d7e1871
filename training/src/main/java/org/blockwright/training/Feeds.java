package org.blockwright.training;

import java.util.List;
import java.util.Optional;
import org.blockwright.base.Progress;
import org.blockwright.base.TrainingException;
import org.blockwright.data.Batches;
import org.blockwright.data.Dataset;
import org.blockwright.data.InputPreprocessors;
import org.blockwright.data.SampleOrder;
import org.blockwright.data.Targets;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.Node;
import org.blockwright.inference.Feed;
import org.blockwright.inference.ImageFeed;
import org.blockwright.model.Model;
import org.blockwright.model.OutputArrays;
import org.blockwright.training.features.Backbone;
import org.blockwright.training.features.FeatureCache;
import org.blockwright.training.features.FeatureCache.BackboneSpec;
import org.blockwright.training.features.Features;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The batches of a phase of a training run. A frozen backbone always runs as a separate model in
 * inference mode, and the layers after it are trained as a separate graph; whether its features are
 * cached in memory, cached on disk or computed for every batch changes nothing but the time.
 * Without a frozen backbone the whole network is trained on images.
 */
final class Feeds implements AutoCloseable {
  private final Trainer trainer;
  private final Model model;
  private final InputPreprocessors preprocessors;
  private final Optional<Node> backboneEnd;
  private final FeatureCache cache;
  private final Optional<BackboneSpec> cachedBackbone;
  private final Optional<Backbone> backbone;
  private Standardization standardization = Standardization.identity();

  /**
   * @param datasets all data sets of the training; their features are cached only if all fit
   */
  Feeds(PhaseSetup setup, List<Dataset> datasets, FeatureCache cache) {
    this.trainer = setup.trainer();
    this.model = setup.model();
    this.preprocessors = InputPreprocessors.of(model.network());
    this.backboneEnd = setup.backboneEnd();
    this.cache = cache;
    this.cachedBackbone =
        trainer.caching() == Caching.AUTO && setup.hasFixedFeatures()
            ? backboneEnd
                .map(node -> FeatureCache.backboneSpec(model, node, preprocessors))
                .filter(spec -> fitsInCache(spec, datasets))
            : Optional.empty();
    this.backbone =
        cachedBackbone.isPresent()
            ? Optional.empty()
            : backboneEnd.map(node -> new Backbone(model, node));
  }

  private boolean fitsInCache(BackboneSpec spec, List<Dataset> datasets) {
    boolean fits = cache.hasRoomFor(spec, datasets);
    if (!fits) {
      trainer.progress().note(TrainingProblems.noRoomInCache(spec.lastNode().name()));
    }
    return fits;
  }

  /** Returns the layer whose output is cached; empty without cached features. */
  Optional<String> cachedAt() {
    return cachedBackbone.map(spec -> spec.lastNode().name());
  }

  /**
   * Computes the mean and standard deviation of the features of the unaugmented training images;
   * feeds created later are standardized by them.
   *
   * @throws TrainingException if the training is stopped before all images are processed
   */
  Standardization standardize(Dataset train) {
    Standardization.RunningStatistics statistics =
        new Standardization.RunningStatistics(
            Math.toIntExact(backboneEnd.orElseThrow().shape().size()));
    if (cachedBackbone.isPresent()) {
      Features features = features(train);
      float[] row = new float[Math.toIntExact(features.shape().size())];
      for (int i = 0; i < features.samples().size(); i++) {
        features.copy(i, row, 0);
        statistics.add(row, 0);
      }
    } else {
      try (Feed feed = inOrderFeed(train);
          Progress.Task task =
              trainer.progress().start("computing feature statistics", train.size())) {
        while (feed.hasNext()) {
          if (trainer.stopCondition().getAsBoolean()) {
            throw new TrainingException(TrainingProblems.stoppedBeforeFirstEpoch());
          }
          INDArray features = feed.next().getFeatures(0);
          for (float[] row : OutputArrays.rows(features)) {
            statistics.add(row, 0);
          }
          task.advance(feed.samples().size(), "");
        }
      }
    }
    standardization = statistics.standardization();
    return standardization;
  }

  /** Returns batches for training, in a new order in each epoch and augmented. */
  Feed trainingFeed(Dataset data) {
    SampleOrder order = order(data);
    return cachedBackbone.isPresent()
        ? cachedFeed(data, order)
        : withBackbone(
            ImageFeed.forTraining(
                Batches.augmented(
                    data,
                    preprocessors,
                    trainer.augmentation(),
                    network().augmentation(),
                    order,
                    trainer.seed(),
                    trainer.batchSize(),
                    trainer.threads()),
                data.size(),
                network()));
  }

  private SampleOrder order(Dataset data) {
    return switch (trainer.sampling()) {
      case SHUFFLED -> SampleOrder.shuffled(trainer.seed());
      case BALANCED -> SampleOrder.balanced(trainer.seed(), classes(data));
    };
  }

  /** Returns the class of each image of a network with one output. */
  static int[] classes(Dataset data) {
    Targets targets = data.targets().get(0);
    return data.samples().stream()
        .mapToInt(sample -> targets.classIndex(sample.target()))
        .toArray();
  }

  /** Returns batches for evaluation. */
  Feed evaluationFeed(Dataset data) {
    return cachedBackbone.isPresent()
        ? cachedFeed(data, SampleOrder.sequential())
        : inOrderFeed(data);
  }

  private Feed inOrderFeed(Dataset data) {
    return withBackbone(
        ImageFeed.forEvaluation(
            Batches.inOrder(data, preprocessors, trainer.batchSize(), trainer.threads()),
            data.size(),
            network()));
  }

  private Network network() {
    return backbone.map(Backbone::network).orElse(model.network());
  }

  private Feed withBackbone(ImageFeed images) {
    return backbone.isPresent()
        ? new BackboneFeed(images, backbone.orElseThrow(), standardization)
        : images;
  }

  private Feed cachedFeed(Dataset data, SampleOrder order) {
    return new FeatureFeed(features(data), data, trainer.batchSize(), order, standardization);
  }

  private Features features(Dataset data) {
    return cache.getOrCompute(
        cachedBackbone.orElseThrow(),
        data,
        trainer.batchSize(),
        trainer.threads(),
        trainer.progress(),
        trainer.stopCondition());
  }

  @Override
  public void close() {
    backbone.ifPresent(Backbone::close);
  }
}
