package org.blockwright.model;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.BlockwrightException;
import org.blockwright.base.CheckedZip;
import org.blockwright.base.UsageException;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.Document;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.engine.Engine;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Reads and writes model files: the zip of DL4J's ModelSerializer plus {@code blockwright.yaml}
 * (description, labels, color mode, resizing, preprocessing, provenance) and {@code checksums.sfv}.
 * Stock DL4J ignores the additional entries. Files are streamed, since DL4J's own reader loads
 * every entry into the heap.
 *
 * <p>A file is opened only if the CRC-32 of every entry is correct and the entries belong together,
 * which {@link Checksums} and {@link StoredConfiguration} verify. Files of strangers are safe to
 * open: the graph is that of the description, no class is created by a name in the file, nothing is
 * deserialized by Java, and sizes are checked before memory is allocated.
 */
final class ModelFile {
  private static final String CONFIGURATION = "configuration.json";
  private static final String PARAMETERS = "coefficients.bin";
  private static final String DESCRIPTION = "blockwright.yaml";
  private static final int BUFFER = 1 << 20;

  // The largest networks of the zoo have a hundredth of these.
  private static final long MAX_DESCRIPTION = 16 << 20;
  private static final long MAX_CONFIGURATION = 64 << 20;
  private static final long MAX_OTHER_ENTRIES = 256 << 20;

  /** Arrays of the size of the parameters in the state of an updater, such as that of AMSGrad. */
  private static final int MAX_STATES = 3;

  /** Deflate writes at least one byte for this many. */
  private static final long MAX_COMPRESSION = 1032;

  private ModelFile() {}

  static void write(Model model, Path file) {
    FiniteCheck.firstNonFiniteArray(model.graph())
        .ifPresent(
            array -> {
              throw new WeightsException(ModelProblems.notSaved(model.network().name(), array));
            });
    AtomicFiles.write(
        file,
        temporary -> {
          try (ZipOutputStream zip =
              new ZipOutputStream(
                  new BufferedOutputStream(Files.newOutputStream(temporary), BUFFER))) {
            // Weights are nearly random: better compression is slow and saves only a tenth.
            zip.setLevel(Deflater.BEST_SPEED);
            List<ZipEntry> entries = new ArrayList<>();
            entries.add(entry(zip, DESCRIPTION, description(model)));
            entries.add(entry(zip, CONFIGURATION, model.graph().getConfiguration().toJson()));
            entries.add(entry(zip, PARAMETERS, model.graph().params()));
            Optional<INDArray> updaterState = updaterState(model.graph());
            if (updaterState.isPresent()) {
              entries.add(entry(zip, ModelSerializer.UPDATER_BIN, updaterState.orElseThrow()));
            }
            entry(zip, Checksums.ENTRY, Checksums.text(entries));
          }
        });
  }

  /** The state of DL4J's updaters, which only stock DL4J reads; empty if there is none. */
  private static Optional<INDArray> updaterState(ComputationGraph graph) {
    return Optional.ofNullable(graph.getUpdater(false))
        .map(ComputationGraphUpdater::getStateViewArray);
  }

