package org.blockwright.export;

/** Numbers of fields and values of enumerations of ONNX's {@code onnx.proto3}, IR version 8. */
final class OnnxFields {
  static final int MODEL_IR_VERSION = 1;
  static final int MODEL_PRODUCER_NAME = 2;
  static final int MODEL_PRODUCER_VERSION = 3;
  static final int MODEL_GRAPH = 7;
  static final int MODEL_OPSET_IMPORT = 8;
  static final int MODEL_METADATA_PROPS = 14;

  static final int OPSET_VERSION = 2;

  static final int ENTRY_KEY = 1;
  static final int ENTRY_VALUE = 2;

  static final int GRAPH_NODE = 1;
  static final int GRAPH_NAME = 2;
  static final int GRAPH_INITIALIZER = 5;
  static final int GRAPH_INPUT = 11;
  static final int GRAPH_OUTPUT = 12;

  static final int NODE_INPUT = 1;
  static final int NODE_OUTPUT = 2;
  static final int NODE_NAME = 3;
  static final int NODE_OP_TYPE = 4;
  static final int NODE_ATTRIBUTE = 5;

  static final int ATTRIBUTE_NAME = 1;
  static final int ATTRIBUTE_FLOAT = 2;
  static final int ATTRIBUTE_INTEGER = 3;
  static final int ATTRIBUTE_INTEGERS = 8;
  static final int ATTRIBUTE_TYPE = 20;
  static final int TYPE_FLOAT = 1;
  static final int TYPE_INTEGER = 2;
  static final int TYPE_INTEGERS = 7;

  static final int TENSOR_DIMENSIONS = 1;
  static final int TENSOR_DATA_TYPE = 2;
  static final int TENSOR_INTEGERS = 7;
  static final int TENSOR_NAME = 8;
  static final int TENSOR_BYTES = 9;

  static final int VALUE_NAME = 1;
  static final int VALUE_TYPE = 2;
  static final int TYPE_TENSOR = 1;
  static final int TENSOR_TYPE_ELEMENT = 1;
  static final int TENSOR_TYPE_SHAPE = 2;
  static final int SHAPE_DIMENSION = 1;
  static final int DIMENSION_VALUE = 1;
  static final int DIMENSION_NAME = 2;

  /** Data types of tensors. */
  static final int FLOAT = 1;

  static final int UINT8 = 2;
  static final int INT64 = 7;

  private OnnxFields() {}
}
