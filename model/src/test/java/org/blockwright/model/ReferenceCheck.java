package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Parameter;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Verifies that a model computes the same as {@link ReferenceForward} at every vertex, however it
 * is run.
 */
public final class ReferenceCheck {
  public static final int BATCH = 2;

  private ReferenceCheck() {}

  /** Sets random weights and asserts that they are read back unchanged. */
  public static void randomize(Model model) {
    SplitMix64 random = new SplitMix64(7);
    model
        .parameters()
        .forEach(
            (layer, all) ->
                all.forEach(
                    p -> {
                      float[] values = new float[(int) p.size()];
                      boolean variance = p.kind().equals(Parameter.VARIANCE);
                      for (int i = 0; i < values.length; i++) {
                        values[i] =
                            (float) random.nextDouble(variance ? 0.5 : -0.5, variance ? 2 : 0.5);
                      }
                      model.setWeights(layer, p.kind(), values, p.shape());
                      assertThat(model.getWeights(layer, p.kind())).isEqualTo(values);
                    }));
  }

  /**
   * Returns random inputs.
   *
   * @param examples receives for each example the same inputs by name, in Keras's order
   */
  public static INDArray[] inputs(LayerGraph graph, List<Map<String, double[]>> examples) {
    SplitMix64 random = new SplitMix64(9);
    for (int i = 0; i < BATCH; i++) {
      examples.add(new HashMap<>());
    }
    List<INDArray> all = new ArrayList<>();
    graph
        .inputs()
        .forEach(
            (name, shape) -> {
              float[][] rows = new float[BATCH][];
              for (int i = 0; i < BATCH; i++) {
                float[] hwc = new float[(int) shape.size()];
                double[] doubles = new double[hwc.length];
                for (int k = 0; k < hwc.length; k++) {
                  hwc[k] = (float) random.nextDouble(-1, 1);
                  doubles[k] = hwc[k];
                }
                examples.get(i).put(name, doubles);
                rows[i] = Layout.toNchw(hwc, shape);
              }
              all.add(Nd4j.createFromArray(rows).reshape(Layout.batchShape(BATCH, shape)));
            });
    return all.toArray(INDArray[]::new);
  }

  /** Compares activations, predictions and DL4J's own outputs with the reference. */
  static void verify(Model model) {
    LayerGraph graph = model.network().graph();
    List<Map<String, double[]>> examples = new ArrayList<>();
    INDArray[] inputs = inputs(graph, examples);
    INDArray[] before = List.of(inputs).stream().map(INDArray::dup).toArray(INDArray[]::new);
    List<String> names = graph.nodes().stream().map(Node::name).toList();

    Map<String, INDArray> raw = model.executor().activations(inputs, names);
    INDArray[] outputs = model.outputs(inputs);

    for (int i = 0; i < inputs.length; i++) {
      assertThat(inputs[i]).isEqualTo(before[i]);
    }
    assertClose(graph, raw, outputs, "predicted");
    verifyStockDl4j(model, raw, inputs);
    for (int example = 0; example < BATCH; example++) {
      Map<String, double[]> expected = ReferenceForward.of(model, examples.get(example));
      for (Node node : graph.nodes()) {
        INDArray batch = raw.get(node.name());
        assertThat(batch.shape()).as(node.name()).isEqualTo(Layout.batchShape(BATCH, node.shape()));
        assertClose(
            model, node, batch.get(exampleIndex(example, batch.rank())), expected.get(node.name()));
      }
    }
  }

  /** DL4J's own output. With workspaces, DL4J rejects outputs that another vertex uses. */
  private static void verifyStockDl4j(Model model, Map<String, INDArray> raw, INDArray[] inputs) {
    LayerGraph graph = model.network().graph();
    ComputationGraphConfiguration configuration = model.graph().getConfiguration();
    WorkspaceMode before = configuration.getInferenceWorkspaceMode();
    for (WorkspaceMode mode : List.of(WorkspaceMode.ENABLED, WorkspaceMode.NONE)) {
      boolean consumed = graph.outputs().stream().anyMatch(o -> !graph.consumers(o).isEmpty());
      if (mode == WorkspaceMode.NONE || !consumed) {
        configuration.setInferenceWorkspaceMode(mode);
        INDArray[] copies = List.of(inputs).stream().map(INDArray::dup).toArray(INDArray[]::new);
        INDArray[] outputs = model.graph().output(false, copies);
        assertClose(graph, raw, outputs, "DL4J, workspaces " + mode + ":");
        for (int i = 0; i < inputs.length; i++) {
          assertThat(copies[i]).as("input after DL4J's output").isEqualTo(inputs[i]);
        }
      }
    }
    configuration.setInferenceWorkspaceMode(before);
  }

  private static void assertClose(
      LayerGraph graph, Map<String, INDArray> expected, INDArray[] outputs, String source) {
    for (int i = 0; i < outputs.length; i++) {
      String name = graph.outputs().get(i);
      assertThat(outputs[i].sub(expected.get(name)).amaxNumber().doubleValue())
          .as(source + " output " + name)
          .isLessThan(1e-4);
    }
  }

  private static INDArrayIndex[] exampleIndex(int example, int rank) {
    INDArrayIndex[] index = new INDArrayIndex[rank];
    Arrays.fill(index, NDArrayIndex.all());
    index[0] = NDArrayIndex.interval(example, example + 1);
    return index;
  }

  private static void assertClose(Model model, Node node, INDArray raw, double[] expected) {
    float[] actual =
        OutputArrays.toNhwc(model.network().graph(), node.name(), raw.dup('c'))
            .dup('c')
            .data()
            .asFloat();
    for (int i = 0; i < expected.length; i++) {
      double bound = 1e-3 * (1 + Math.abs(expected[i]));
      if (!(Math.abs(actual[i] - expected[i]) < bound)) {
        throw new AssertionError(
            "%s of %s at %s: %s, expected %s%n%s"
                .formatted(
                    node.layer(),
                    node.name(),
                    i,
                    actual[i],
                    expected[i],
                    NetworkFormat.toYaml(model.network())));
      }
    }
  }
}
