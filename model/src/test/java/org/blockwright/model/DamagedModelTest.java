package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A damaged model file is rejected with a one-line message, whatever part is damaged. */
class DamagedModelTest {
  private static final String YAML = "blockwright.yaml";
  private static final String JSON = "configuration.json";
  private static final String PARAMETERS = "coefficients.bin";
  private static final String CHECKSUMS = "checksums.sfv";

  @TempDir private Path folder;

  private final Network network = network(3);
  private Path file;
  private Map<String, byte[]> intact;

  private static Network network(int kernel) {
    return Network.named("n")
        .input(8, 8, 3)
        .block("a", conv(4, kernel), batchNorm(), relu(), maxPool(2))
        .head(flatten(), dense(3).relu().named("fc"), dense(2), softmax())
        .labels("no", "yes");
  }

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("model.zip");
    intact = savedEntries(network, 5);
  }

  private Map<String, byte[]> savedEntries(Network network, long seed) throws IOException {
    try (Model model = Model.create(network, seed)) {
      model.save(file);
    }
    return entries();
  }

  private Map<String, byte[]> entries() throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        all.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return all;
  }

  /** Writes a zip whose own checksums are correct. */
  private void write(Map<String, byte[]> entries) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
  }

  private Map<String, byte[]> with(String name, byte[] content) {
    Map<String, byte[]> all = new LinkedHashMap<>(intact);
    all.put(name, content);
    return all;
  }

  private Map<String, byte[]> without(String... names) {
    Map<String, byte[]> all = new LinkedHashMap<>(intact);
    Arrays.asList(names).forEach(all::remove);
    return all;
  }

  private void assertRejected(String reason) {
    assertThatThrownBy(() -> Model.open(file))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "%s is not a valid model file: %s. Save the model again, or retrain it.", file, reason);
  }

  private static INDArray batch() {
    return Nd4j.rand(new int[] {2, 3, 8, 8});
  }

  @Test
  void listsTheChecksumsOfTheOtherEntries() {
    // The file has the checksums of ZipOutputStream; these are computed independently.
    StringBuilder expected = new StringBuilder();
    for (String name : new String[] {YAML, JSON, PARAMETERS}) {
      java.util.zip.CRC32 crc = new java.util.zip.CRC32();
      crc.update(intact.get(name));
      expected.append(name).append(' ');
      String hex = Long.toHexString(crc.getValue());
      expected.append("0".repeat(8 - hex.length())).append(hex).append('\n');
    }

    assertThat(new String(intact.get(CHECKSUMS), StandardCharsets.UTF_8))
        .hasToString(expected.toString());
  }

  @Test
  void opensOlderFilesWithoutChecksums() throws IOException {
    write(without(CHECKSUMS));

    Model.open(file).close();
  }

  @Test
  void rejectsWrongCrcOfEveryEntry() throws IOException {
    for (String name : intact.keySet()) {
      write(intact);
      byte[] zip = Files.readAllBytes(file);
      int directory = lastIndexOf(zip, name) - 46;
      zip[directory + 16] ^= 1;
      Files.write(file, zip);

      assertThatThrownBy(() -> Model.open(file))
          .isInstanceOf(WeightsException.class)
          .hasMessageStartingWith(
              file + " is not a valid model file: its entry \"" + name + "\" is damaged: CRC-32 ");
    }
  }

  /** The directory is at the end of a zip. */
  private static int lastIndexOf(byte[] zip, String name) {
    return new String(zip, StandardCharsets.ISO_8859_1).lastIndexOf(name);
  }

  @Test
  void rejectsMissingEntries() throws IOException {
    write(without(YAML));
    assertThatThrownBy(() -> Model.open(file))
        .hasMessage(
            "%s is a DL4J model without blockwright.yaml. Only models saved by Blockwright can be opened.",
            file);
    write(without(JSON));
    assertRejected("it has no entry \"configuration.json\"");
    write(without(PARAMETERS, CHECKSUMS));
    assertRejected("it has no entry \"coefficients.bin\"");
  }

  @Test
  void rejectsEntryOfAnotherModelOfTheSameNetwork() throws IOException {
    write(with(PARAMETERS, savedEntries(network, 6).get(PARAMETERS)));
    assertRejected("its entry \"coefficients.bin\" does not match its checksum in checksums.sfv");

    write(with(YAML, savedEntries(network.labels("cat", "dog"), 5).get(YAML)));
    assertRejected("its entry \"blockwright.yaml\" does not match its checksum in checksums.sfv");
  }

  @Test
  void rejectsDescriptionOfAnotherNetworkWithoutChecksums() throws IOException {
    Map<String, byte[]> other = savedEntries(network(5), 5);
    Map<String, byte[]> mixed = without(CHECKSUMS);
    mixed.put(YAML, other.get(YAML));
    write(mixed);
    assertRejected(
        "blockwright.yaml and configuration.json describe different networks: the parameters of"
            + " \"a_conv\" differ");

    mixed.put(YAML, text(YAML).replace("name: fc", "name: fd").getBytes(StandardCharsets.UTF_8));
    write(mixed);
    assertRejected(
        "blockwright.yaml and configuration.json describe different networks: the parameters of"
            + " \"fd\" differ");
  }

  private String text(String name) {
    return new String(intact.get(name), StandardCharsets.UTF_8);
  }

  @Test
  void rejectsConfigurationThatComputesSomethingElse() throws IOException {
    Map<String, byte[]> mixed = without(CHECKSUMS);
    String json = text(JSON);
    String other = json.replaceFirst("ActivationReLU", "ActivationTanH");
    assertThat(other).isNotEqualTo(json);
    mixed.put(JSON, other.getBytes(StandardCharsets.UTF_8));
    write(mixed);

    assertRejected(
        "blockwright.yaml and configuration.json describe different networks: their layers"
            + " differ");
  }

  @Test
  void opensConfigurationThatDiffersAndComputesTheSame() throws IOException {
    INDArray input = batch();
    Map<String, byte[]> mixed = without(CHECKSUMS);
    String json = text(JSON);
    String other = json.replace("\"tbpttFwdLength\" : 20", "\"tbpttFwdLength\" : 21");
    assertThat(other).isNotEqualTo(json);
    mixed.put(JSON, other.getBytes(StandardCharsets.UTF_8));
    INDArray expected;
    try (Model model = Model.open(file)) {
      expected = model.predict(input);
    }
    write(mixed);

    try (Model model = Model.open(file)) {
      assertThat(model.predict(input)).isEqualTo(expected);
    }
  }

  @Test
  void reportsReasonInOneLine() throws IOException {
    Map<String, byte[]> mixed = without(CHECKSUMS);
    mixed.put(
        JSON,
        text(JSON).replace("\"networkInputs\"", "networkInputs").getBytes(StandardCharsets.UTF_8));
    write(mixed);
    assertThatThrownBy(() -> Model.open(file))
        .isInstanceOf(WeightsException.class)
        .message()
        .startsWith(
            file + " is not a valid model file: its entry \"configuration.json\" is damaged: ")
        .doesNotContain("\n");

    mixed.put(JSON, intact.get(JSON));
    mixed.put(YAML, text(YAML).replace("kernel: 3", "kernel: x").getBytes(StandardCharsets.UTF_8));
    write(mixed);
    assertThatThrownBy(() -> Model.open(file))
        .isInstanceOf(WeightsException.class)
        .message()
        .startsWith(
            file
                + " is not a valid model file: its entry \"blockwright.yaml\" is damaged:"
                + " blockwright.yaml:")
        .doesNotContain("\n");
  }

  @Test
  void rejectsParametersOfAnotherShapeBeforeAllocation() throws IOException {
    byte[] parameters = intact.get(PARAMETERS).clone();
    // The length of the data buffer, in its header, becomes 2 to the 62.
    parameters[0x66] = 0x40;
    Map<String, byte[]> mixed = without(CHECKSUMS);
    mixed.put(PARAMETERS, parameters);
    write(mixed);
    assertThatThrownBy(() -> Model.open(file)).isInstanceOf(WeightsException.class);

    byte[] truncated = Arrays.copyOf(intact.get(PARAMETERS), intact.get(PARAMETERS).length - 5);
    mixed.put(PARAMETERS, truncated);
    write(mixed);
    assertThatThrownBy(() -> Model.open(file))
        .isInstanceOf(WeightsException.class)
        .message()
        .startsWith(file + " is not a valid model file: ")
        .doesNotContain("\n");
  }

  /** Random bytes, most of them in the small header, changed in a zip with correct checksums. */
  @ParameterizedTest
  @ValueSource(strings = {YAML, JSON, PARAMETERS})
  void rejectsEveryChangedByteInOneLine(String name) throws IOException {
    Random random = new Random(7);
    byte[] content = intact.get(name);
    for (int i = 0; i < 60; i++) {
      byte[] changed = content.clone();
      int index =
          name.equals(PARAMETERS) && i < 40 ? random.nextInt(0x74) : random.nextInt(content.length);
      changed[index] ^= (byte) (1 + random.nextInt(255));
      write(with(name, changed));

      assertThatThrownBy(() -> Model.open(file))
          .as("byte %s", index)
          .isInstanceOf(WeightsException.class)
          .message()
          .startsWith(file + " is not a valid model file: ")
          .doesNotContain("\n");
    }
  }

  /** Without checksums a changed file is rejected, or computes the same. */
  @ParameterizedTest
  @ValueSource(strings = {YAML, JSON})
  void filesOpenedWithoutChecksumsComputeTheSame(String name) throws IOException {
    changeWithoutChecksums(name, 15);
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JSON})
  @Tag("slow")
  void filesOpenedWithoutChecksumsComputeTheSameInManyTrials(String name) throws IOException {
    changeWithoutChecksums(name, 60);
  }

  private void changeWithoutChecksums(String name, int trials) throws IOException {
    INDArray input = batch();
    INDArray expected;
    try (Model model = Model.open(file)) {
      expected = model.predict(input);
    }
    Random random = new Random(8);
    for (int i = 0; i < trials; i++) {
      byte[] changed = intact.get(name).clone();
      int index = random.nextInt(changed.length);
      changed[index] = (byte) (' ' + random.nextInt(95));
      Map<String, byte[]> mixed = without(CHECKSUMS);
      mixed.put(name, changed);
      write(mixed);

      assertThatCode(
              () -> {
                try (Model model = Model.open(file)) {
                  assertThat(model.predict(input).distance2(expected)).isLessThan(1e-3);
                } catch (WeightsException e) {
                  assertThat(e.getMessage()).startsWith(file + " is ").doesNotContain("\n");
                }
              })
          .as("byte %s", index)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void rejectsEveryTruncatedFile() throws IOException {
    byte[] zip = Files.readAllBytes(file);
    Random random = new Random(9);
    for (int i = 0; i < 30; i++) {
      Files.write(file, Arrays.copyOf(zip, random.nextInt(zip.length)));

      assertThatThrownBy(() -> Model.open(file))
          .isInstanceOf(WeightsException.class)
          .message()
          .startsWith(file + " is not a valid model file: it is not a valid zip file (")
          .doesNotContain("\n");
    }
  }

  @Test
  void formatsReasons() {
    assertThat(ModelProblems.reason(new IOException("a: b.\nmore"))).isEqualTo("a: b");
    assertThat(ModelProblems.reason(new IllegalStateException("a.b.OddException: it is odd")))
        .isEqualTo("it is odd");
    assertThat(ModelProblems.reason(new NullPointerException())).isEqualTo("NullPointerException");
    assertThat(ModelProblems.reason(new IOException("x".repeat(300))))
        .isEqualTo("x".repeat(200) + "...");
    assertThat(ModelProblems.checksumLine("a b"))
        .isEqualTo("its entry \"checksums.sfv\" is damaged: \"a b\" is not a name and a CRC-32");
    assertThat(ModelProblems.missingEntry("a"))
        .isEqualTo("its entry \"a\" is missing but listed in checksums.sfv");
    assertThat(ModelProblems.entriesTooLarge(4000))
        .isEqualTo("its entries have more than 4,000 bytes, the limit for its network");
    assertThat(ModelProblems.parameterCount(3, 4000))
        .isEqualTo("its entry \"coefficients.bin\" has 4,000 parameters, the network has 3");
    assertThat(ModelProblems.parameterHeader("a", "b"))
        .isEqualTo("its entry \"coefficients.bin\" is damaged: expected a, got b");
  }
}
