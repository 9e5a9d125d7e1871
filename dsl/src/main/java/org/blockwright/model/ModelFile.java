package org.blockwright.model;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.BlockwrightException;
import org.blockwright.base.UsageException;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.Document;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.engine.Engine;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The zip that DL4J's ModelSerializer writes, with {@code blockwright.yaml} beside: description,
 * labels, color mode, resizing, preprocessing, provenance. Plain DL4J ignores what it does not
 * know. Written and read as a stream, since DL4J's own reader holds every entry in the heap.
 */
final class ModelFile {
  private static final String CONFIGURATION = "configuration.json";
  private static final String PARAMETERS = "coefficients.bin";
  private static final String DESCRIPTION = "blockwright.yaml";
  private static final int BUFFER = 1 << 20;

  private ModelFile() {}

  static void write(Model model, Path file) {
    Finite.firstLayer(model.graph())
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
            // Weights are noise: packing them harder takes long and saves a tenth.
            zip.setLevel(Deflater.BEST_SPEED);
            entry(zip, DESCRIPTION, description(model));
            entry(zip, CONFIGURATION, model.graph().getConfiguration().toJson());
            zip.putNextEntry(new ZipEntry(PARAMETERS));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(zip, BUFFER));
            Nd4j.write(model.graph().params(), out);
            out.flush();
            zip.closeEntry();
          }
        });
  }

  private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private static String description(Model model) {
    Map<String, Object> tree = new LinkedHashMap<>(NetworkFormat.tree(model.network()));
    tree.put("provenance", model.provenance().facts());
    return NetworkFormat.yaml(tree);
  }

  static Model read(Path file) {
    if (NetworkFormat.isDescription(file)) {
      throw new UsageException(ModelProblems.untrained(file));
    }
    Engine.start();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.getEntry(DESCRIPTION) == null) {
        throw new WeightsException(
            zip.getEntry(CONFIGURATION) == null
                ? ModelProblems.noModel(file, "it holds no " + DESCRIPTION)
                : ModelProblems.noDescription(file));
      }
      String yaml = text(zip, DESCRIPTION);
      Network network = NetworkFormat.parse(file + "!" + DESCRIPTION, yaml);
      ComputationGraphConfiguration configuration =
          ComputationGraphConfiguration.fromJson(text(zip, CONFIGURATION));
      INDArray parameters;
      try (InputStream in = stream(zip, PARAMETERS)) {
        parameters = Nd4j.read(new DataInputStream(new BufferedInputStream(in, BUFFER)));
      }
      long expected = Graphs.count(configuration);
      if (parameters.length() != expected) {
        throw new WeightsException(
            ModelProblems.noModel(
                file,
                String.format(
                    Locale.ROOT, "%,d parameters instead of %,d", parameters.length(), expected)));
      }
      ComputationGraph graph = Graphs.of(configuration, parameters);
      Optional<String> notFinite = Finite.firstLayer(graph);
      if (notFinite.isPresent()) {
        graph.close();
        throw new WeightsException(ModelProblems.fileNotFinite(file, notFinite.orElseThrow()));
      }
      return new Model(network, provenance(file, yaml), graph, Set.of());
    } catch (NoSuchFileException e) {
      throw AtomicFiles.cannotRead(file, e);
    } catch (BlockwrightException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // DL4J and the zip reader throw all sorts of things on damaged files.
      throw new WeightsException(ModelProblems.noModel(file, reason(e)), e);
    }
  }

  private static Provenance provenance(Path file, String yaml) {
    Map<String, String> facts = new LinkedHashMap<>();
    Document.parse(file + "!" + DESCRIPTION, yaml)
        .find("provenance")
        .ifPresent(p -> p.map().forEach((name, value) -> facts.put(name, value.text())));
    return new Provenance(facts);
  }

  private static InputStream stream(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("it holds no " + name);
    }
    return zip.getInputStream(entry);
  }

  private static String text(ZipFile zip, String name) throws IOException {
    try (InputStream in = stream(zip, name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
