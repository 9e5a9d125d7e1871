package org.blockwright.zoo.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The weights of a {@code *.keras} file, taken out of the zip into a temporary file, since HDF5
 * needs random access. Closing removes it.
 */
record KerasArchive(Path weights, String kerasVersion) implements Closeable {
  private static final String WEIGHTS = "model.weights.h5";
  private static final String METADATA = "metadata.json";
  // Keras stores the entry uncompressed; more than this would be a bomb.
  private static final long MOST_SHRUNK = 1032;
  private static final int LARGEST_METADATA = 1 << 20;

  static KerasArchive extract(Path path, String name) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      ZipEntry entry = zip.getEntry(WEIGHTS);
      if (entry == null) {
        throw WeightsProblems.archiveWithoutWeights(name);
      }
      if (entry.getSize() > Files.size(path) * MOST_SHRUNK) {
        throw WeightsProblems.tooLarge(name, WEIGHTS, "", entry.getSize(), Files.size(path));
      }
      String version = version(zip);
      Path temporary = Files.createTempFile("blockwright-", ".weights.h5");
      boolean whole = false;
      try (InputStream in = zip.getInputStream(entry)) {
        Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
        whole = true;
      } finally {
        if (!whole) {
          Files.deleteIfExists(temporary);
        }
      }
      return new KerasArchive(temporary, version);
    } catch (ZipException e) {
      throw WeightsProblems.damaged(name, e);
    }
  }

  private static String version(ZipFile zip) throws IOException {
    ZipEntry entry = zip.getEntry(METADATA);
    if (entry == null || entry.getSize() > LARGEST_METADATA) {
      return Provenance.UNKNOWN;
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return new ObjectMapper()
          .readTree(in.readNBytes(LARGEST_METADATA))
          .path("keras_version")
          .asText(Provenance.UNKNOWN);
    } catch (JsonProcessingException e) {
      // The version is only told on; weights do not depend on it.
      return Provenance.UNKNOWN;
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(weights);
  }
}
