package org.blockwright.weights;

import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.util.Optional;
import org.blockwright.weights.Provenance.Format;
import org.blockwright.weights.keras.KerasModelConfig;

/** Detects which of Keras's layouts an HDF5 file has, and reads it. */
final class KerasLayoutReader {
  private final String file;
  private final Hdf5Nodes nodes;
  private final String version;
  private final boolean archive;
  private final Optional<KerasModelConfig> model;

  /**
   * @param version version of Keras from the enclosing archive, else {@code unknown}
   * @param archive whether the HDF5 file is part of a {@code .keras} archive
   * @param model configuration of the model from the archive, if any
   */
  KerasLayoutReader(
      String file,
      long fileBytes,
      String version,
      boolean archive,
      Optional<KerasModelConfig> model) {
    this.file = file;
    this.nodes = new Hdf5Nodes(file, fileBytes);
    this.version = version;
    this.archive = archive;
    this.model = model;
  }

  /** Contents of a file, and its origin as far as the file contains it. */
  record ReadResult(FileContents contents, Format format, String kerasVersion, String backend) {}

  ReadResult read(Group root) {
    Node weights = root.getChildren().get("model_weights");
    boolean wholeModel = !LegacyLayout.matches(root) && weights instanceof Group;
    ReadResult found;
    if (wholeModel) {
      found = legacy((Group) weights, Format.KERAS_MODEL_H5, config(root));
    } else if (LegacyLayout.matches(root)) {
      found = legacy(root, Format.KERAS_H5, config(root));
    } else if (Keras3Layout.matches(root)) {
      found =
          new ReadResult(
              new Keras3Layout(nodes, model).read(root),
              archive ? Format.KERAS3_ARCHIVE : Format.KERAS3_WEIGHTS_H5,
              version,
              Provenance.UNKNOWN);
    } else {
      throw WeightsProblems.noLayers(file, root.getChildren().keySet());
    }
    if (found.contents().weightedLayers().isEmpty()) {
      throw WeightsProblems.noWeights(file);
    }
    return found;
  }

  private ReadResult legacy(Group layers, Format format, Optional<KerasModelConfig> config) {
    String backend = Hdf5Nodes.text(layers, "backend").orElse(Provenance.UNKNOWN);
    if (backend.equals("theano")) {
      throw WeightsProblems.theano(file);
    }
    return new ReadResult(
        new LegacyLayout(nodes, config).read(layers),
        format,
        Hdf5Nodes.text(layers, "keras_version").orElse(version),
        backend);
  }

  private static Optional<KerasModelConfig> config(Group root) {
    return Hdf5Nodes.text(root, "model_config").flatMap(KerasModelConfig::parse);
  }
}
