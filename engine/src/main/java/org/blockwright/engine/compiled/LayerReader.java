package org.blockwright.engine.compiled;

import com.google.common.primitives.Ints;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
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
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;

/** Reads a layer of DL4J in inference mode as operations. */
final class LayerReader {
  private static final String WEIGHTS = DefaultParamInitializer.WEIGHT_KEY;
  private static final String BIAS = DefaultParamInitializer.BIAS_KEY;

  private final String name;
  private final String input;

  /**
   * @param name name of the vertex
   * @param input name of its input
   */
  LayerReader(String name, String input) {
    this.name = name;
    this.input = input;
  }

  /**
   * Returns the operations of a layer without wrapper; the last one has the vertex' name.
   *
   * @throws UnsupportedException if a type or setting is not supported
   */
  List<Operation> read(Layer layer) {
    if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
      throw Reasons.weightNoise();
    }
    Class<?> type = layer.getClass();
    if (type == DepthwiseConvolution2D.class) {
      return depthwise((DepthwiseConvolution2D) layer);
    } else if (type == SeparableConvolution2D.class) {
      return separable((SeparableConvolution2D) layer);
    } else if (type == ConvolutionLayer.class) {
      return convolution((ConvolutionLayer) layer);
    } else if (type == BatchNormalization.class) {
      return batchNorm((BatchNormalization) layer);
    } else if (type == DenseLayer.class) {
      return dense((DenseLayer) layer);
    } else if (type == OutputLayer.class) {
      OutputLayer output = (OutputLayer) layer;
      return List.of(matrix(output.hasBias(), nonlinearity(output)));
    } else if (type == SubsamplingLayer.class) {
      return List.of(Operation.of(name, input, pool((SubsamplingLayer) layer)));
    } else if (type == GlobalPoolingLayer.class) {
      return List.of(Operation.of(name, input, globalPool((GlobalPoolingLayer) layer)));
    } else if (type == ActivationLayer.class) {
      return activation(Nonlinearity.of(((ActivationLayer) layer).getActivationFn()));
    } else if (type == LossLayer.class) {
      return activation(nonlinearity((LossLayer) layer));
    } else if (type == DropoutLayer.class) {
      return activation(Nonlinearity.IDENTITY);
    } else if (type == ZeroPaddingLayer.class) {
      ZeroPaddingLayer pad = (ZeroPaddingLayer) layer;
      requireChannelsFirst(pad.getDataFormat());
      int[] p = pad.getPadding();
      return List.of(Operation.of(name, input, new Kind.Pad(p[0], p[1], p[2], p[3])));
    } else if (type == Cropping2D.class) {
      Cropping2D crop = (Cropping2D) layer;
      requireChannelsFirst(crop.getDataFormat());
      int[] c = crop.getCropping();
      return List.of(Operation.of(name, input, new Kind.Crop(c[0], c[1], c[2], c[3])));
    }
    throw Reasons.layer(type);
  }

  private List<Operation> convolution(ConvolutionLayer layer) {
    Kind kind =
        new Kind.Convolution(
            window(layer),
            Kind.KernelLayout.OIHW,
            parameter(WEIGHTS),
            bias(layer.hasBias()),
            List.of());
    return List.of(Operation.of(name, input, kind).withActivation(nonlinearity(layer)));
  }

  /** A depthwise convolution; one of single pixels is a factor and an offset per channel. */
  private List<Operation> depthwise(DepthwiseConvolution2D layer) {
    Window window = window(layer);
    Optional<Parameter> bias = bias(layer.hasBias());
    boolean scales =
        window.kernel()[0] * window.kernel()[1] == 1 && layer.getDepthMultiplier() == 1;
    Kind kind =
        scales && isStrideOne(layer)
            ? new Kind.Scale(List.of(new ChannelScale.Learned(parameter(WEIGHTS), bias)))
            : new Kind.Convolution(
                window, Kind.KernelLayout.HWCM, parameter(WEIGHTS), bias, List.of());
    return List.of(Operation.of(name, input, kind).withActivation(nonlinearity(layer)));
  }

  private static boolean isStrideOne(ConvolutionLayer layer) {
    boolean padded = layer.getPadding()[0] + layer.getPadding()[1] > 0;
    return layer.getStride()[0] == 1
        && layer.getStride()[1] == 1
        && (!padded || layer.getConvolutionMode() == ConvolutionMode.Same);
  }

  private List<Operation> separable(SeparableConvolution2D layer) {
    String depthwise = name + "/depthwise";
    Kind first =
        new Kind.Convolution(
            window(layer), Kind.KernelLayout.MCHW, parameter(WEIGHTS), Optional.empty(), List.of());
    Kind second =
        new Kind.Convolution(
            Window.pointwise(),
            Kind.KernelLayout.OIHW,
            parameter(SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY),
            bias(layer.hasBias()),
            List.of());
    return List.of(
        Operation.of(depthwise, input, first),
        Operation.of(name, depthwise, second).withActivation(nonlinearity(layer)));
  }

  private List<Operation> dense(DenseLayer layer) {
    if (layer.hasLayerNorm()) {
      throw Reasons.layerNormalization();
    }
    return List.of(matrix(layer.hasBias(), nonlinearity(layer)));
  }

  private Operation matrix(boolean hasBias, Nonlinearity activation) {
    Kind kind = new Kind.Dense(parameter(WEIGHTS), bias(hasBias), List.of());
    return Operation.of(name, input, kind).withActivation(activation);
  }

  private List<Operation> batchNorm(BatchNormalization layer) {
    requireChannelsFirst(layer.getCnn2DFormat());
    boolean locked = layer.isLockGammaBeta();
    boolean logarithmic = layer.isUseLogStd();
    ChannelScale scale =
        new ChannelScale.BatchNorm(
            parameter(BatchNormalizationParamInitializer.GLOBAL_MEAN),
            parameter(
                logarithmic
                    ? BatchNormalizationParamInitializer.GLOBAL_LOG_STD
                    : BatchNormalizationParamInitializer.GLOBAL_VAR),
            logarithmic,
            layer.getEps(),
            optional(!locked, BatchNormalizationParamInitializer.GAMMA),
            layer.getGamma(),
            optional(!locked, BatchNormalizationParamInitializer.BETA),
            layer.getBeta());
    return List.of(Operation.of(name, input, new Kind.Scale(List.of(scale))));
  }

  private static Kind pool(SubsamplingLayer layer) {
    requireChannelsFirst(layer.getCnn2dDataFormat());
    if (layer.getDilation()[0] != 1 || layer.getDilation()[1] != 1) {
      throw Reasons.dilatedPooling();
    }
    Window window =
        Window.of(
            layer.getKernelSize(),
            layer.getStride(),
            layer.getDilation(),
            supported(layer.getConvolutionMode()),
            layer.getPadding());
    return new Kind.Pool(
        isMax(layer.getPoolingType()), layer.isAvgPoolIncludePadInDivisor(), window);
  }

  private static Kind globalPool(GlobalPoolingLayer layer) {
    int[] dimensions = layer.getPoolingDimensions();
    if (dimensions != null && !List.of(2, 3).equals(Ints.asList(dimensions))) {
      throw Reasons.poolingDimensions();
    }
    return new Kind.GlobalPool(isMax(layer.getPoolingType()), layer.isCollapseDimensions());
  }

  private static boolean isMax(PoolingType type) {
    if (type != PoolingType.MAX && type != PoolingType.AVG) {
      throw Reasons.pooling(type);
    }
    return type == PoolingType.MAX;
  }

  private List<Operation> activation(Nonlinearity function) {
    return List.of(Operation.of(name, input, new Kind.Activation()).withActivation(function));
  }

  private static Nonlinearity nonlinearity(BaseLayer layer) {
    return Nonlinearity.of(layer.getActivationFn());
  }

  static Window window(ConvolutionLayer layer) {
    requireChannelsFirst(layer.getCnn2dDataFormat());
    return Window.of(
        layer.getKernelSize(),
        layer.getStride(),
        layer.getDilation(),
        supported(layer.getConvolutionMode()),
        layer.getPadding());
  }

  private static ConvolutionMode supported(ConvolutionMode mode) {
    if (mode != ConvolutionMode.Same
        && mode != ConvolutionMode.Truncate
        && mode != ConvolutionMode.Strict) {
      throw Reasons.convolutionMode(mode);
    }
    return mode;
  }

  private static void requireChannelsFirst(CNN2DFormat format) {
    if (format != CNN2DFormat.NCHW) {
      throw Reasons.channelsLast();
    }
  }

  private Parameter parameter(String key) {
    return new Parameter(name, key);
  }

  private Optional<Parameter> bias(boolean hasBias) {
    return optional(hasBias, BIAS);
  }

  private Optional<Parameter> optional(boolean exists, String key) {
    return exists ? Optional.of(parameter(key)) : Optional.empty();
  }
}
