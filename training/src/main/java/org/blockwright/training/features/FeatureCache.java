package org.blockwright.training.features;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.blockwright.base.Progress;
import org.blockwright.base.StorageException;
import org.blockwright.base.TrainingException;
import org.blockwright.data.Batches;
import org.blockwright.data.Dataset;
import org.blockwright.data.InputPreprocessors;
import org.blockwright.data.Sample;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.engine.Engine;
import org.blockwright.inference.Feed;
import org.blockwright.inference.ImageFeed;
import org.blockwright.model.Model;
import org.blockwright.model.OutputArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Caches the features of frozen backbones (bottleneck features). The cache key consists of the
 * backbone with its weights, the preprocessing, the input size and the images, so that trainings
 * that differ only after the backbone share features. Of several threads one computes features
 * while the others wait; closing it frees memory and temporary files.
 */
public final class FeatureCache implements AutoCloseable {
  /**
   * The maximum size of the cache.
   *
   * @param memory bytes in the heap, for all features together
   * @param disk bytes in temporary files, for all features together
   */
  public record Limits(long memory, long disk) {
    /** Returns a quarter of the heap, and 8 GB in files. */
    public static Limits defaults() {
      return new Limits(Runtime.getRuntime().maxMemory() / 4, 8L << 30);
    }
  }

  /** Larger batches are not faster, and need more memory. */
  private static final int MAX_BATCH_SIZE = 32;

  private final Map<String, Features> cached = new LinkedHashMap<>();
  private final Limits limits;
  private final Optional<FeatureFiles> files;
  private long memoryLeft;
  private long diskLeft;

  /** Creates an empty cache. */
  public FeatureCache(Limits limits) {
    this(limits, Optional.empty());
  }

  /**
   * Creates a cache whose features are also in a directory, where other processes and a later one
   * find them, until they are {@linkplain #deleteFiles deleted}.
   *
   * @param directory created with the first features
   */
  public static FeatureCache sharedIn(Path directory, Limits limits) {
    return new FeatureCache(limits, Optional.of(new FeatureFiles(directory)));
  }

  private FeatureCache(Limits limits, Optional<FeatureFiles> files) {
    this.limits = limits;
    this.files = files;
    memoryLeft = limits.memory();
    diskLeft = limits.disk();
  }

  /** Deletes the features in a directory of {@link #sharedIn}, and nothing else in it. */
  public static void deleteFiles(Path directory) {
    FeatureFiles.delete(directory);
  }

  /**
   * Returns the last node of the longest backbone whose features can be cached: each of its layers
   * is frozen, or has neither parameters nor dropout; at least one layer has parameters; and the
   * rest of the network takes the output of its last node as the only input.
   */
  public static Optional<Node> backboneEnd(LayerGraph graph, Predicate<Node> frozen) {
    return graph
        .bottleneck(
            node ->
                frozen.test(node)
                    || graph.parameters(node).isEmpty() && !(node.layer() instanceof Dropout))
        .filter(
            end ->
                graph.upTo(end.name()).nodes().stream()
                    .anyMatch(node -> !graph.parameters(node).isEmpty()));
  }

  /**
   * Returns the backbone of a model with its current weights, as the key of its features.
   *
   * @param lastNode the last node of the backbone
   */
  public static BackboneSpec backboneSpec(
      Model model, Node lastNode, InputPreprocessors preprocessors) {
    LayerGraph graph = model.network().graph().upTo(lastNode.name());
    Hasher hasher = Hashes.FUNCTION.newHasher();
    hasher.putUnencodedChars(graph.nodes() + "|" + graph.inputs() + "|" + preprocessors.first());
    // Further inputs may have their own preprocessing.
    for (Input input : model.network().inputs()) {
      hasher.putUnencodedChars("|" + input.name() + "=" + input.preprocessing());
    }
    for (Node node : graph.nodes()) {
      for (String vertex : model.lowered().layer(node.name()).parameterVertices()) {
        model
            .graph()
            .getLayer(vertex)
            .paramTable()
            .forEach((key, values) -> hasher.putBytes(Hashes.of(values).asBytes()));
      }
    }
    return new BackboneSpec(model, lastNode, preprocessors, hasher.hash());
  }

  /**
   * The backbone of a model up to and including a node.
   *
   * @param hash hash of its layers, weights, preprocessing and input size
   */
  public record BackboneSpec(
      Model model, Node lastNode, InputPreprocessors preprocessors, HashCode hash) {}

