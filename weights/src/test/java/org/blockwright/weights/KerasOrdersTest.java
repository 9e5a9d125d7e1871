package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.separableConv;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.weights.Pairing.Pair;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of Keras 2.2 to 3.15 in which the order of the layers differs from that of the arrays,
 * created by {@code keras-orders/make.py}. The value of each array identifies its layer.
 */
class KerasOrdersTest {
  private static final Network CHAIN =
      Network.named("chain")
          .input(8, 8, 3)
          .block("first", conv(4, 3).noBias(), batchNorm(), relu(), separableConv(4, 3), maxPool(2))
          .block("second", conv(4, 3), batchNorm().noGamma(), relu())
          .block("third", conv(4, 3).relu(), conv(4, 3).relu())
          .head(flatten(), dense(5).relu(), dense(2).softmax())
          .labels("cat", "dog");

  private static final Network BRANCHES =
      Network.named("branches")
          .input(8, 8, 3)
          .block("stem", conv(4, 3).relu())
          .block("both", branches(add(), seq(conv(4, 3).relu()), seq(conv(4, 3))))
          .head(globalAverage(), dense(2), softmax())
          .labels("cat", "dog");

  private static final String CORRECT = "correct";

  /** By file name: {@link #CORRECT}, or the message with which the file was rejected. */
  private static final Map<String, String> OUTCOMES = new TreeMap<>();

  private static final Map<String, List<String>> NOTICES = new TreeMap<>();

  @BeforeAll
  static void readEveryFile(@TempDir Path folder) throws IOException {
    try (ZipInputStream zip =
        new ZipInputStream(KerasOrdersTest.class.getResourceAsStream("/keras-orders/files.zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        Files.copy(zip, file, StandardCopyOption.REPLACE_EXISTING);
        OUTCOMES.put(entry.getName(), outcome(file));
        Files.delete(file);
      }
    }
    assertThat(OUTCOMES).hasSizeGreaterThan(300);
  }

  private static String outcome(Path path) {
    LayerGraph graph = (path.toString().contains("_branches") ? BRANCHES : CHAIN).graph();
    try (WeightsFile file = WeightsFile.open(path)) {
      List<NetworkLayer> networkLayers = Weights.weightedLayers(graph, graph);
      Pairing pairing =
          new LayerPairer(
                  file.contents(),
                  graph.networkName(),
                  networkLayers,
                  PairingOptions.STRICT,
                  Optional.of(Topology.of(graph, graph)))
              .pair();
      assertThat(pairing.pairs()).as(path.toString()).hasSameSizeAs(networkLayers);
      NOTICES.put(path.getFileName().toString(), pairing.notices());
      return firstMismatch(graph, file, pairing);
    } catch (WeightsException e) {
      return e.getMessage();
    }
  }

  private static String firstMismatch(LayerGraph graph, WeightsFile file, Pairing pairing) {
    List<String> layers =
        graph.nodes().stream()
            .filter(node -> !graph.parameters(node).isEmpty())
            .map(node -> node.name())
            .toList();
    for (Pair pair : pairing.pairs()) {
      int position = layers.indexOf(pair.networkLayer().name()) + 1;
      for (int k = 0; k < pair.networkLayer().tensors().size(); k++) {
        float value = file.read(pair.fileLayer().arrays().get(k))[0];
        if (value != 10 * position + k) {
          return "WRONG: %s got %s".formatted(pair.networkLayer().name(), pair.fileLayer().name());
        }
      }
    }
    return CORRECT;
  }

  private static Map<String, String> outcomes(Predicate<String> files) {
    Map<String, String> selected = new TreeMap<>(OUTCOMES);
    selected.keySet().removeIf(files.negate());
    assertThat(selected).isNotEmpty();
    return selected;
  }

  @Test
  void wholeModelFilesAreMatchedCorrectly() {
    assertThat(outcomes(f -> f.endsWith(".whole.h5") || f.endsWith(".keras")))
        .allSatisfy((file, outcome) -> assertThat(outcome).isEqualTo(CORRECT));
  }

  @Test
  void noFileFillsLayerWithValuesOfAnother() {
    assertThat(OUTCOMES).allSatisfy((f, outcome) -> assertThat(outcome).doesNotContain("WRONG"));
  }

  @Test
  void weightsFilesWithoutNestedModelsAreMatchedCorrectly() {
    assertThat(outcomes(f -> f.contains("_flat_")))
        .allSatisfy((file, outcome) -> assertThat(outcome).isEqualTo(CORRECT));
  }

  @Test
  void weightsFilesWithNumberedNamesInNestedModelAreMatchedCorrectly() {
    assertThat(outcomes(f -> f.contains("_nested_auto_none") || f.contains("_inseq_auto_none")))
        .allSatisfy((file, outcome) -> assertThat(outcome).isEqualTo(CORRECT));
  }

  @Test
  void rejectionExplainsHowToSaveTheModel() {
    assertThat(outcomes(f -> !OUTCOMES.get(f).equals(CORRECT)))
        .allSatisfy(
            (file, outcome) ->
                assertThat(outcome)
                    .endsWith(
                        "Save the whole model with Keras, model.save(\"model.keras\"): that file also contains the connections between layers.")
                    .doesNotContain("Use weights made for"));
  }

  @Test
  void preprocessingLayersAreSkippedAndReported() {
    assertThat(NOTICES.get("keras3.15.1_prepared_auto_none.keras"))
        .contains(
            "keras3.15.1_prepared_auto_none.keras: skipped preprocessing layers: \"random_flip\", \"rescaling\", \"normalization\". Check that the preprocessing of chain does the same.");
    assertThat(outcomes(f -> f.contains("_prepared_")))
        .allSatisfy((file, outcome) -> assertThat(outcome).isEqualTo(CORRECT));
  }

  @Test
  void layersInAttributesOfSubclassedModelAreMatchedAndReported() {
    assertThat(outcomes(f -> f.contains("_subclass_")))
        .allSatisfy((file, outcome) -> assertThat(outcome).isEqualTo(CORRECT));
    assertThat(NOTICES.get("keras3.15.1_subclass_named_none.weights.h5"))
        .contains(
            "keras3.15.1_subclass_named_none.weights.h5 does not contain the position of \"head\" in the model; its layers \"hen\", \"ibis\" were matched by class and shape.");
  }
}
