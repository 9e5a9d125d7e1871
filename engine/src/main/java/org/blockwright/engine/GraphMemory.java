package org.blockwright.engine;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.MemoryWorkspaceManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Frees the arrays of graphs as {@link ComputationGraph#close} does, which also runs the garbage
 * collector, usually twice. That takes longer than the work of a small network, so here it is run
 * only if this process has grown to a quarter of its memory limit.
 */
public final class GraphMemory {
  private static final int LIMIT_FRACTION = 4;

  private GraphMemory() {}

  /**
   * Frees the parameters, gradients and optimizer state of a graph and the workspaces of the
   * current thread. The graph must not be used afterwards. Does nothing if it is closed already.
   */
  public static void close(ComputationGraph graph) {
    // With false, a graph that has not been trained keeps having no updater.
    ComputationGraphUpdater updater = graph.getUpdater(false);
    Stream.of(
            parameters(graph),
            graph.getFlattenedGradients(),
            updater == null ? null : updater.getStateViewArray())
        .filter(Objects::nonNull)
        .filter(INDArray::closeable)
        .forEach(INDArray::close);
    closeWorkspaces();
  }

  /** Reads a protected field: {@code params()} returns a view, which cannot be closed. */
  private static INDArray parameters(ComputationGraph graph) {
    try {
      Field field = ComputationGraph.class.getDeclaredField("flattenedParams");
      field.setAccessible(true);
      return (INDArray) field.get(graph);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("DL4J's flattenedParams cannot be read", e);
    }
  }

  /** Frees the workspaces of the current thread. */
  static void closeWorkspaces() {
    MemoryWorkspaceManager workspaces = Nd4j.getWorkspaceManager();
    List<MemoryWorkspace> open = List.copyOf(workspaces.getAllWorkspacesForCurrentThread());
    open.forEach(workspaces::destroyWorkspace);
    if (requiresCollection(Pointer.physicalBytes(), Pointer.maxPhysicalBytes())) {
      System.gc();
    }
  }

  /**
   * Returns whether arrays that only the garbage collector frees may use too much memory.
   *
   * @param limit the limit of the resident memory in bytes; 0 means no limit, so that nothing else
   *     would run the collector
   */
  static boolean requiresCollection(long resident, long limit) {
    return resident >= limit / LIMIT_FRACTION;
  }
}
