package org.blockwright.export;

import com.google.protobuf.CodedOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.blockwright.base.AtomicFiles;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.model.Model;

/**
 * Writes a model as an ONNX file (opset 17, IR version 8) for inference:
 *
 * <pre>{@code
 * OnnxExport.of(model).withPreprocessing().foldBatchNorm().write(Path.of("model.onnx"));
 * }</pre>
 *
 * <p>Inputs are floats {@code [batch, channels, height, width]} in the preprocessing of the model,
 * outputs those of the network, both with their names; the batch size is free. Values have the
 * names of their layers. The units of a flattened feature map are in the order height, width,
 * channel, as in Keras. Labels, preprocessing, the description and the provenance are in the
 * metadata, see {@link #METADATA_PREFIX}. Layers that act in training only are left out.
 *
 * <p>Immutable. The model must stay open until it is written.
 */
public final class OnnxExport {
  /** Version of the set of operators. */
  public static final int OPSET = 17;

  /** Version of the file format. */
  public static final int IR_VERSION = 8;

  /** The keys of the metadata start with this: network, labels, preprocessing, description. */
  public static final String METADATA_PREFIX = "blockwright.";

  private static final String PRODUCER = "blockwright";
  private static final int BUFFER = 1 << 16;

  private final Model model;
  private final boolean preprocessing;
  private final boolean folding;

  private OnnxExport(Model model, boolean preprocessing, boolean folding) {
    this.model = model;
    this.preprocessing = preprocessing;
    this.folding = folding;
  }

  /** Returns an export of a model. */
  public static OnnxExport of(Model model) {
    return new OnnxExport(model, false, false);
  }

  /**
   * Adds the preprocessing to the graph. Inputs are images of the size of the network then, as
   * bytes 0-255 {@code [batch, height, width, channels]} in RGB, or gray with one channel.
   */
  public OnnxExport withPreprocessing() {
    return new OnnxExport(model, true, folding);
  }

  /**
   * Folds each batch norm into the convolution or dense layer before it, if nothing else uses the
   * values between them. There are fewer nodes then; outputs differ by rounding.
   */
  public OnnxExport foldBatchNorm() {
    return new OnnxExport(model, preprocessing, true);
  }

  /**
   * Writes the file; an existing one is replaced when the new one is complete.
   *
   * @throws org.blockwright.base.UsageException if the weights have more than 2 GB, an output is an
   *     input, or an input cannot be preprocessed as an image; nothing is written then
   * @throws org.blockwright.base.StorageException if the file cannot be written
   */
  public void write(Path file) {
    OnnxMessage message = message();
    AtomicFiles.write(
        file,
        temporary -> {
          try (OutputStream out =
              new BufferedOutputStream(Files.newOutputStream(temporary), BUFFER)) {
            CodedOutputStream coded = CodedOutputStream.newInstance(out);
            message.write(coded);
            coded.flush();
          }
        });
  }

  /** Returns the content of the file. */
  byte[] toBytes() {
    OnnxMessage message = message();
    byte[] bytes = new byte[(int) message.size()];
    try {
      message.write(CodedOutputStream.newInstance(bytes));
    } catch (IOException e) {
      throw new IllegalStateException("the size is wrong", e);
    }
    return bytes;
  }

  private OnnxMessage message() {
    Network network = model.network();
    LayerGraph layers = network.graph();
    OnnxGraph graph = new OnnxGraph(network.name());
    OnnxInputs inputs = new OnnxInputs(network, graph);
    Map<String, String> names = preprocessing ? inputs.images() : inputs.preprocessed();
    new OnnxLayers(model, folding ? FoldedNorms.of(layers) : FoldedNorms.none(), graph, names)
        .write();
    for (String output : layers.outputs()) {
      if (!layers.contains(output)) {
        throw ExportProblems.outputIsInput(network.name(), output);
      }
      long[] batch = Layout.batchShape(1, layers.shape(output));
      graph.output(output, Arrays.copyOfRange(batch, 1, batch.length));
    }
    OnnxMessage message =
        new OnnxMessage()
            .add(OnnxFields.MODEL_IR_VERSION, IR_VERSION)
            .add(OnnxFields.MODEL_PRODUCER_NAME, PRODUCER)
            .add(OnnxFields.MODEL_GRAPH, graph.message())
            .add(
                OnnxFields.MODEL_OPSET_IMPORT,
                new OnnxMessage().add(OnnxFields.OPSET_VERSION, OPSET));
    metadata(network)
        .forEach(
            (key, value) ->
                message.add(
                    OnnxFields.MODEL_METADATA_PROPS,
                    new OnnxMessage()
                        .add(OnnxFields.ENTRY_KEY, METADATA_PREFIX + key)
                        .add(OnnxFields.ENTRY_VALUE, value)));
    if (message.size() > Integer.MAX_VALUE) {
      throw ExportProblems.tooLarge(network.name(), message.size());
    }
    return message;
  }

  /** Returns the metadata: several labels and inputs are separated by line breaks. */
  private Map<String, String> metadata(Network network) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("network", network.name());
    for (Output output : network.outputs()) {
      if (!output.labels().isEmpty()) {
        entries.put("labels." + output.name(), String.join("\n", output.labels()));
      }
    }
    entries.put(
        "preprocessing",
        network.inputs().stream()
            .map(input -> input.name() + ": " + input.preprocessing().text())
            .collect(Collectors.joining("\n")));
    entries.put("preprocessing.in.graph", String.valueOf(preprocessing));
    entries.put("description", NetworkFormat.toYaml(network));
    model.provenance().entries().forEach((key, value) -> entries.put("provenance." + key, value));
    return entries;
  }
}
