package org.blockwright.engine;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.blockwright.base.BlockwrightException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J itself: every layer, every platform; the reference for any other executor. */
final class GraphExecutor implements Executor {
  private final ComputationGraph graph;
  private final SampleWeighting sampleWeighting = new SampleWeighting();
  private final StepGuard guard = new StepGuard(sampleWeighting);
  private final boolean vertexwise;

  GraphExecutor(ComputationGraph graph) {
    this.graph = graph;
    this.vertexwise = KnownDl4jIssues.needsVertexwiseForward(graph);
    graph.addListeners(guard);
  }

  @Override
  public String name() {
    return "DL4J";
  }

  @Override
  public ComputationGraph graph() {
    return graph;
  }

  @Override
  public INDArray[] output(INDArray... inputs) {
    checkInputs(inputs);
    if (vertexwise) {
      List<String> outputs = graph.getConfiguration().getNetworkOutputs();
      Map<String, INDArray> values = forwardVertexwise(inputs, outputs);
      return outputs.stream().map(values::get).toArray(INDArray[]::new);
    }
    INDArray[] copies = copies(inputs);
    INDArray[] results =
        runWithRecovery(() -> graph.output(false, copies), e -> forwardFailure(e, inputs));
    free(copies, results);
    return results;
  }

  @Override
  public double step(MultiDataSet batch) {
    checkInputs(batch.getFeatures());
    checkLabels(batch);
    INDArray[] copies = copies(batch.getFeatures());
    MultiDataSet own =
        new org.nd4j.linalg.dataset.MultiDataSet(
            copies, batch.getLabels(), batch.getFeaturesMaskArrays(), batch.getLabelsMaskArrays());
    double loss =
        runWithRecovery(
            () -> {
              graph.fit(sampleWeighting.begin(graph, own));
              graph.clear();
              return graph.score();
            },
            e -> stepFailure(e, batch.getFeatures()));
    free(copies);
    return loss;
  }

  @Override
  public Map<String, INDArray> activations(INDArray[] inputs, Collection<String> names) {
    checkInputs(inputs);
    Set<String> known = new LinkedHashSet<>(graph.getConfiguration().getNetworkInputs());
    known.addAll(graph.getConfiguration().getVertices().keySet());
    for (String name : names) {
      if (!known.contains(name)) {
        throw EngineProblems.unknownVertex(name, known);
      }
    }
    return ImmutableMap.copyOf(forwardVertexwise(inputs, names));
  }

  /** Nothing to do: DL4J works on the graph's own arrays. */
  @Override
  public void publish() {}

  /** Nothing to do: DL4J works on the graph's own arrays. */
  @Override
  public void reload() {}

  @Override
  public void close() {
    List<TrainingListener> others =
        graph.getListeners().stream().filter(listener -> listener != guard).toList();
    graph.setListeners(others);
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
  }

  private Map<String, INDArray> forwardVertexwise(INDArray[] inputs, Collection<String> names) {
    VertexwiseForward walk = new VertexwiseForward(graph, inputs, names);
    return runWithRecovery(
        walk::run, e -> EngineProblems.forwardFailed(e, walk.currentVertex(), inputs));
  }

  private <R> R runWithRecovery(Supplier<R> work, Function<Throwable, RuntimeException> failure) {
    try {
      return work.get();
    } catch (BlockwrightException e) {
      recover();
      throw e;
    } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
      recover();
      throw failure.apply(e);
    }
  }

  /** After a failure in mid-pass neither workspaces nor masks may linger. */
  private void recover() {
    sampleWeighting.end();
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    graph.clearLayerMaskArrays();
    graph.clear();
  }

  private RuntimeException forwardFailure(Throwable failure, INDArray[] inputs) {
    return EngineProblems.forwardFailed(failure, locate(failure, inputs), inputs);
  }

  private RuntimeException stepFailure(Throwable failure, INDArray[] inputs) {
    return EngineProblems.stepFailed(failure, locate(failure, inputs), inputs);
  }

  /** The vertex at which the same inputs fail again when the vertices are run one by one. */
  private String locate(Throwable failure, INDArray[] inputs) {
    if (EngineProblems.isOutOfMemory(failure)) {
      return "";
    }
    VertexwiseForward walk =
        new VertexwiseForward(graph, inputs, graph.getConfiguration().getNetworkOutputs());
    try {
      walk.run();
      return "";
    } catch (RuntimeException | OutOfMemoryError e) {
      return walk.currentVertex();
    }
  }

  private void checkInputs(INDArray[] inputs) {
    List<String> names = graph.getConfiguration().getNetworkInputs();
    if (inputs.length != names.size()) {
      throw EngineProblems.inputCountMismatch(names, inputs.length);
    }
    for (INDArray input : inputs) {
      if (input.size(0) != inputs[0].size(0)) {
        throw EngineProblems.batchSizeMismatch("inputs", inputs);
      }
    }
  }

  private void checkLabels(MultiDataSet batch) {
    List<String> names = graph.getConfiguration().getNetworkOutputs();
    if (batch.numLabelsArrays() != names.size()) {
      throw EngineProblems.labelCountMismatch(names, batch.numLabelsArrays());
    }
    for (INDArray labels : batch.getLabels()) {
      if (labels.size(0) != batch.getFeatures(0).size(0)) {
        throw EngineProblems.batchSizeMismatch("input and labels", batch.getFeatures(0), labels);
      }
    }
  }

  /** Memory off the heap: the collector, who sees a few bytes on it, would come late. */
  private static void free(INDArray[] copies, INDArray... results) {
    for (INDArray copy : copies) {
      if (Arrays.stream(results)
          .noneMatch(result -> VertexwiseForward.sharesMemory(copy, result))) {
        copy.close();
      }
    }
  }

  /** DL4J works in place on some arrays that it is given. */
  private static INDArray[] copies(INDArray[] arrays) {
    return Arrays.stream(arrays).map(INDArray::dup).toArray(INDArray[]::new);
  }
}