  private static ZipEntry entry(ZipOutputStream zip, String name, INDArray array)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    zip.putNextEntry(entry);
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(zip, BUFFER));
    Nd4j.write(array, out);
    out.flush();
    zip.closeEntry();
    return entry;
  }

  private static ZipEntry entry(ZipOutputStream zip, String name, String text) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    zip.putNextEntry(entry);
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
    return entry;
  }

  private static String description(Model model) {
    // The file says how its images are preprocessed, whatever the default of later versions.
    Map<String, Object> tree =
        new LinkedHashMap<>(NetworkFormat.toTree(model.network().withDefaultPreprocessing()));
    tree.put("provenance", model.provenance().entries());
    return NetworkFormat.toYaml(tree);
  }

  static Model read(Path file) {
    if (NetworkFormat.isDescription(file)) {
      throw new UsageException(ModelProblems.descriptionNotModel(file));
    }
    try (CheckedZip zip = readPart(file, () -> CheckedZip.open(file))) {
      String yaml = readPart(file, () -> description(file, zip));
      Network network = readPart(file, () -> network(yaml));
      Engine.start();
      return readPart(file, () -> read(file, zip, network).withProvenance(provenance(yaml)));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /** A supplier that may throw an {@link IOException}. */
  private interface IoSupplier<T> {
    T get() throws IOException;
  }

  /** Reads a part of a file; an exception of a damaged file becomes a message about the file. */
  private static <T> T readPart(Path file, IoSupplier<T> part) {
    try {
      return part.get();
    } catch (NoSuchFileException e) {
      throw AtomicFiles.cannotRead(file, e);
    } catch (WeightsException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // DL4J throws various runtime exceptions for damaged files.
      throw new WeightsException(ModelProblems.invalidModel(file, ModelProblems.reason(e)), e);
    }
  }

  private static String description(Path file, CheckedZip zip) throws IOException {
    if (!zip.contains(DESCRIPTION) && zip.contains(CONFIGURATION)) {
      throw new WeightsException(ModelProblems.noDescription(file));
    }
    return zip.text(DESCRIPTION, MAX_DESCRIPTION);
  }

  private static Model read(Path file, CheckedZip zip, Network network) throws IOException {
    StoredConfiguration stored = configuration(zip.text(CONFIGURATION, MAX_CONFIGURATION));
    LoweredNetwork lowered = Lowering.lower(network.graph(), TrainingPlan.inference(network));
    stored.requireSame(lowered, false);
    long count = ComputationGraphs.parameterCount(lowered.configuration());
    requireSizes(file, zip, count);
    INDArray parameters;
    try (InputStream in = zip.open(PARAMETERS)) {
      parameters = StoredParameters.read(in, count);
    }
    zip.verify();
    if (!Checksums.compare(zip, Set.of(DESCRIPTION, CONFIGURATION, PARAMETERS))) {
      stored.requireSame(lowered, true);
    }
    ComputationGraph graph = ComputationGraphs.of(lowered.configuration(), parameters);
    Map<String, IUpdater> updaters = stored.updaters();
    Updaters.set(graph, vertex -> Optional.ofNullable(updaters.get(vertex)));
    Optional<String> notFinite = FiniteCheck.firstNonFiniteArray(graph);
    if (notFinite.isPresent()) {
      GraphMemory.close(graph);
      throw new WeightsException(ModelProblems.fileNotFinite(file, notFinite.orElseThrow()));
    }
    return new Model(network, Provenance.empty(), lowered, graph, Set.of());
  }

  /**
   * Requires that the file can contain the parameters, before memory for them is allocated, and
   * that its entries are not larger than those of a model with the states of an optimizer.
   */
  private static void requireSizes(Path file, CheckedZip zip, long parameters) throws IOException {
    long bytes = Float.BYTES * parameters;
    if (bytes / MAX_COMPRESSION > Files.size(file)) {
      throw new IOException(ModelProblems.tooSmall(parameters));
    }
    long total = 0;
    for (String name : zip.names()) {
      total += zip.size(name);
      long limit = MAX_OTHER_ENTRIES + (1 + MAX_STATES) * bytes;
      if (total > limit) {
        throw new IOException(ModelProblems.entriesTooLarge(limit));
      }
    }
  }

  private static Network network(String yaml) throws IOException {
    try {
      return NetworkFormat.parse(DESCRIPTION, yaml);
    } catch (BlockwrightException e) {
      throw new IOException(ModelProblems.damagedEntry(DESCRIPTION, e), e);
    }
  }

  private static StoredConfiguration configuration(String json) throws IOException {
    try {
      return StoredConfiguration.parse(json);
    } catch (IOException e) {
      throw new IOException(ModelProblems.damagedEntry(CONFIGURATION, e), e);
    }
  }

  private static Provenance provenance(String yaml) {
    Map<String, String> entries = new LinkedHashMap<>();
    Document.parse(DESCRIPTION, yaml)
        .find("provenance")
        .ifPresent(p -> p.map().forEach((name, value) -> entries.put(name, value.text())));
    return new Provenance(entries);
  }
}
