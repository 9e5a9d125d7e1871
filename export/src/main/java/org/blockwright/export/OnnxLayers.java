package org.blockwright.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
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
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.Scale;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.Size;
import org.blockwright.dsl.layer.Window;
import org.blockwright.dsl.layer.ZeroPad;
import org.blockwright.model.Model;

/**
 * Writes layers as nodes of ONNX. Feature maps have the order batch, channel, height, width; the
 * units of a flattened one are in the order height, width, channel, as in descriptions and in
 * Keras.
 */
final class OnnxLayers {
  private static final double SIX = 6;

  private final Model model;
  private final LayerGraph layers;
  private final FoldedNorms folded;
  private final OnnxGraph graph;

  /** The names of the inputs of the network in ONNX. */
  private final Map<String, String> inputs;

  OnnxLayers(Model model, FoldedNorms folded, OnnxGraph graph, Map<String, String> inputs) {
    this.model = model;
    this.layers = model.network().graph();
    this.folded = folded;
    this.graph = graph;
    this.inputs = inputs;
  }

  /** Writes all layers, each as nodes of which the last one has the name of the layer. */
  void write() {
    layers.nodes().stream()
        .filter(node -> !folded.isFolded(node))
        .forEach(node -> node.layer().accept(new Writer(node)));
  }

  /** Writes one layer. The visitor has a method for each kind, so that none is forgotten. */
  private final class Writer implements Layer.Visitor<String> {
    private final Node node;
    private final LayerWeights weights;

    /** The name of the output: that of the layer, or of the batch norm that is folded in. */
    private final String name;

    Writer(Node node) {
      this.node = node;
      this.weights = new LayerWeights(model, node, folded.into(node));
      this.name = folded.into(node).orElse(node).name();
    }

    private List<String> inputNames() {
      return node.inputs().stream().map(in -> inputs.getOrDefault(in, in)).toList();
    }

    private Shape input() {
      return layers.inputShape(node);
    }

    private String part(String suffix) {
      return name + "/" + suffix;
    }

    private String write(String operator) {
      return write(operator, OnnxGraph.attributes());
    }

    private String write(String operator, OnnxGraph.Attributes attributes) {
      graph.node(operator, inputNames(), name, attributes);
      return name;
    }

    /** Writes nodes whose result gets an activation. */
    private String activated(Activation activation, NodeWriter nodes) {
      if (activation.equals(Activation.LINEAR)) {
        nodes.write(name);
      } else {
        String linear = part("linear");
        nodes.write(linear);
        activate(activation, linear);
      }
      return name;
    }

    private void activate(Activation activation, String input) {
      switch (activation.kind()) {
        case LINEAR -> graph.node("Identity", List.of(input), name);
        case RELU -> graph.node("Relu", List.of(input), name);
        case RELU6 ->
            graph.node(
                "Clip",
                List.of(input, graph.scalar("clip/0", 0), graph.scalar("clip/6", SIX)),
                name);
        case LEAKY_RELU ->
            graph.node(
                "LeakyRelu",
                List.of(input),
                name,
                OnnxGraph.attributes().number("alpha", activation.slope()));
        case SWISH -> {
          String gate = part("sigmoid");
          graph.node("Sigmoid", List.of(input), gate);
          graph.node("Mul", List.of(input, gate), name);
        }
        case SIGMOID -> graph.node("Sigmoid", List.of(input), name);
        case TANH -> graph.node("Tanh", List.of(input), name);
        case SOFTMAX ->
            graph.node("Softmax", List.of(input), name, OnnxGraph.attributes().integer("axis", 1));
      }
    }

    @Override
    public String conv(Conv c) {
      int channels = input().channels() / c.groups();
      String kernel =
          graph.weights(
              part(Parameter.KERNEL),
              weights.kernel(Parameter.KERNEL, area(c.kernel()), channels, true),
              c.filters(),
              channels,
              c.kernel().height(),
              c.kernel().width());
      return activated(
          c.activation(),
          result ->
              convolution(
                  inputNames().get(0),
                  kernel,
                  c.bias(),
                  window(c.window().orElseThrow()).integer("group", c.groups()),
                  result));
    }

    @Override
    public String depthwiseConv(DepthwiseConv c) {
      String kernel = depthwiseKernel(c.kernel(), c.multiplier(), true);
      return activated(
          c.activation(),
          result ->
              convolution(
                  inputNames().get(0),
                  kernel,
                  c.bias(),
                  window(c.window().orElseThrow()).integer("group", input().channels()),
                  result));
    }

    private String depthwiseKernel(Size size, int multiplier, boolean scaled) {
      return graph.weights(
          part(Parameter.DEPTHWISE_KERNEL),
          weights.depthwiseKernel(area(size), scaled),
          (long) input().channels() * multiplier,
          1,
          size.height(),
          size.width());
    }

    @Override
    public String separableConv(SeparableConv c) {
      int between = input().channels() * c.multiplier();
      String depthwise = part("depthwise");
      graph.node(
          "Conv",
          List.of(inputNames().get(0), depthwiseKernel(c.kernel(), c.multiplier(), false)),
          depthwise,
          window(c.window().orElseThrow()).integer("group", input().channels()));
      String kernel =
          graph.weights(
              part(Parameter.POINTWISE_KERNEL),
              weights.kernel(Parameter.POINTWISE_KERNEL, 1, between, true),
              c.filters(),
              between,
              1,
              1);
      return activated(
          c.activation(),
          result -> convolution(depthwise, kernel, c.bias(), OnnxGraph.attributes(), result));
    }

