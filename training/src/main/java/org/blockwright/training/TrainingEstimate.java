package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.blockwright.data.Dataset;
import org.blockwright.data.InputPreprocessors;
import org.blockwright.dsl.graph.Node;
import org.blockwright.engine.EarlierUpdates;
import org.blockwright.engine.Executor;
import org.blockwright.engine.PeakMemory;
import org.blockwright.inference.Feed;
import org.blockwright.model.OutputArrays;
import org.blockwright.training.features.FeatureCache;
import org.blockwright.training.features.FeatureCache.BackboneSpec;
import org.blockwright.training.schedule.LearningRateSchedule;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * How long a training takes at most and how much memory it needs, from a few real batches of each
 * phase, see {@link TrainingSetup#estimate}.
 *
 * @param phases the phases, in order
 * @param batches the number of measured batches of each phase
 * @param peakBytes peak resident memory of the process after these batches
 */
public record TrainingEstimate(ImmutableList<PhaseEstimate> phases, int batches, long peakBytes) {
  private static final int BATCHES = 3;

  /** The first one compiles programs, and its time does not count. */
  private static final int READ_EPOCHS = 2;

  /**
   * A phase.
   *
   * @param epochs maximum number of epochs
   * @param stepsPerEpoch number of updates in an epoch
   * @param learningRate the learning rate of the optimizer
   * @param schedule its schedule
   * @param augmentation the augmentation as text; empty for none
   * @param trainedParameters number of parameters that are trained
   * @param parameters number of all parameters
   * @param cachedAt the layer whose features would be cached, if they would be
   * @param cacheBytes the size of these features
   * @param solvedLayer the layer that is solved to convergence, if it is
   * @param readSeconds time to read a batch, with the features of a frozen backbone
   * @param stepSeconds time of a training step without that
   * @param forwardSeconds time of the forward pass of a validation batch without that
   * @param onceSeconds time before the first epoch, for the features of all images
   * @param epochSeconds time of an epoch with its validation
   */
  public record PhaseEstimate(
      int epochs,
      long stepsPerEpoch,
      double learningRate,
      LearningRateSchedule schedule,
      String augmentation,
      long trainedParameters,
      long parameters,
      Optional<String> cachedAt,
      long cacheBytes,
      Optional<String> solvedLayer,
      double readSeconds,
      double stepSeconds,
      double forwardSeconds,
      double onceSeconds,
      double epochSeconds) {
    /** Returns the time of all epochs, in seconds. */
    public double seconds() {
      return onceSeconds + epochs * epochSeconds;
    }
  }

  /** Returns the time of all epochs of all phases, in seconds; early stopping makes it shorter. */
  public double seconds() {
    return phases.stream().mapToDouble(PhaseEstimate::seconds).sum();
  }

  /** Measures each phase; the model is unchanged. */
  static TrainingEstimate measure(TrainingSetup setup, TrainingData data) {
    List<PhaseEstimate> phases = new ArrayList<>();
    PeakMemory memory = new PeakMemory();
    int batches = 0;
    for (PhaseSetup phase : setup.phases()) {
      int size = phase.trainer().batchSize();
      Dataset few = evenlySpread(data.train(), BATCHES * size);
      batches = (few.size() + size - 1) / size;
      phases.add(measure(phase, data, few));
      memory.sample();
    }
    return new TrainingEstimate(ImmutableList.copyOf(phases), batches, memory.bytes());
  }

  /** Returns a number of images from all parts of a dataset, whose order is that of the classes. */
  static Dataset evenlySpread(Dataset data, int count) {
    if (data.size() <= count) {
      return data;
    }
    Set<String> keys =
        IntStream.range(0, count)
            .mapToObj(i -> data.samples().get((int) ((long) i * data.size() / count)).key())
            .collect(Collectors.toSet());
    return data.filter(sample -> keys.contains(sample.key()));
  }

  private static PhaseEstimate measure(PhaseSetup setup, TrainingData data, Dataset few) {
    Trainer trainer = setup.trainer();
    // Features of a few images are computed for each batch: that is what a cache does once.
    // Targets are those of all images: a few may have one class, or one value.
    PhaseSetup uncached = new PhaseSetup(trainer.caching(Caching.OFF), setup.model());
    TargetScalings scalings =
        TargetScalings.of(data.predicted().outputs(), setup.scaledOutputs(), data.train());
    PriorBias prior = new PriorBias(data.predicted().outputs(), data.train(), trainer.sampling());
    double reading = 0;
    List<Double> steps = new ArrayList<>();
    try (FeatureCache cache = new FeatureCache(FeatureCache.Limits.defaults());
        Feeds feeds = new Feeds(uncached, List.of(few), cache);
        Feed feed = feeds.trainingFeed(few);
        TrainedGraph graph = new TrainedGraph(uncached, Optional.empty(), scalings, prior);
        EarlierUpdates earlier = new EarlierUpdates();
        Executor executor = graph.executor(earlier)) {
      // Without steps between them: images are read ahead, so that a step would hide the time. For
      // the same reason all batches count: the last ones are decoded while earlier ones are
      // computed.
      for (int epoch = 0; epoch < READ_EPOCHS; epoch++) {
        long start = System.nanoTime();
        int read = 0;
        for (feed.startEpoch(epoch); feed.hasNext(); read++) {
          feed.next();
        }
        reading = (System.nanoTime() - start) / 1e9 / read;
      }
      Steps trained = new Steps(executor, trainer, scalings, LearningRates.of(step -> 0), 0);
      feed.startEpoch(READ_EPOCHS);
      while (feed.hasNext()) {
        MultiDataSet batch = feed.next();
        long start = System.nanoTime();
        trained.step(batch, feed.samples(), READ_EPOCHS, steps.size() + 1);
        steps.add((System.nanoTime() - start) / 1e9);
      }
      // As after an epoch of the training, whose memory has copies of the weights and a program for
      // validation, too.
      executor.publish();
      graph.bestWeights().keep();
      List<Double> forward = new ArrayList<>();
      for (Dataset validation : data.validation().stream().toList()) {
        forward.addAll(forwardSeconds(executor, feeds, evenlySpread(validation, few.size())));
      }
      return estimate(setup, data, cache, reading, withoutFirst(steps), withoutFirst(forward));
    }
  }

  /** Returns the times of forward passes, of the first batch twice. */
  private static List<Double> forwardSeconds(Executor executor, Feeds feeds, Dataset validation) {
    List<Double> seconds = new ArrayList<>();
    try (Feed feed = feeds.evaluationFeed(validation)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        for (feed.startEpoch(epoch); feed.hasNext(); ) {
          MultiDataSet batch = feed.next();
          long start = System.nanoTime();
          OutputArrays.free(executor.output(batch.getFeatures()));
          seconds.add((System.nanoTime() - start) / 1e9);
        }
      }
    }
    return seconds;
  }

  /** Returns the mean without the first batch, which compiles programs and allocates memory. */
  private static double withoutFirst(List<Double> seconds) {
    return seconds.stream()
        .skip(seconds.size() > 1 ? 1 : 0)
        .mapToDouble(x -> x)
        .average()
        .orElse(0);
  }

  private static PhaseEstimate estimate(
      PhaseSetup setup,
      TrainingData data,
      FeatureCache cache,
      double read,
      double step,
      double forward) {
    Trainer trainer = setup.trainer();
    long images = data.train().size();
    long training = batches(images, trainer.batchSize());
    long validation = data.validation().map(d -> batches(d.size(), trainer.batchSize())).orElse(0L);
    Optional<Node> cached = setup.backboneEnd().filter(end -> isCached(setup, data, cache, end));
    boolean solved = setup.solvedLayer().isPresent();
    boolean once = cached.isPresent() || solved;
    double steps = (solved ? 0 : training * step) + validation * forward;
    double reading = (training + validation) * read;
    return new PhaseEstimate(
        setup.epochs(),
        solved ? 0 : batches(training, trainer.accumulate()),
        trainer.optimizer().learningRate(),
        trainer.schedule(),
        trainer.augmentation().toString(),
        setup.trainedParameters(),
        setup.model().parameters().values().stream()
            .flatMap(List::stream)
            .mapToLong(parameter -> parameter.size())
            .sum(),
        cached.map(Node::name),
        cached
            .map(
                end ->
                    (images + data.validation().map(Dataset::size).orElse(0))
                        * end.shape().size()
                        * Float.BYTES)
            .orElse(0L),
        setup.solvedLayer().map(Node::name),
        read,
        step,
        forward,
        once ? reading : 0,
        once ? steps : reading + steps);
  }

  private static boolean isCached(
      PhaseSetup setup, TrainingData data, FeatureCache cache, Node end) {
    BackboneSpec spec =
        FeatureCache.backboneSpec(
            setup.model(), end, InputPreprocessors.of(setup.model().network()));
    return setup.hasFixedFeatures()
        && setup.trainer().caching() == Caching.AUTO
        && cache.hasRoomFor(spec, data.datasets());
  }

  private static long batches(long count, int size) {
    return (count + size - 1) / size;
  }
}
