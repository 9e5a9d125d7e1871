package org.blockwright.zoo.weights;

import org.blockwright.dsl.Activate;
import org.blockwright.dsl.Activation;
import org.blockwright.dsl.Add;
import org.blockwright.dsl.BatchNorm;
import org.blockwright.dsl.Concat;
import org.blockwright.dsl.Conv;
import org.blockwright.dsl.Crop;
import org.blockwright.dsl.Dense;
import org.blockwright.dsl.DepthwiseConv;
import org.blockwright.dsl.Dropout;
import org.blockwright.dsl.FitPad;
import org.blockwright.dsl.Flatten;
import org.blockwright.dsl.GlobalPool;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Layer;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Pool;
import org.blockwright.dsl.Scale;
import org.blockwright.dsl.SeparableConv;
import org.blockwright.dsl.Size;
import org.blockwright.dsl.ZeroPad;

/** The {@link Structure} of a description. */
final class DescriptionStructure {
  private DescriptionStructure() {}

  static Structure of(Graph graph) {
    Structure.Builder builder = new Structure.Builder();
    graph.inputs().keySet().forEach(builder::source);
    for (Node node : graph.nodes()) {
      Part part = node.layer().accept(Parts.INSTANCE);
      builder.add(node.name(), part.label(), part.activation(), node.inputs());
    }
    return builder.build();
  }

  private record Part(String label, String activation) {
    static final Part NONE = new Part("", "");
  }

  private enum Parts implements Layer.Visitor<Part> {
    INSTANCE;

    private static Part windowed(Layer layer, Size stride, Activation activation) {
      String label = layer.kind() + " " + stride.height() + "x" + stride.width();
      return new Part(label, activation.kind().word());
    }

    @Override
    public Part conv(Conv layer) {
      return windowed(layer, layer.stride(), layer.activation());
    }

    @Override
    public Part depthwiseConv(DepthwiseConv layer) {
      return windowed(layer, layer.stride(), layer.activation());
    }

    @Override
    public Part separableConv(SeparableConv layer) {
      return windowed(layer, layer.stride(), layer.activation());
    }

    @Override
    public Part dense(Dense layer) {
      return new Part(layer.kind(), layer.activation().kind().word());
    }

    @Override
    public Part pool(Pool layer) {
      return new Part(layer.kind(), "");
    }

    @Override
    public Part globalPool(GlobalPool layer) {
      return new Part(layer.kind(), "");
    }

    @Override
    public Part batchNorm(BatchNorm layer) {
      return new Part(layer.kind(), "");
    }

    @Override
    public Part activate(Activate layer) {
      return new Part("", layer.function().kind().word());
    }

    @Override
    public Part dropout(Dropout layer) {
      return Part.NONE;
    }

    @Override
    public Part flatten(Flatten layer) {
      return Part.NONE;
    }

    @Override
    public Part zeroPad(ZeroPad layer) {
      return Part.NONE;
    }

    @Override
    public Part fitPad(FitPad layer) {
      return Part.NONE;
    }

    @Override
    public Part crop(Crop layer) {
      return Part.NONE;
    }

    @Override
    public Part scale(Scale layer) {
      return new Part("Lambda", "");
    }

    @Override
    public Part add(Add layer) {
      return new Part(layer.kind(), "");
    }

    @Override
    public Part concat(Concat layer) {
      return new Part(layer.kind(), "");
    }
  }
}
