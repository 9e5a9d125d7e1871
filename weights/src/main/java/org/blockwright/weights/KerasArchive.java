package org.blockwright.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.ZipException;
import org.blockwright.base.CheckedZip;
import org.blockwright.weights.keras.KerasModelConfig;

/**
 * The weights of a {@code *.keras} file, extracted from the zip to a temporary file, since HDF5
 * needs random access. Closing deletes it.
 *
 * @param weights the temporary file
 * @param kerasVersion version of Keras in the metadata, else {@code unknown}
 * @param model configuration of the model, if it can be read
 */
record KerasArchive(Path weights, String kerasVersion, Optional<KerasModelConfig> model)
    implements Closeable {
  private static final String WEIGHTS = "model.weights.h5";
  private static final String METADATA = "metadata.json";
  private static final String CONFIG = "config.json";
  // Keras stores the entry uncompressed; a higher ratio would be a zip bomb.
  private static final long MAX_COMPRESSION_RATIO = 1032;

  static KerasArchive extract(Path path, String name) throws IOException {
    try (CheckedZip zip = CheckedZip.open(path)) {
      if (!zip.contains(WEIGHTS)) {
        throw WeightsProblems.archiveWithoutWeights(name);
      }
      if (zip.size(WEIGHTS) > Files.size(path) * MAX_COMPRESSION_RATIO) {
        throw WeightsProblems.tooLarge(name, WEIGHTS, "", zip.size(WEIGHTS), Files.size(path));
      }
      String version = version(text(zip, METADATA));
      Optional<KerasModelConfig> model = text(zip, CONFIG).flatMap(KerasModelConfig::parse);
      Path temporary = Files.createTempFile("blockwright-", ".weights.h5");
      boolean complete = false;
      try {
        try (InputStream in = zip.open(WEIGHTS)) {
          Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
        }
        zip.verify();
        complete = true;
      } finally {
        if (!complete) {
          Files.deleteIfExists(temporary);
        }
      }
      return new KerasArchive(temporary, version, model);
    } catch (ZipException e) {
      throw WeightsProblems.damaged(name, e);
    }
  }

  private static Optional<String> text(CheckedZip zip, String name) throws IOException {
    return zip.contains(name) ? Optional.of(zip.text(name)) : Optional.empty();
  }

  private static String version(Optional<String> metadata) {
    try {
      return metadata.isEmpty()
          ? Provenance.UNKNOWN
          : new ObjectMapper()
              .readTree(metadata.get())
              .path("keras_version")
              .asText(Provenance.UNKNOWN);
    } catch (JsonProcessingException e) {
      // The version is informative only; reading does not depend on it.
      return Provenance.UNKNOWN;
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(weights);
  }
}
