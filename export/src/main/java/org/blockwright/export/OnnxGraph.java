package org.blockwright.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The nodes, weights, inputs and outputs of an ONNX graph. */
final class OnnxGraph {
  private static final String BATCH = "batch";

  private final OnnxMessage graph = new OnnxMessage();
  private final Set<String> initializers = new HashSet<>();

  OnnxGraph(String name) {
    graph.add(OnnxFields.GRAPH_NAME, name);
  }

  /** The attributes of a node. */
  static final class Attributes {
    private final List<OnnxMessage> all = new ArrayList<>();

    Attributes integer(String name, long value) {
      all.add(attribute(name, OnnxFields.TYPE_INTEGER).add(OnnxFields.ATTRIBUTE_INTEGER, value));
      return this;
    }

    Attributes integers(String name, long... values) {
      all.add(
          attribute(name, OnnxFields.TYPE_INTEGERS).addAll(OnnxFields.ATTRIBUTE_INTEGERS, values));
      return this;
    }

    Attributes number(String name, double value) {
      all.add(
          attribute(name, OnnxFields.TYPE_FLOAT).add(OnnxFields.ATTRIBUTE_FLOAT, (float) value));
      return this;
    }

    private static OnnxMessage attribute(String name, int type) {
      return new OnnxMessage()
          .add(OnnxFields.ATTRIBUTE_NAME, name)
          .add(OnnxFields.ATTRIBUTE_TYPE, type);
    }
  }

  static Attributes attributes() {
    return new Attributes();
  }

  /** Adds a node with one output, which has the name of the node. */
  void node(String operator, List<String> inputs, String name, Attributes attributes) {
    OnnxMessage node =
        new OnnxMessage()
            .add(OnnxFields.NODE_INPUT, inputs)
            .add(OnnxFields.NODE_OUTPUT, name)
            .add(OnnxFields.NODE_NAME, name)
            .add(OnnxFields.NODE_OP_TYPE, operator);
    attributes.all.forEach(attribute -> node.add(OnnxFields.NODE_ATTRIBUTE, attribute));
    graph.add(OnnxFields.GRAPH_NODE, node);
  }

  void node(String operator, List<String> inputs, String name) {
    node(operator, inputs, name, attributes());
  }

  /**
   * Adds weights and returns their name.
   *
   * @param values called when the graph is written
   */
  String weights(String name, Supplier<float[]> values, long... dimensions) {
    long count = Arrays.stream(dimensions).reduce(1, (a, b) -> a * b);
    return initializer(
        name,
        tensor(name, OnnxFields.FLOAT, dimensions)
            .addBytes(OnnxFields.TENSOR_BYTES, count, values));
  }

  /** Adds a number without dimensions and returns its name. */
  String scalar(String name, double value) {
    return weights(name, () -> new float[] {(float) value});
  }

  /** Adds a vector of integers and returns its name. */
  String integers(String name, long... values) {
    return initializer(
        name,
        tensor(name, OnnxFields.INT64, values.length).addAll(OnnxFields.TENSOR_INTEGERS, values));
  }

  private static OnnxMessage tensor(String name, int type, long... dimensions) {
    return new OnnxMessage()
        .addAll(OnnxFields.TENSOR_DIMENSIONS, dimensions)
        .add(OnnxFields.TENSOR_DATA_TYPE, type)
        .add(OnnxFields.TENSOR_NAME, name);
  }

  /** Adds a tensor, each once. */
  private String initializer(String name, OnnxMessage tensor) {
    if (initializers.add(name)) {
      graph.add(OnnxFields.GRAPH_INITIALIZER, tensor);
    }
    return name;
  }

  /**
   * Adds an input.
   *
   * @param dimensions those after the batch
   */
  void input(String name, int type, long... dimensions) {
    graph.add(OnnxFields.GRAPH_INPUT, value(name, type, dimensions));
  }

  /** Adds an output of floats. */
  void output(String name, long... dimensions) {
    graph.add(OnnxFields.GRAPH_OUTPUT, value(name, OnnxFields.FLOAT, dimensions));
  }

  private static OnnxMessage value(String name, int type, long... dimensions) {
    OnnxMessage shape =
        new OnnxMessage()
            .add(
                OnnxFields.SHAPE_DIMENSION,
                new OnnxMessage().add(OnnxFields.DIMENSION_NAME, BATCH));
    for (long dimension : dimensions) {
      shape.add(
          OnnxFields.SHAPE_DIMENSION, new OnnxMessage().add(OnnxFields.DIMENSION_VALUE, dimension));
    }
    OnnxMessage tensor =
        new OnnxMessage()
            .add(OnnxFields.TENSOR_TYPE_ELEMENT, type)
            .add(OnnxFields.TENSOR_TYPE_SHAPE, shape);
    return new OnnxMessage()
        .add(OnnxFields.VALUE_NAME, name)
        .add(OnnxFields.VALUE_TYPE, new OnnxMessage().add(OnnxFields.TYPE_TENSOR, tensor));
  }

  OnnxMessage message() {
    return graph;
  }
}
