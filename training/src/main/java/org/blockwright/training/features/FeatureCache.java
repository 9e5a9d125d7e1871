package org.blockwright.training.features;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.blockwright.base.Progress;
import org.blockwright.base.TrainingException;
import org.blockwright.data.Batches;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.data.Sample;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.model.InputArrays;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.ParameterLayout;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Keeps what frozen beginnings of networks make of pictures. Features belong to (beginning with its
 * weights, preprocessing, size, pictures), so that runs which differ behind the beginning share
 * them. Not thread safe; closing it frees memory and files.
 */
public final class FeatureCache implements AutoCloseable {
  /**
   * How much may be kept.
   *
   * @param memory bytes in the heap, all features together
   * @param disk bytes in temporary files, all features together
   */
  public record Limits(long memory, long disk) {
    /** A quarter of the heap, and 8 GB in files. */
    public static Limits defaults() {
      return new Limits(Runtime.getRuntime().maxMemory() / 4, 8L << 30);
    }
  }

  private final Map<String, Features> cached = new LinkedHashMap<>();
  private long memoryLeft;
  private long diskLeft;

  public FeatureCache(Limits limits) {
    memoryLeft = limits.memory();
    diskLeft = limits.disk();
  }

  /**
   * Where the longest beginning ends that may be computed once: everything in it is frozen or has
   * nothing to learn and nothing random, at least one layer has weights, and the rest reads its
   * last node alone.
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
   * The beginning of a model as it is now, to be asked for features of.
   *
   * @param end its last node
   */
  public static BackboneSpec backboneSpec(Model model, Node end, ImagePreprocessor reader) {
    LayerGraph graph = model.network().graph().upTo(end.name());
    Hasher hasher = Hashes.FUNCTION.newHasher();
    hasher.putUnencodedChars(graph.nodes() + "|" + graph.inputs() + "|" + reader);
    for (Node node : graph.nodes()) {
      for (String vertex : ParameterLayout.vertices(graph, node)) {
        model
            .graph()
            .getLayer(vertex)
            .paramTable()
            .forEach((key, values) -> hasher.putBytes(Hashes.of(values).asBytes()));
      }
    }
    return new BackboneSpec(model, end, reader, hasher.hash());
  }

  /**
   * The beginning of a model up to and with one node.
   *
   * @param hash of its layers, weights, preprocessing and size
   */
  public record BackboneSpec(
      Model model, Node lastNode, ImagePreprocessor preprocessor, HashCode hash) {}

  /** Whether the features of all these data sets would be kept, or are already. */
  public boolean hasRoomFor(BackboneSpec beginning, List<Dataset> all) {
    long memory = memoryLeft;
    long disk = diskLeft;
    for (Dataset data : all) {
      long bytes = bytes(data.size(), beginning.lastNode());
      if (cached.containsKey(cacheKey(beginning, data))) {
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
   * The features of all pictures of a data set, computed where they are not kept yet.
   *
   * @param stop asked after every batch: whether to give up
   * @throws TrainingException where it said so; nothing of them is kept then
   */
  public Features getOrCompute(
      BackboneSpec beginning,
      Dataset data,
      int batch,
      int threads,
      Progress progress,
      BooleanSupplier stop) {
    String key = cacheKey(beginning, data);
    Features known = cached.get(key);
    if (known == null) {
      known = compute(beginning, data, batch, threads, progress, stop);
      cached.put(key, known);
    }
    return known;
  }

  private Features compute(
      BackboneSpec beginning,
      Dataset data,
      int batch,
      int threads,
      Progress progress,
      BooleanSupplier stop) {
    Node end = beginning.lastNode();
    int rowSize = Math.toIntExact(end.shape().size());
    long bytes = bytes(data.size(), end);
    boolean inMemory = bytes <= memoryLeft;
    FeatureStore store = inMemory ? FeatureStore.inMemory(rowSize) : FeatureStore.inFile(rowSize);
    List<Sample> samples = new ArrayList<>();
    boolean whole = false;
    try (Backbone backbone = new Backbone(beginning.model(), end);
        Batches batches = Batches.inOrder(data, beginning.preprocessor(), batch, threads);
        Progress.Task task = progress.start("features at " + end.name(), data.size())) {
      while (batches.hasNext()) {
        if (stop.getAsBoolean()) {
          throw new TrainingException(FeatureProblems.stopped());
        }
        INDArray pictures = batches.next().getFeatures();
        float[] values =
            backbone.features(InputArrays.of(backbone.network(), pictures), batches.samples());
        // Not left to the collector, which sees little of what lies outside of the heap.
        pictures.close();
        for (int row = 0; row < batches.samples().size(); row++) {
          store.add(values, row * rowSize);
        }
        samples.addAll(batches.samples());
        task.advance(batches.samples().size(), "");
      }
      Features features = new Features(end.shape(), samples, batches.skipped(), store);
      whole = true;
      memoryLeft -= inMemory ? bytes : 0;
      diskLeft -= inMemory ? 0 : bytes;
      return features;
    } finally {
      if (!whole) {
        store.close();
      }
    }
  }

  private static long bytes(int rows, Node end) {
    return 4L * rows * end.shape().size();
  }

  /** Pictures belong to it by name, size and time: a file that is written anew is another. */
  private static String cacheKey(BackboneSpec beginning, Dataset data) {
    Hasher hasher = Hashes.FUNCTION.newHasher();
    hasher.putBytes(beginning.hash().asBytes());
    hasher.putUnencodedChars(data.root().toAbsolutePath().toString());
    for (Sample sample : data.samples()) {
      hasher.putUnencodedChars(sample.key()).putInt(sample.label());
      try {
        BasicFileAttributes file = Files.readAttributes(sample.path(), BasicFileAttributes.class);
        hasher.putLong(file.size()).putLong(file.lastModifiedTime().to(TimeUnit.NANOSECONDS));
      } catch (IOException e) {
        // Whoever decodes it says what is wrong with it.
        hasher.putLong(-1);
      }
    }
    return hasher.hash().toString();
  }

  @Override
  public void close() {
    cached.values().forEach(features -> features.store().close());
    cached.clear();
  }
}
