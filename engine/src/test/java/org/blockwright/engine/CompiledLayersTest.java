package org.blockwright.engine;

import static org.blockwright.engine.CompiledComparison.assertSameAsDouble;

import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Each type of layer with its settings on images of odd sizes. */
class CompiledLayersTest {
  private static final long[][] IMAGES = {{3, 13, 9}, {17, 8, 11}, {1, 7, 7}, {16, 10, 10}};

  private static final List<IActivation> ACTIVATIONS =
      List.of(
          new ActivationIdentity(),
          new ActivationReLU(),
          new ActivationReLU6(),
          new ActivationLReLU(0.1),
          new ActivationSwish(),
          new ActivationSigmoid(),
          new ActivationTanH(),
          new ActivationELU(),
          new ActivationHardSigmoid(),
          new ActivationHardTanH(),
          new ActivationSoftPlus(),
          new ActivationMish(),
          new ActivationSoftmax());

  private static UnaryOperator<GraphBuilder> layers(Layer... layers) {
    return builder -> {
      String input = "in";
      for (int i = 0; i < layers.length; i++) {
        builder.addLayer("l" + i, layers[i].clone(), input);
        input = "l" + i;
      }
      return builder.setOutputs(input);
    };
  }

  private static void compare(String name, Layer... layers) {
    for (long[] image : IMAGES) {
      assertSameAsDouble(name, image, layers(layers));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, Same, 0",
    "3, 1, 1, Same, 0",
    "3, 2, 1, Same, 0",
    "2, 2, 1, Same, 0",
    "5, 3, 1, Same, 0",
    "3, 1, 2, Same, 0",
    "4, 1, 1, Same, 0",
    "1, 2, 1, Same, 0",
    "1, 1, 1, Truncate, 0",
    "3, 1, 1, Truncate, 0",
    "3, 2, 1, Truncate, 1",
    "2, 3, 1, Truncate, 0",
    "5, 1, 1, Truncate, 2",
    "3, 1, 2, Truncate, 1",
    "7, 2, 1, Truncate, 3",
    "3, 1, 1, Strict, 1"
  })
  void convolution(int kernel, int stride, int dilation, ConvolutionMode mode, int padding) {
    Layer layer =
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .dilation(dilation, dilation)
            .convolutionMode(mode)
            .padding(padding, padding)
            .nOut(7)
            .hasBias(kernel != 2)
            .build();

    compare("convolution", layer);
  }

