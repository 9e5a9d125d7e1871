package org.blockwright.engine;

import com.google.common.collect.ImmutableList;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.blockwright.base.BlockwrightException;
import org.blockwright.engine.optimizer.Sgd;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * One type of layer, and how DL4J 1.0.0-M2.1 can run it: with a helper, with operations of libnd4j
 * that may use oneDNN internally, or with neither.
 *
 * @param operations the libnd4j operations that the layer uses
 * @param hasHelper whether DL4J has a helper for this layer
 */
record LayerProbe(
    String kind, Supplier<Layer> layer, ImmutableList<String> operations, boolean hasHelper) {
  private static final String NAME = "layer";

  static final ImmutableList<LayerProbe> ALL =
      ImmutableList.of(
          new LayerProbe(
              "convolution",
              () -> new ConvolutionLayer.Builder(3, 3).nOut(4).build(),
              ImmutableList.of(),
              true),
          new LayerProbe(
              "depthwise convolution",
              () -> new DepthwiseConvolution2D.Builder(3, 3).build(),
              ImmutableList.of("depthwise_conv2d", "depthwise_conv2d_bp"),
              false),
          new LayerProbe(
              "max pooling",
              () -> pooling(SubsamplingLayer.PoolingType.MAX),
              ImmutableList.of("maxpool2d"),
              true),
          new LayerProbe(
              "average pooling",
              () -> pooling(SubsamplingLayer.PoolingType.AVG),
              ImmutableList.of("avgpool2d"),
              true),
          new LayerProbe(
              "batch norm",
              () -> new BatchNormalization.Builder().useLogStd(false).build(),
              ImmutableList.of(),
              true),
          new LayerProbe(
              "dense", () -> new DenseLayer.Builder().nOut(4).build(), ImmutableList.of(), false));

  /** Runs inference and a training step of a small graph with the layer, and inspects it. */
  LayerCheck run() {
    ComputationGraph graph = graph();
    try (Executor executor = Executors.reference(graph, TrainingSpec.of(new Sgd()))) {
      INDArray images = Nd4j.linspace(DataType.FLOAT, -1, 0.01, 2 * 3 * 64).reshape(2, 3, 8, 8);
      executor.output(images);
      executor.step(new MultiDataSet(images, Nd4j.eye(2).castTo(DataType.FLOAT)));
      return inspect(KnownDl4jIssues.unwrapFrozen(graph.getLayer(NAME)));
    } catch (BlockwrightException e) {
      return new LayerCheck(kind, "fails: " + e.getMessage(), 0, false, supportsOneDnn());
    } finally {
      GraphMemory.close(graph);
    }
  }

  LayerCheck inspect(org.deeplearning4j.nn.api.Layer layer) {
    int failures = helperFailures(layer);
    List<String> implementations = new ArrayList<>();
    boolean usesOneDnn = supportsOneDnn();
    for (String operation : operations) {
      boolean oneDnn = NativeOps.hasOneDnnImplementation(operation);
      implementations.add((oneDnn ? "oneDNN in libnd4j (" : "libnd4j (") + operation + ")");
      usesOneDnn &= oneDnn;
    }
    if (hasHelper) {
      boolean oneDnn = layer.getHelper() != null && failures == 0;
      implementations.add(
          oneDnn
              ? "oneDNN (" + layer.getHelper().getClass().getSimpleName() + ")"
              : "DL4J built-in code");
      usesOneDnn &= oneDnn;
    }
    if (implementations.isEmpty()) {
      implementations.add(Nd4j.factory().blas().getBlasVendor() + " matrix product");
    }
    return new LayerCheck(
        kind, String.join(", ", implementations), failures, usesOneDnn, supportsOneDnn());
  }

  private boolean supportsOneDnn() {
    return hasHelper || !operations.isEmpty();
  }

  private static SubsamplingLayer pooling(SubsamplingLayer.PoolingType type) {
    return new SubsamplingLayer.Builder(type).kernelSize(2, 2).stride(2, 2).build();
  }

  private ComputationGraph graph() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.FLOAT)
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(8, 8, 3))
                .addLayer(NAME, layer.get(), "in")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    NAME)
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  /** Reads DL4J's count from a protected field of the superclass that uses the helper. */
  static int helperFailures(org.deeplearning4j.nn.api.Layer layer) {
    for (Class<?> c = layer.getClass(); c != null; c = c.getSuperclass()) {
      try {
        Field field = c.getDeclaredField("helperCountFail");
        field.setAccessible(true);
        return field.getInt(layer);
      } catch (NoSuchFieldException e) {
        continue;
      } catch (IllegalAccessException e) {
        throw new LinkageError("DL4J's helperCountFail cannot be read", e);
      }
    }
    return 0;
  }
}
