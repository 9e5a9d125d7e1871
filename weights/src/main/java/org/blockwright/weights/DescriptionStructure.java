package org.blockwright.weights;

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
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.Scale;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.dsl.layer.Size;
import org.blockwright.dsl.layer.ZeroPad;

/** Reads the {@link Structure} of a described network. */
final class DescriptionStructure {
  private DescriptionStructure() {}

  static Structure of(LayerGraph graph) {
    Structure.Builder builder = new Structure.Builder();
    graph.inputs().keySet().forEach(builder::addInput);
    for (Node node : graph.nodes()) {
      Operation operation = node.layer().accept(OperationVisitor.INSTANCE);
      builder.add(node.name(), operation.label(), operation.activation(), node.inputs());
    }
    return builder.build();
  }

  private record Operation(String label, String activation) {
    static final Operation NONE = new Operation("", "");
  }

  private enum OperationVisitor implements Layer.Visitor<Operation> {
    INSTANCE;

    private static Operation strided(Layer layer, Size stride, Activation activation) {
      String label = layer.kind() + " " + stride.height() + "x" + stride.width();
      return new Operation(label, activation.kind().id());
    }

    @Override
    public Operation conv(Conv layer) {
      return strided(layer, layer.stride(), layer.activation());
    }

    @Override
    public Operation depthwiseConv(DepthwiseConv layer) {
      return strided(layer, layer.stride(), layer.activation());
    }

    @Override
    public Operation separableConv(SeparableConv layer) {
      return strided(layer, layer.stride(), layer.activation());
    }

    @Override
    public Operation dense(Dense layer) {
      return new Operation(layer.kind(), layer.activation().kind().id());
    }

    @Override
    public Operation pool(Pool layer) {
      return new Operation(layer.kind(), "");
    }

    @Override
    public Operation globalPool(GlobalPool layer) {
      return new Operation(layer.kind(), "");
    }

    @Override
    public Operation batchNorm(BatchNorm layer) {
      return new Operation(layer.kind(), "");
    }

    @Override
    public Operation activation(ActivationLayer layer) {
      return new Operation("", layer.activation().kind().id());
    }

    @Override
    public Operation dropout(Dropout layer) {
      return Operation.NONE;
    }

    @Override
    public Operation flatten(Flatten layer) {
      return Operation.NONE;
    }

    @Override
    public Operation zeroPad(ZeroPad layer) {
      return Operation.NONE;
    }

    @Override
    public Operation autoPad(AutoPad layer) {
      return Operation.NONE;
    }

    @Override
    public Operation crop(Crop layer) {
      return Operation.NONE;
    }

    @Override
    public Operation scale(Scale layer) {
      return new Operation("Lambda", "");
    }

    @Override
    public Operation add(Add layer) {
      return new Operation(layer.kind(), "");
    }

    @Override
    public Operation concat(Concat layer) {
      return new Operation(layer.kind(), "");
    }
  }
}