  /** Returns whether the features of all these data sets are cached already or fit in the cache. */
  public synchronized boolean hasRoomFor(BackboneSpec backbone, List<Dataset> datasets) {
    long memory = memoryLeft;
    long disk = diskLeft;
    for (Dataset data : datasets) {
      long bytes = bytes(data.size(), backbone.lastNode());
      if (cached.containsKey(cacheKey(backbone, data))) {
        continue;
      }
      if (bytes <= memory) {
        memory -= bytes;
      } else if (bytes <= disk) {
        disk -= bytes;
      } else {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the features of all images of a data set; computes those that are not cached yet.
   *
   * @param batchSize images per batch; at most 32 are used
   * @param threads threads that decode images
   * @param stop checked after every batch
   * @throws TrainingException if {@code stop} returns true; the data set is not cached then
   */
  public synchronized Features getOrCompute(
      BackboneSpec backbone,
      Dataset data,
      int batchSize,
      int threads,
      Progress progress,
      BooleanSupplier stop) {
    String key = cacheKey(backbone, data);
    Features features = cached.get(key);
    if (features == null) {
      Supplier<Features> compute =
          () -> compute(backbone, data, batchSize, threads, progress, stop);
      features =
          files.isPresent()
              ? files.get().locked(key, stop, () -> share(key, backbone, data, compute, progress))
              : compute.get();
      cached.put(key, features);
    }
    return features;
  }

  /** Reads the features from the directory, or computes and writes them. */
  private Features share(
      String key,
      BackboneSpec backbone,
      Dataset data,
      Supplier<Features> compute,
      Progress progress) {
    Node lastNode = backbone.lastNode();
    int rowSize = Math.toIntExact(lastNode.shape().size());
    Optional<FeatureStore> stored = shared().read(key, data.size(), rowSize);
    if (stored.isPresent()) {
      return new Features(lastNode.shape(), data.samples(), List.of(), nearest(stored.get()));
    }
    Features features = compute.get();
    // Rows of a file are those of all images: without skipped ones it needs no list of them.
    if (!features.skipped().isEmpty()
        || !shared().hasRoomFor(features.store().bytes(), limits.disk())) {
      return features;
    }
    try {
      shared().write(key, features.store());
    } catch (StorageException e) {
      progress.note(FeatureProblems.notShared(e));
      return features;
    }
    if (features.store().isInMemory()) {
      return features;
    }
    // One file is enough.
    features.store().close();
    diskLeft += features.store().bytes();
    return new Features(
        lastNode.shape(),
        features.samples(),
        List.of(),
        shared().read(key, data.size(), rowSize).orElseThrow());
  }

  private FeatureFiles shared() {
    return files.orElseThrow();
  }

  /** Reads a file into memory if there is room for it. */
  private FeatureStore nearest(FeatureStore file) {
    if (file.bytes() > memoryLeft) {
      return file;
    }
    memoryLeft -= file.bytes();
    try (file) {
      return file.toMemory();
    }
  }

  private Features compute(
      BackboneSpec spec,
      Dataset data,
      int batchSize,
      int threads,
      Progress progress,
      BooleanSupplier stop) {
    Node lastNode = spec.lastNode();
    int rowSize = Math.toIntExact(lastNode.shape().size());
    long bytes = bytes(data.size(), lastNode);
    boolean inMemory = bytes <= memoryLeft;
    FeatureStore store = inMemory ? FeatureStore.inMemory(rowSize) : FeatureStore.inFile(rowSize);
    List<Sample> samples = new ArrayList<>();
    boolean complete = false;
    try (Backbone backbone = new Backbone(spec.model(), lastNode);
        Feed feed =
            ImageFeed.forEvaluation(
                Batches.inOrder(
                    data, spec.preprocessors(), Math.min(batchSize, MAX_BATCH_SIZE), threads),
                data.size(),
                backbone.network());
        Progress.Task task =
            progress.start("caching features at " + lastNode.name(), data.size())) {
      while (feed.hasNext()) {
        if (stop.getAsBoolean()) {
          throw new TrainingException(FeatureProblems.stopped());
        }
        INDArray[] inputs = feed.next().getFeatures();
        INDArray rows = backbone.features(inputs, feed.samples());
        for (float[] row : OutputArrays.rows(rows)) {
          store.add(row);
        }
        OutputArrays.free(rows);
        samples.addAll(feed.samples());
        task.advance(feed.samples().size(), "");
      }
      Features features = new Features(lastNode.shape(), samples, feed.skipped(), store);
      complete = true;
      memoryLeft -= inMemory ? bytes : 0;
      diskLeft -= inMemory ? 0 : bytes;
      return features;
    } finally {
      if (!complete) {
        store.close();
      }
    }
  }

  private static long bytes(int rows, Node lastNode) {
    return 4L * rows * lastNode.shape().size();
  }

  /** Identifies an image by its key and the hash of its content when the data set was read. */
  private static String cacheKey(BackboneSpec backbone, Dataset data) {
    Hasher hasher = Hashes.FUNCTION.newHasher();
    hasher.putBytes(backbone.hash().asBytes());
    // Executors differ in rounding.
    hasher.putUnencodedChars(Engine.mode() + "\n");
    for (Sample sample : data.samples()) {
      hasher.putUnencodedChars("%s\n%s\n".formatted(sample.key(), sample.sha256()));
    }
    return hasher.hash().toString();
  }

  @Override
  public synchronized void close() {
    cached.values().forEach(features -> features.store().close());
    cached.clear();
  }
}
