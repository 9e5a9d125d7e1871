package org.blockwright.training.features;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.blockwright.base.Progress;
import org.blockwright.data.Batches;
import org.blockwright.data.Dataset;
import org.blockwright.data.PictureReader;
import org.blockwright.data.Sample;
import org.blockwright.dsl.Dropout;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Parameter;
import org.blockwright.model.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Keeps what frozen beginnings of networks make of pictures. Features belong to (beginning with its
 * weights, preprocessing, size, pictures), so that runs which differ behind the beginning share
 * them. Not thread safe; closing it frees memory and files.
 */
public final class FeatureCache implements AutoCloseable {
  private static final HashFunction HASH = Hashing.murmur3_128();

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

  private final Map<String, Features> kept = new LinkedHashMap<>();
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
  public static Optional<Node> end(Graph graph, Predicate<Node> frozen) {
    return graph
        .narrow(
            node ->
                frozen.test(node)
                    || graph.parameters(node).isEmpty() && !(node.layer() instanceof Dropout))
        .filter(
            end ->
                graph.upTo(end.name()).nodes().stream()
                    .anyMatch(node -> !graph.parameters(node).isEmpty()));
  }

  /** Whether so many rows of features would be kept, or are already. */
  public boolean takes(Model model, Node end, Dataset data, PictureReader reader) {
    long bytes = bytes(data.size(), end);
    return kept.containsKey(key(model, end, data, reader))
        || bytes <= memoryLeft
        || bytes <= diskLeft;
  }

  /**
   * The features of all pictures of a data set, computed where they are not kept yet.
   *
   * @param end the last node of the beginning
   */
  public Features of(
      Model model,
      Node end,
      Dataset data,
      PictureReader reader,
      int batch,
      int threads,
      Progress progress) {
    String key = key(model, end, data, reader);
    Features known = kept.get(key);
    if (known == null) {
      known = compute(model, end, data, reader, batch, threads, progress);
      kept.put(key, known);
    }
    return known;
  }

  private Features compute(
      Model model,
      Node end,
      Dataset data,
      PictureReader reader,
      int batch,
      int threads,
      Progress progress) {
    int rowSize = Math.toIntExact(end.shape().size());
    FeatureStore store = room(data.size(), end, rowSize);
    List<Sample> samples = new ArrayList<>();
    try (Model beginning = model.beginning(end.name());
        Batches batches = Batches.inOrder(data, reader, batch, threads);
        Progress.Task task = progress.start("features at " + end.name(), data.size())) {
      while (batches.hasNext()) {
        INDArray rows = beginning.predict(batches.next().getFeatures());
        float[] values = rows.dup('c').data().asFloat();
        for (Sample sample : batches.samples()) {
          int at = samples.size();
          int in = batches.samples().indexOf(sample) * rowSize;
          store.put(at, Arrays.copyOfRange(values, in, in + rowSize));
          samples.add(sample);
        }
        task.advance(batches.samples().size(), "");
      }
      return new Features(end.shape(), samples, batches.skipped(), store);
    }
  }

  private FeatureStore room(int rows, Node end, int rowSize) {
    long bytes = bytes(rows, end);
    if (bytes <= memoryLeft) {
      memoryLeft -= bytes;
      return FeatureStore.inMemory(rows, rowSize);
    }
    diskLeft -= bytes;
    return FeatureStore.inFile(rows, rowSize);
  }

  private static long bytes(int rows, Node end) {
    return 4L * rows * end.shape().size();
  }

  private static String key(Model model, Node end, Dataset data, PictureReader reader) {
    Graph beginning = model.network().graph().upTo(end.name());
    Hasher hasher = HASH.newHasher();
    hasher.putString(
        beginning.nodes() + "|" + beginning.inputShape() + "|" + reader, StandardCharsets.UTF_8);
    for (Node node : beginning.nodes()) {
      for (Parameter parameter : beginning.parameters(node)) {
        for (float value : model.get(node.name(), parameter.kind())) {
          hasher.putFloat(value);
        }
      }
    }
    hasher.putString(data.root().toAbsolutePath().toString(), StandardCharsets.UTF_8);
    for (Sample sample : data.samples()) {
      hasher.putString(sample.key(), StandardCharsets.UTF_8).putInt(sample.label());
    }
    return hasher.hash().toString();
  }

  @Override
  public void close() {
    kept.values().forEach(features -> features.store().close());
    kept.clear();
  }
}
