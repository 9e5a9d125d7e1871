package org.blockwright.job;

import java.util.List;
import org.blockwright.data.ImageData;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.Input;

/**
 * The columns of a CSV file that a network needs.
 *
 * @param outputs the outputs of a network with several and their columns; empty for a single output
 * @param inputs the names of the inputs of a network; several may have a column of images each
 */
record CsvColumns(List<ImageData.Output> outputs, List<String> inputs) {
  /** The columns of a network with one input and one output. */
  static final CsvColumns DEFAULT = new CsvColumns(List.of(), List.of());

  /** Returns the columns of a network. */
  static CsvColumns of(Network network) {
    return new CsvColumns(SeveralOutputs.columns(network), inputs(network));
  }

  /** Returns the columns of the network of a job. */
  static CsvColumns of(Job job) {
    try (NetworkSource source = NetworkSource.of(job, List.of())) {
      return of(job, source);
    }
  }

  /** Returns the columns of the network of a job. */
  static CsvColumns of(Job job, NetworkSource source) {
    return new CsvColumns(
        source.hasSeveralOutputs(job)
            ? SeveralOutputs.columns(source.withSeveralOutputs(job))
            : List.of(),
        inputs(source.fullNetwork()));
  }

  static List<String> inputs(Network network) {
    return network.inputs().stream().map(Input::name).toList();
  }

  /** Adds the columns to options. */
  ImageData.Options addTo(ImageData.Options options) {
    ImageData.Options named = options.withInputs(inputs);
    return outputs.isEmpty() ? named : named.withOutputs(outputs);
  }
}
