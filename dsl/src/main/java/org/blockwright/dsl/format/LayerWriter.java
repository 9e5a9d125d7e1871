package org.blockwright.dsl.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Add;
import org.blockwright.dsl.layer.AutoPad;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Concat;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.Crop;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.DepthwiseConv;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.dsl.layer.Flatten;
import org.blockwright.dsl.layer.GlobalPool;
import org.blockwright.dsl.layer.Layer.Visitor;
import org.blockwright.dsl.layer.Padding;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.Scale;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.dsl.layer.Size;
import org.blockwright.dsl.layer.ZeroPad;

/** Writes each kind of layer with the values that differ from the defaults. */
final class LayerWriter implements Visitor<Map<String, Object>> {

  @Override
  public Map<String, Object> conv(Conv c) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("filters", c.filters());
    configuration.put("kernel", size(c.kernel()));
    strideAndPadding(configuration, c.stride(), Size.ONE, c.padding(), Padding.SAME);
    if (!c.dilation().equals(Size.ONE)) {
      configuration.put("dilation", size(c.dilation()));
    }
    if (c.groups() != 1) {
      configuration.put("groups", c.groups());
    }
    biasAndActivation(configuration, c.bias(), c.activation());
    return Map.of("conv", configuration);
  }

  @Override
  public Map<String, Object> depthwiseConv(DepthwiseConv c) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("kernel", size(c.kernel()));
    if (c.multiplier() != 1) {
      configuration.put("multiplier", c.multiplier());
    }
    strideAndPadding(configuration, c.stride(), Size.ONE, c.padding(), Padding.SAME);
    biasAndActivation(configuration, c.bias(), c.activation());
    return Map.of("depthwiseConv", configuration);
  }

  @Override
  public Map<String, Object> separableConv(SeparableConv c) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("filters", c.filters());
    configuration.put("kernel", size(c.kernel()));
    if (c.multiplier() != 1) {
      configuration.put("multiplier", c.multiplier());
    }
    strideAndPadding(configuration, c.stride(), Size.ONE, c.padding(), Padding.SAME);
    biasAndActivation(configuration, c.bias(), c.activation());
    return Map.of("separableConv", configuration);
  }

  @Override
  public Map<String, Object> dense(Dense d) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("units", d.units());
    biasAndActivation(configuration, d.bias(), d.activation());
    return Map.of("dense", configuration);
  }

  @Override
  public Map<String, Object> pool(Pool p) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("kernel", size(p.kernel()));
    strideAndPadding(configuration, p.stride(), p.kernel(), p.padding(), Padding.VALID);
    return Map.of(p.max() ? "maxPool" : "averagePool", configuration);
  }

  @Override
  public Map<String, Object> globalPool(GlobalPool p) {
    return Map.of(p.max() ? "globalMax" : "globalAverage", Map.of());
  }

  @Override
  public Map<String, Object> batchNorm(BatchNorm b) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("epsilon", b.epsilon());
    configuration.put("momentum", b.momentum());
    if (!b.gamma()) {
      configuration.put("gamma", false);
    }
    return Map.of("batchNorm", configuration);
  }

  @Override
  public Map<String, Object> activation(ActivationLayer a) {
    return Map.of("activation", activation(a.activation()));
  }

  @Override
  public Map<String, Object> dropout(Dropout d) {
    return Map.of("dropout", d.rate());
  }

  @Override
  public Map<String, Object> flatten(Flatten f) {
    return Map.of("flatten", Map.of());
  }

  @Override
  public Map<String, Object> zeroPad(ZeroPad p) {
    return Map.of("zeroPad", List.of(p.top(), p.bottom(), p.left(), p.right()));
  }

  @Override
  public Map<String, Object> autoPad(AutoPad p) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("kernel", size(p.kernel()));
    configuration.put("stride", size(p.stride()));
    return Map.of(p.rule().id() + "Pad", configuration);
  }

  @Override
  public Map<String, Object> crop(Crop c) {
    return Map.of("crop", List.of(c.top(), c.bottom(), c.left(), c.right()));
  }

  @Override
  public Map<String, Object> scale(Scale s) {
    return Map.of("scale", s.factor());
  }

  @Override
  public Map<String, Object> add(Add a) {
    return Map.of("add", Map.of());
  }

  @Override
  public Map<String, Object> concat(Concat c) {
    return Map.of("concat", Map.of());
  }

  private static void strideAndPadding(
      Map<String, Object> configuration,
      Size stride,
      Size defaultStride,
      Padding padding,
      Padding defaultPadding) {
    if (!stride.equals(defaultStride)) {
      configuration.put("stride", size(stride));
    }
    if (!padding.equals(defaultPadding)) {
      configuration.put("padding", padding(padding));
    }
  }

  private static void biasAndActivation(
      Map<String, Object> configuration, boolean bias, Activation activation) {
    if (!bias) {
      configuration.put("bias", false);
    }
    if (!activation.equals(Activation.LINEAR)) {
      configuration.put("activation", activation(activation));
    }
  }

  static Object size(Size size) {
    return size.height() == size.width() ? size.height() : List.of(size.height(), size.width());
  }

  private static Object padding(Padding padding) {
    if (padding.same()) {
      return "same";
    }
    return padding.equals(Padding.VALID)
        ? "valid"
        : padding.height() == padding.width()
            ? padding.height()
            : List.of(padding.height(), padding.width());
  }

  private static Object activation(Activation activation) {
    return activation.kind().hasSlope()
        ? Map.of(activation.kind().id(), activation.slope())
        : activation.kind().id();
  }
}
