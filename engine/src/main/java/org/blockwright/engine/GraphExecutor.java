package org.blockwright.engine;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.blockwright.base.BlockwrightException;
import org.blockwright.engine.optimizer.OptimizerState;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Runs a graph with DL4J itself, which supports all layers; the reference for other executors. */
final class GraphExecutor implements Executor {
  private final ComputationGraph graph;
  private final Optional<GraphTraining> training;
  private final boolean vertexwise;
  private boolean closed;

  GraphExecutor(ComputationGraph graph, Optional<GraphTraining> training) {
    this.graph = graph;
    this.vertexwise = KnownDl4jIssues.needsVertexwiseForward(graph);
    this.training = training;
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
  public double accumulate(MultiDataSet batch) {
    GraphTraining passes = training();
    checkInputs(batch.getFeatures());
    checkLabels(batch);
    return runWithRecovery(
        () -> passes.accumulate(batch), e -> stepFailure(e, batch.getFeatures()));
  }

  @Override
  public void update() {
    training().update();
  }

  @Override
  public OptimizerState optimizerState() {
    return training().state();
  }

  private GraphTraining training() {
    requireOpen();
    return training.orElseThrow(EngineProblems::noTrainingSpec);
  }

  @Override
  public Map<String, INDArray> activations(INDArray[] inputs, Collection<String> names) {
    checkInputs(inputs);
    checkVertices(names);
    return ImmutableMap.copyOf(forwardVertexwise(inputs, names));
  }

  @Override
  public INDArray gradient(INDArray[] inputs, OutputUnits units, String vertex) {
    checkInputs(inputs);
    checkVertices(List.of(vertex));
    VertexwiseBackward pass = new VertexwiseBackward(graph, inputs, units, vertex);
    return runWithRecovery(
        pass::run, e -> EngineProblems.backwardFailed(e, pass.currentVertex(), inputs));
  }

  /** Writes nothing: DL4J works on the arrays of the graph. */
  @Override
  public void publish() {
    requireOpen();
  }

  /** Discards accumulated gradients; DL4J works on the arrays of the graph. */
  @Override
  public void reload() {
    requireOpen();
    training.ifPresent(GraphTraining::reload);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    training.ifPresent(GraphTraining::close);
    GraphMemory.closeWorkspaces();
  }

  private Map<String, INDArray> forwardVertexwise(INDArray[] inputs, Collection<String> names) {
    VertexwiseForward pass = new VertexwiseForward(graph, inputs, names);
    return runWithRecovery(
        pass::run, e -> EngineProblems.forwardFailed(e, pass.currentVertex(), inputs));
  }

  private <R> R runWithRecovery(Supplier<R> task, Function<Throwable, RuntimeException> failure) {
    try {
      return task.get();
    } catch (BlockwrightException e) {
      recover();
      throw e;
    } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
      recover();
      throw failure.apply(e);
    }
  }

  /** Removes workspaces, masks and sample weights after a pass that failed. */
  private void recover() {
    training.ifPresent(GraphTraining::recover);
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

  /** Returns the vertex at which the same inputs fail again if the vertices run one by one. */
  private String locate(Throwable failure, INDArray[] inputs) {
    if (EngineProblems.isOutOfMemory(failure)) {
      return "";
    }
    VertexwiseForward pass =
        new VertexwiseForward(graph, inputs, graph.getConfiguration().getNetworkOutputs());
    try {
      pass.run();
      return "";
    } catch (RuntimeException | OutOfMemoryError e) {
      return pass.currentVertex();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw EngineProblems.closed();
    }
  }

  private void checkInputs(INDArray[] inputs) {
    requireOpen();
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

  private void checkVertices(Collection<String> names) {
    Set<String> known = new LinkedHashSet<>(graph.getConfiguration().getNetworkInputs());
    known.addAll(graph.getConfiguration().getVertices().keySet());
    for (String name : names) {
      if (!known.contains(name)) {
        throw EngineProblems.unknownVertex(name, known);
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

  /** Frees off-heap memory at once; the garbage collector sees only small objects and runs late. */
  private static void free(INDArray[] copies, INDArray... results) {
    for (INDArray copy : copies) {
      if (Arrays.stream(results)
          .noneMatch(result -> VertexwiseForward.sharesMemory(copy, result))) {
        copy.close();
      }
    }
  }

  /** Copies the arrays, since DL4J works in place on some of its inputs. */
  private static INDArray[] copies(INDArray[] arrays) {
    return Arrays.stream(arrays).map(INDArray::dup).toArray(INDArray[]::new);
  }
}
