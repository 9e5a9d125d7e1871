package org.blockwright.training.checkpoint;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.UsageException;

/**
 * The description of a checkpoint. It is written after the files that it names, so that a
 * checkpoint with a manifest is complete.
 *
 * @param format version of the format
 * @param blockwright version of Blockwright
 * @param byteOrder of the numbers in the files
 */
record Manifest(
    int format,
    String blockwright,
    String byteOrder,
    Position position,
    Map<String, String> facts,
    Map<String, String> unchanged,
    List<ArrayFile> files) {
  static final int FORMAT = 1;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  static Manifest of(Checkpoint checkpoint, List<ArrayFile> files) {
    return new Manifest(
        FORMAT,
        Optional.ofNullable(Manifest.class.getPackage().getImplementationVersion())
            .orElse("not packaged"),
        ByteOrder.nativeOrder().toString(),
        checkpoint.position(),
        checkpoint.facts(),
        checkpoint.unchanged(),
        List.copyOf(files));
  }

  byte[] toBytes() throws IOException {
    return MAPPER.writeValueAsBytes(this);
  }

  /**
   * Reads a manifest.
   *
   * @throws IOException if it is damaged
   * @throws UsageException if it is one of another format or machine
   */
  static Manifest read(Path file) throws IOException {
    JsonNode tree = MAPPER.readTree(Files.readString(file, StandardCharsets.UTF_8));
    String format = tree.path("format").asText("");
    if (format.isEmpty()) {
      throw new IOException("it has no format");
    }
    if (!format.equals(String.valueOf(FORMAT))) {
      throw new UsageException(
          CheckpointProblems.otherFormat(
              file, format, FORMAT, tree.path("blockwright").asText("unknown")));
    }
    String order = ByteOrder.nativeOrder().toString();
    if (!tree.path("byteOrder").asText(order).equals(order)) {
      throw new UsageException(
          CheckpointProblems.otherByteOrder(file, tree.path("byteOrder").asText(), order));
    }
    return MAPPER.treeToValue(tree, Manifest.class);
  }
}
