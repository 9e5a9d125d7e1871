package org.blockwright.engine.compiled;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/** Reads a graph vertex by vertex as operations, and collects what is not supported. */
final class PlanReader {
  private final ComputationGraph graph;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Unsupported> unsupported = new ArrayList<>();

  PlanReader(ComputationGraph graph) {
    this.graph = graph;
  }

  InferencePlan read() {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    List<String> inputs = configuration.getNetworkInputs();
    List<String> outputs = configuration.getNetworkOutputs();
    check(inputs.get(0), this::requireFloat);
    for (String output : outputs) {
      check(output, () -> requireNoInput(inputs, output));
    }
    for (int index : graph.topologicalSortOrder()) {
      String name = graph.getVertices()[index].getVertexName();
      if (!inputs.contains(name)) {
        check(name, () -> read(name, configuration.getVertices().get(name), inputs(name)));
      }
    }
    return new InferencePlan(inputs, operations, outputs, unsupported);
  }

  private void requireFloat() {
    DataType type = graph.getConfiguration().getDataType();
    if (type != DataType.FLOAT) {
      throw Reasons.dataType(type);
    }
  }

  private static void requireNoInput(List<String> inputs, String output) {
    if (inputs.contains(output)) {
      throw Reasons.outputIsInput();
    }
  }

  private void check(String vertex, Runnable task) {
    try {
      task.run();
    } catch (UnsupportedException e) {
      unsupported.add(new Unsupported(vertex, e.getMessage()));
    }
  }

  private List<String> inputs(String name) {
    return graph.getConfiguration().getVertexInputs().get(name);
  }

  private void read(String name, GraphVertex vertex, List<String> inputs) {
    Class<?> type = vertex.getClass();
    if (type == LayerVertex.class) {
      readLayer(name, (LayerVertex) vertex, inputs);
    } else if (type == FrozenVertex.class) {
      read(name, ((FrozenVertex) vertex).getUnderlying(), inputs);
    } else if (inputs.size() == 1
        && (type == MergeVertex.class || type == ElementWiseVertex.class)) {
      add(Operation.of(name, inputs, new Kind.Activation()));
    } else if (type == MergeVertex.class) {
      int axis = ((MergeVertex) vertex).getMergeAxis();
      if (axis != 1) {
        throw Reasons.mergeAxis(axis);
      }
      add(Operation.of(name, inputs, new Kind.Concat()));
    } else if (type == ElementWiseVertex.class) {
      add(Operation.of(name, inputs, new Kind.ElementWise(function((ElementWiseVertex) vertex))));
    } else if (type == ScaleVertex.class) {
      add(scale(name, inputs, ((ScaleVertex) vertex).getScaleFactor(), 0));
    } else if (type == ShiftVertex.class) {
      add(scale(name, inputs, 1, ((ShiftVertex) vertex).getShiftFactor()));
    } else if (type == SubsetVertex.class) {
      SubsetVertex subset = (SubsetVertex) vertex;
      add(Operation.of(name, inputs, new Kind.Subset(subset.getFrom(), subset.getTo())));
    } else if (type == PreprocessorVertex.class) {
      readPreprocessor(name, ((PreprocessorVertex) vertex).getPreProcessor(), inputs.get(0));
    } else {
      throw Reasons.vertex(type);
    }
  }

  private static Operation scale(String name, List<String> inputs, double factor, double offset) {
    Kind kind =
        factor == 1 && offset == 0
            ? new Kind.Activation()
            : new Kind.Scale(List.of(new ChannelScale.Constant(factor, offset)));
    return Operation.of(name, inputs, kind);
  }

  private void readLayer(String name, LayerVertex vertex, List<String> inputs) {
    String input = inputs.get(0);
    if (vertex.getPreProcessor() != null) {
      String flat = name + "/input";
      readPreprocessor(flat, vertex.getPreProcessor(), input);
      input = flat;
    }
    Layer layer = unwrap(graph.getLayer(name).conf().getLayer());
    new LayerReader(name, input).read(layer).forEach(this::add);
  }

  /** Returns a layer without its frozen wrappers. */
  static Layer unwrap(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return unwrap(frozen.getLayer());
    }
    if (layer instanceof FrozenLayerWithBackprop frozen) {
      return unwrap(frozen.getUnderlying());
    }
    return layer;
  }

  private void readPreprocessor(String name, InputPreProcessor preprocessor, String input) {
    Class<?> type = preprocessor.getClass();
    if (preprocessor instanceof CnnToFeedForwardPreProcessor flatten
        && type == CnnToFeedForwardPreProcessor.class) {
      if (flatten.getFormat() != CNN2DFormat.NCHW) {
        throw Reasons.channelsLast();
      }
      List<Long> image =
          List.of(flatten.getNumChannels(), flatten.getInputHeight(), flatten.getInputWidth());
      boolean sizeUnknown = image.stream().allMatch(size -> size == 0);
      Kind kind = new Kind.Flatten(sizeUnknown ? Optional.empty() : Optional.of(image));
      add(Operation.of(name, input, kind));
    } else if (type == FeedForwardToCnnPreProcessor.class) {
      FeedForwardToCnnPreProcessor image = (FeedForwardToCnnPreProcessor) preprocessor;
      add(
          Operation.of(
              name,
              input,
              new Kind.Unflatten(
                  image.getNumChannels(), image.getInputHeight(), image.getInputWidth())));
    } else {
      throw Reasons.preprocessor(type);
    }
  }

  private static Kind.ElementWise.Function function(ElementWiseVertex vertex) {
    return switch (vertex.getOp()) {
      case Add -> Kind.ElementWise.Function.ADD;
      case Average -> Kind.ElementWise.Function.AVERAGE;
      case Product -> Kind.ElementWise.Function.PRODUCT;
      case Max -> Kind.ElementWise.Function.MAX;
      case Subtract -> Kind.ElementWise.Function.SUBTRACT;
    };
  }

  private void add(Operation operation) {
    operations.add(operation);
  }
}
