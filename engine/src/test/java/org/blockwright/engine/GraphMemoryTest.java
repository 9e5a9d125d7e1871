package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class GraphMemoryTest {
  private static ComputationGraph graph() {
    return TestGraphs.allLayerTypes(DataType.FLOAT, new Adam(0.01));
  }

  private static INDArray images() {
    return TestGraphs.normal(3, 2, 3, 13, 13);
  }

  @Test
  void closesAllArraysOfATrainedGraph() {
    ComputationGraph graph = graph();
    graph.fit(new MultiDataSet(images(), TestGraphs.oneHot(2, 3)));
    INDArray parameters = graph.params();
    List<INDArray> arrays =
        List.of(graph.getFlattenedGradients(), graph.getUpdater().getStateViewArray());
    assertThat(arrays).noneMatch(INDArray::wasClosed);
    assertThat(Nd4j.getWorkspaceManager().getAllWorkspacesForCurrentThread()).isNotEmpty();

    GraphMemory.close(graph);

    assertThat(arrays).allMatch(INDArray::wasClosed);
    // A view of the closed buffer.
    assertThat(parameters.data().wasClosed()).isTrue();
    assertThat(graph.params().wasClosed()).isTrue();
    assertThat(Nd4j.getWorkspaceManager().getAllWorkspacesForCurrentThread()).isEmpty();
    assertThatCode(() -> GraphMemory.close(graph)).doesNotThrowAnyException();
  }

  @Test
  void closesUntrainedGraphWithoutCreatingAnUpdater() {
    ComputationGraph graph = graph();

    GraphMemory.close(graph);

    assertThat(graph.params().wasClosed()).isTrue();
    assertThat(graph.getUpdater(false)).isNull();
  }

  @Test
  void otherGraphsCanBeUsedAfterwards() {
    ComputationGraph other = graph();
    INDArray before = other.outputSingle(images());

    ComputationGraph graph = graph();
    graph.outputSingle(images());
    GraphMemory.close(graph);

    assertThat(other.outputSingle(images())).isEqualTo(before);
    GraphMemory.close(other);
  }

  @Test
  void collectsGarbageFromAQuarterOfTheMemoryLimit() {
    assertThat(GraphMemory.requiresCollection(249, 1000)).isFalse();
    assertThat(GraphMemory.requiresCollection(250, 1000)).isTrue();
    // Without a limit javacpp never runs the collector.
    assertThat(GraphMemory.requiresCollection(1, 0)).isTrue();
  }
}
