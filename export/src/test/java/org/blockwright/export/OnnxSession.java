package org.blockwright.export;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model in ONNX Runtime, the second implementation. */
final class OnnxSession implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxSession(byte[] model) throws OrtException {
    this(model, OrtSession.SessionOptions.OptLevel.ALL_OPT);
  }

  OnnxSession(byte[] model, OrtSession.SessionOptions.OptLevel level) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setOptimizationLevel(level);
    session = environment.createSession(model, options);
  }

  Map<String, String> metadata() throws OrtException {
    return session.getMetadata().getCustomMetadata();
  }

  /** The shapes of inputs or outputs; a free dimension is -1. */
  long[] inputShape(String name) throws OrtException {
    return ((TensorInfo) session.getInputInfo().get(name).getInfo()).getShape();
  }

  List<String> outputNames() {
    return List.copyOf(session.getOutputNames());
  }

  /** A batch of floats. */
  record Floats(float[] values, long... shape) {}

  Map<String, Floats> run(Map<String, Floats> inputs) throws OrtException {
    Map<String, OnnxTensorLike> tensors = new HashMap<>();
    for (Map.Entry<String, Floats> input : inputs.entrySet()) {
      tensors.put(
          input.getKey(),
          OnnxTensor.createTensor(
              environment, FloatBuffer.wrap(input.getValue().values()), input.getValue().shape()));
    }
    return compute(tensors);
  }

  /** Runs a model whose input are images. */
  Map<String, Floats> runImages(String input, byte[] pixels, long... shape) throws OrtException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(pixels.length).order(ByteOrder.nativeOrder());
    buffer.put(pixels).rewind();
    return compute(
        Map.of(input, OnnxTensor.createTensor(environment, buffer, shape, OnnxJavaType.UINT8)));
  }

  private Map<String, Floats> compute(Map<String, OnnxTensorLike> tensors) throws OrtException {
    try (OrtSession.Result results = session.run(tensors)) {
      Map<String, Floats> outputs = new LinkedHashMap<>();
      results.forEach(
          result -> {
            OnnxTensor tensor = (OnnxTensor) result.getValue();
            FloatBuffer buffer = tensor.getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            outputs.put(result.getKey(), new Floats(values, tensor.getInfo().getShape()));
          });
      return outputs;
    } finally {
      tensors.values().forEach(OnnxTensorLike::close);
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