    private void convolution(
        String input, String kernel, boolean bias, OnnxGraph.Attributes attributes, String result) {
      graph.node("Conv", withBias(List.of(input, kernel), bias), result, attributes);
    }

    private List<String> withBias(List<String> arguments, boolean ofLayer) {
      List<String> all = new ArrayList<>(arguments);
      if (weights.hasBias(ofLayer)) {
        all.add(
            graph.weights(part(Parameter.BIAS), weights.bias(ofLayer), node.shape().channels()));
      }
      return all;
    }

    @Override
    public String dense(Dense d) {
      String kernel =
          graph.weights(
              part(Parameter.KERNEL), weights.matrix(d.units()), input().channels(), d.units());
      List<String> arguments = List.of(inputNames().get(0), kernel);
      return activated(
          d.activation(),
          result ->
              graph.node(
                  weights.hasBias(d.bias()) ? "Gemm" : "MatMul",
                  withBias(arguments, d.bias()),
                  result));
    }

    @Override
    public String pool(Pool p) {
      OnnxGraph.Attributes window = poolWindow(p.window().orElseThrow());
      return p.max()
          ? write("MaxPool", window)
          : write("AveragePool", window.integer("count_include_pad", 0));
    }

    @Override
    public String globalPool(GlobalPool p) {
      String map = part("map");
      graph.node(p.max() ? "GlobalMaxPool" : "GlobalAveragePool", inputNames(), map);
      graph.node("Flatten", List.of(map), name);
      return name;
    }

    @Override
    public String batchNorm(BatchNorm b) {
      int channels = node.shape().channels();
      graph.node(
          "BatchNormalization",
          List.of(
              inputNames().get(0),
              graph.weights(part(Parameter.GAMMA), LayerWeights.gamma(model, node), channels),
              graph.weights(part(Parameter.BETA), weights.of(Parameter.BETA), channels),
              graph.weights(part(Parameter.MEAN), weights.of(Parameter.MEAN), channels),
              graph.weights(part(Parameter.VARIANCE), weights.of(Parameter.VARIANCE), channels)),
          name,
          OnnxGraph.attributes().number("epsilon", b.epsilon()));
      return name;
    }

    @Override
    public String activation(ActivationLayer a) {
      activate(a.activation(), inputNames().get(0));
      return name;
    }

    /** Dropout passes its input through in inference. */
    @Override
    public String dropout(Dropout d) {
      return write("Identity");
    }

    @Override
    public String flatten(Flatten f) {
      if (!input().isFeatureMap()) {
        return write("Identity");
      }
      String last = part("channels_last");
      graph.node("Transpose", inputNames(), last, permutation(Layout.toNhwc()));
      graph.node("Flatten", List.of(last), name);
      return name;
    }

    @Override
    public String zeroPad(ZeroPad p) {
      String pads =
          graph.integers(part("pads"), 0, 0, p.top(), p.left(), 0, 0, p.bottom(), p.right());
      graph.node("Pad", List.of(inputNames().get(0), pads), name);
      return name;
    }

    @Override
    public String autoPad(AutoPad p) {
      return zeroPad(p.padding(input()));
    }

    @Override
    public String crop(Crop c) {
      graph.node(
          "Slice",
          List.of(
              inputNames().get(0),
              graph.integers(part("starts"), c.top(), c.left()),
              graph.integers(
                  part("ends"), input().height() - c.bottom(), input().width() - c.right()),
              graph.integers("axes/map", 2, 3)),
          name);
      return name;
    }

    @Override
    public String scale(Scale s) {
      String factor = graph.scalar(part("factor"), s.factor());
      graph.node("Mul", List.of(inputNames().get(0), factor), name);
      return name;
    }

    @Override
    public String add(Add a) {
      return write(node.inputs().size() == 2 ? "Add" : "Sum");
    }

    @Override
    public String concat(Concat c) {
      return write("Concat", OnnxGraph.attributes().integer("axis", 1));
    }

    private OnnxGraph.Attributes window(Window w) {
      return poolWindow(w).integers("dilations", w.dilation().height(), w.dilation().width());
    }

    private OnnxGraph.Attributes poolWindow(Window w) {
      int[] rows =
          padding(
              w,
              input().height(),
              node.shape().height(),
              w.kernel().height(),
              w.stride().height(),
              w.dilation().height(),
              w.padding().height());
      int[] columns =
          padding(
              w,
              input().width(),
              node.shape().width(),
              w.kernel().width(),
              w.stride().width(),
              w.dilation().width(),
              w.padding().width());
      return OnnxGraph.attributes()
          .integers("kernel_shape", w.kernel().height(), w.kernel().width())
          .integers("strides", w.stride().height(), w.stride().width())
          .integers("pads", rows[0], columns[0], rows[1], columns[1]);
    }

    /** Returns the padding before and after along one axis; of "same" the odd pixel is after. */
    private int[] padding(
        Window w, int size, int outputs, int kernel, int stride, int dilation, int explicit) {
      if (!w.padding().same()) {
        return new int[] {explicit, explicit};
      }
      int covered = (outputs - 1) * stride + (kernel - 1) * dilation + 1;
      int total = Math.max(covered - size, 0);
      return new int[] {total / 2, total - total / 2};
    }
  }

  /** Writes nodes of which the last one has a name. */
  private interface NodeWriter {
    void write(String result);
  }

  static OnnxGraph.Attributes permutation(int... axes) {
    long[] all = new long[axes.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = axes[i];
    }
    return OnnxGraph.attributes().integers("perm", all);
  }

  private static int area(Size size) {
    return size.height() * size.width();
  }
}