  @Test
  void convolutionWithRectangularWindow() {
    Layer layer = new ConvolutionLayer.Builder(1, 5).stride(2, 1).nOut(20).build();

    compare("rectangular", layer);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1, 1, Same, 0",
    "3, 2, 2, Same, 0",
    "5, 1, 2, Truncate, 1",
    "1, 1, 1, Same, 0",
    "1, 2, 2, Truncate, 0",
    "2, 2, 1, Truncate, 0"
  })
  void depthwiseConvolution(
      int kernel, int stride, int multiplier, ConvolutionMode mode, int padding) {
    Layer depthwise =
        new DepthwiseConvolution2D.Builder(kernel, kernel)
            .stride(stride, stride)
            .depthMultiplier(multiplier)
            .convolutionMode(mode)
            .padding(padding, padding)
            .build();
    Layer separable =
        new SeparableConvolution2D.Builder(kernel, kernel)
            .stride(stride, stride)
            .depthMultiplier(multiplier)
            .convolutionMode(mode)
            .padding(padding, padding)
            .nOut(6)
            .activation(Activation.RELU)
            .build();
    for (long[] image : List.of(IMAGES[0], IMAGES[1], IMAGES[3])) {
      assertSameAsDouble("depthwise", image, layers(depthwise, TestGraphs.batchNorm()));
      assertSameAsDouble("separable", image, layers(separable));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, Same, 0, false", "3, 2, Same, 0, false", "3, 1, Same, 0, false",
    "2, 2, Truncate, 0, false", "3, 2, Truncate, 1, false", "3, 2, Truncate, 1, true",
    "7, 1, Truncate, 0, false", "1, 1, Truncate, 0, false", "3, 3, Truncate, 0, false"
  })
  void pooling(int kernel, int stride, ConvolutionMode mode, int padding, boolean countsPadding) {
    for (var type : List.of(SubsamplingLayer.PoolingType.MAX, SubsamplingLayer.PoolingType.AVG)) {
      Layer layer =
          new SubsamplingLayer.Builder(type)
              .kernelSize(kernel, kernel)
              .stride(stride, stride)
              .convolutionMode(mode)
              .padding(padding, padding)
              .avgPoolIncludePadInDivisor(countsPadding)
              .build();

      compare(type.toString(), layer);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PoolingType.class,
      names = {"MAX", "AVG"})
  void globalPooling(PoolingType type) {
    compare("collapsed", new GlobalPoolingLayer(type));
    compare(
        "one pixel",
        new GlobalPoolingLayer.Builder(type).collapseDimensions(false).build(),
        new ConvolutionLayer.Builder(1, 1).nOut(4).build());
    compare("dense", new GlobalPoolingLayer(type), new DenseLayer.Builder().nOut(4).build());
  }

  @Test
  void activations() {
    for (IActivation function : ACTIVATIONS) {
      String name = function.toString();
      Layer layer = new ActivationLayer.Builder().activation(function).build();
      Layer convolution = new ConvolutionLayer.Builder(3, 3).nOut(7).activation(function).build();
      Layer dense = new DenseLayer.Builder().nOut(5).activation(function).build();
      compare(name + " alone", layer);
      compare(name + " in convolution", convolution);
      compare(
          name + " after convolution", new ConvolutionLayer.Builder(1, 1).nOut(5).build(), layer);
      compare(name + " after norm", TestGraphs.batchNorm(), layer);
      compare(name + " in dense", dense, dense, layer);
    }
  }

  @Test
  void outputLayers() {
    for (IActivation function :
        List.of(new ActivationSoftmax(), new ActivationSigmoid(), new ActivationIdentity())) {
      Layer output = new OutputLayer.Builder(LossFunction.MSE).nOut(3).activation(function).build();
      Layer loss = new LossLayer.Builder(LossFunction.MSE).activation(function).build();
      compare("output " + function, output);
      compare("loss " + function, new DenseLayer.Builder().nOut(4).build(), loss);
    }
  }

  @Test
  void batchNorm() {
    Layer logarithmic = new BatchNormalization.Builder().useLogStd(true).build();
    Layer locked =
        new BatchNormalization.Builder(true).gamma(1.5).beta(0.25).useLogStd(false).build();
    Layer convolution = new ConvolutionLayer.Builder(3, 3).nOut(7).build();
    Layer dense = new DenseLayer.Builder().nOut(9).build();
    for (Layer norm : List.of(TestGraphs.batchNorm(), logarithmic, locked)) {
      compare("alone", norm);
      compare("twice", norm, norm);
      compare("after convolution", convolution, norm, norm);
      compare("after dense", dense, norm);
      compare("before convolution", norm, new ActivationLayer(Activation.RELU), convolution);
    }
  }

  @Test
  void denseLayers() {
    Layer noBias = new DenseLayer.Builder().nOut(33).hasBias(false).build();
    compare("of images", noBias, new DenseLayer.Builder().nOut(2).build());
    compare("after convolution", new ConvolutionLayer.Builder(3, 3).nOut(17).build(), noBias);
    assertSameAsDouble("of vectors", new long[] {11}, layers(noBias, TestGraphs.softmax(3)));
  }

  @Test
  void paddingAndCropping() {
    Layer pad = new ZeroPaddingLayer.Builder(0, 1, 2, 1).build();
    Layer crop = new Cropping2D.Builder(1, 0, 2, 1).build();
    Layer convolution =
        new ConvolutionLayer.Builder(3, 3)
            .stride(2, 2)
            .convolutionMode(ConvolutionMode.Truncate)
            .activation(Activation.RELU)
            .nOut(19)
            .build();
    for (Layer pool :
        List.of(
            TestGraphs.pool(SubsamplingLayer.PoolingType.MAX),
            TestGraphs.pool(SubsamplingLayer.PoolingType.AVG))) {
      compare("pad and pool", pad, pool);
      compare("pad and pool of rectified values", convolution, pad, pool);
    }
    compare("pad alone", pad);
    compare("pad and convolution", pad, convolution, pad, convolution);
    compare("crop", crop, pad, crop);
    compare("crop after convolution", new ConvolutionLayer.Builder(3, 3).nOut(19).build(), crop);
  }

  @Test
  void dropoutAndFrozenLayers() {
    Layer convolution = new ConvolutionLayer.Builder(3, 3).nOut(5).dropOut(0.5).build();
    compare(
        "frozen",
        new FrozenLayer(convolution),
        new FrozenLayer(TestGraphs.batchNorm()),
        new FrozenLayerWithBackprop(new ConvolutionLayer.Builder(1, 1).nOut(4).build()),
        new DropoutLayer(0.5),
        new DenseLayer.Builder().nOut(3).build());
  }
}
