package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.relu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/** A model file of a stranger cannot run code, nor use memory that is not in proportion to it. */
class UntrustedModelTest {
  private static final String YAML = "blockwright.yaml";
  private static final String JSON = "configuration.json";
  private static final String RELU = "org.nd4j.linalg.activations.impl.ActivationReLU";

  private static int created;

  /** What an attacker would have on the class path: a class whose creation does something. */
  public static class Trap extends ActivationIdentity implements Serializable {
    private static final long serialVersionUID = 1;

    public Trap() {
      created++;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      created++;
    }
  }

  @TempDir private Path folder;
  private Path file;
  private Map<String, byte[]> entries;

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("model.zip");
    Network network =
        Network.named("n")
            .input(8, 8, 3)
            .block("a", conv(4, 3), relu())
            .head(globalAverage(), dense(2).softmax().named("fc"));
    try (Model model = Model.create(network, 5)) {
      model.save(file);
    }
    entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        try (InputStream in = zip.getInputStream(entry)) {
          entries.put(entry.getName(), in.readAllBytes());
        }
      }
    }
    created = 0;
  }

  /** Writes the entries, with the checksums that the attacker computes, too. */
  private void write() throws IOException {
    StringBuilder checksums = new StringBuilder();
    entries.remove("checksums.sfv");
    entries.forEach(
        (name, content) -> {
          CRC32 crc = new CRC32();
          crc.update(content);
          checksums.append(name).append(' ');
          checksums.append("%08x".formatted(crc.getValue())).append('\n');
        });
    entries.put("checksums.sfv", checksums.toString().getBytes(StandardCharsets.UTF_8));
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
  }

  private String text(String entry) {
    return new String(entries.get(entry), StandardCharsets.UTF_8);
  }

  private void set(String entry, String content) {
    entries.put(entry, content.getBytes(StandardCharsets.UTF_8));
  }

  private void assertRejected(String reason) {
    assertThatThrownBy(() -> Model.open(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(reason);
  }

  /** DL4J's own reader creates the class, so that this test would fail if it was used. */
  @Test
  void classNamedInTheConfigurationIsNotCreated() throws IOException {
    String json = text(JSON);
    String hostile = json.replace(RELU, Trap.class.getName());
    assertThat(hostile).isNotEqualTo(json);
    ComputationGraphConfiguration.fromJson(hostile);
    assertThat(created).isPositive();
    created = 0;
    set(JSON, hostile);
    write();

    Model.open(file).close();

    assertThat(created).isZero();
  }

  @Test
  void classOfALayerNamedInTheConfigurationIsRejectedAndNotCreated() throws IOException {
    set(
        JSON,
        text(JSON)
            .replace("org.deeplearning4j.nn.conf.layers.ConvolutionLayer", Trap.class.getName()));
    write();

    assertRejected("the parameters of \"a_conv\" differ");
    assertThat(created).isZero();
  }

  @Test
  void serializedObjectIsNotRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Trap());
    }
    created = 0;
    entries.put("preprocessor.bin", bytes.toByteArray());
    entries.put("updaterState.bin", bytes.toByteArray());
    write();
    Model.open(file).close();

    assertThat(created).isZero();

    entries.put("coefficients.bin", bytes.toByteArray());
    write();

    assertRejected("its entry \"coefficients.bin\" is damaged");
    assertThat(created).isZero();
  }

  @Test
  void entryThatExpandsToMuchMoreThanAModelIsRejected() throws IOException {
    write();
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
      zip.putNextEntry(new ZipEntry("zeros"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 300; i++) {
        zip.write(zeros);
      }
    }

    assertRejected("its entries have more than ");
  }

  @Test
  void textThatExpandsToMuchMoreThanADescriptionIsRejected() throws IOException {
    entries.put(YAML, " ".repeat(17 << 20).getBytes(StandardCharsets.UTF_8));
    write();

    assertRejected("blockwright.yaml");
  }

  /** Seven gigabytes of parameters, in a file of a few kilobytes. */
  @Test
  void networkWithMoreParametersThanTheFileCanHaveIsRejectedBeforeAllocation() throws IOException {
    Network huge =
        Network.named("n")
            .input(8, 8, 30_000)
            .block("a", conv(60_000, 1))
            .head(globalAverage(), dense(2).softmax().named("fc"));
    set(YAML, NetworkFormat.toYaml(huge));
    set(JSON, Lowering.lower(huge.graph(), TrainingPlan.inference(huge)).configuration().toJson());
    write();

    assertRejected("it is too small for the 1,800,180,002 parameters of its network");
  }
}
