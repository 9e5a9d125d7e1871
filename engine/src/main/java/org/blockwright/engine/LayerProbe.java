package org.blockwright.engine;

import com.google.common.collect.ImmutableList;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.blockwright.base.BlockwrightException;
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
 * One kind of layer, and how DL4J 1.0.0-M2.1 may run it: with a helper, with operations of libnd4j
 * that may use oneDNN inside, or with neither.
 *
 * @param operations libnd4j's operations behind the layer
 * @param hasHelper whether DL4J has a helper for it
 */
record LayerProbe(
    String kind, Supplier<Layer> layer, ImmutableList<String> operations, boolean hasHelper) {
  private static final String NAME = "probed";

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

  /** Builds a small graph around the layer, predicts and trains with it, and looks what ran. */
  LayerCheck run() {
    ComputationGraph graph = graph();
    try (Executor executor = Executors.reference(graph)) {
      INDArray pictures = Nd4j.linspace(DataType.FLOAT, -1, 0.01, 2 * 3 * 64).reshape(2, 3, 8, 8);
      executor.output(pictures);
      executor.step(new MultiDataSet(pictures, Nd4j.eye(2).castTo(DataType.FLOAT)));
      return inspect(KnownDl4jIssues.unwrapFrozen(graph.getLayer(NAME)));
    } catch (BlockwrightException e) {
      return new LayerCheck(kind, "fails: " + e.getMessage(), 0, false, supportsOneDnn());
    } finally {
      graph.close();
    }
  }

  LayerCheck inspect(org.deeplearning4j.nn.api.Layer ran) {
    int failures = helperFailures(ran);
    List<String> parts = new ArrayList<>();
    boolean oneDnn = supportsOneDnn();
    for (String operation : operations) {
      boolean fast = NativeOps.hasOneDnnImplementation(operation);
      parts.add((fast ? "oneDNN in libnd4j (" : "libnd4j (") + operation + ")");
      oneDnn &= fast;
    }
    if (hasHelper) {
      boolean fast = ran.getHelper() != null && failures == 0;
      parts.add(
          fast ? "oneDNN (" + ran.getHelper().getClass().getSimpleName() + ")" : "DL4J built in");
      oneDnn &= fast;
    }
    if (parts.isEmpty()) {
      parts.add(Nd4j.factory().blas().getBlasVendor() + " matrix product");
    }
    return new LayerCheck(kind, String.join(", ", parts), failures, oneDnn, supportsOneDnn());
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

  /** DL4J counts in a protected field of whichever superclass uses a helper. */
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
