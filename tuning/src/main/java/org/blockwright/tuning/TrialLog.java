package org.blockwright.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.blockwright.base.AtomicFiles;

/**
 * The trials of a study in a JSON Lines file. Each trial is written when it ends, so that a killed
 * study leaves all completed trials.
 *
 * <pre>{@code
 * try (TrialLog log = TrialLog.create(folder.resolve(TrialLog.FILE_NAME))) {
 *   study.onTrial(log).run(objective);
 * }
 * }</pre>
 */
public final class TrialLog implements Consumer<TrialResult>, AutoCloseable {
  /** The usual name of the file. */
  public static final String FILE_NAME = "trials.jsonl";

  private static final byte LINE_END = '\n';

  private final Path file;
  private final FileChannel channel;

  private TrialLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Creates a file.
   *
   * @throws org.blockwright.base.StorageException if it exists already or cannot be written
   */
  public static TrialLog create(Path file) {
    try {
      return new TrialLog(
          file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  /** Appends a trial and forces it to the disk. */
  @Override
  public void accept(TrialResult trial) {
    ByteBuffer line =
        ByteBuffer.wrap(
            (StudyExport.jsonLine(trial) + (char) LINE_END).getBytes(StandardCharsets.UTF_8));
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(false);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  /**
   * Reads the trials of a file. A last line without a line end was cut off during writing and is
   * ignored, even if it looks complete. The stack traces of failed trials are not in the file; they
   * are empty.
   *
   * @throws org.blockwright.base.StorageException if the file cannot be read, or another line is
   *     not a trial
   */
  public static ImmutableList<TrialResult> read(Path file) {
    String text;
    try {
      byte[] bytes = Files.readAllBytes(file);
      int length = bytes.length;
      while (length > 0 && bytes[length - 1] != LINE_END) {
        length--;
      }
      text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
    JsonMapper mapper = JsonMapper.builder().build();
    ImmutableList.Builder<TrialResult> trials = ImmutableList.builder();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      try {
        trials.add(parseTrial(mapper.readTree(line)));
      } catch (JsonProcessingException | IllegalArgumentException e) {
        throw TuningProblems.damagedLog(file, number);
      }
    }
    return trials.build();
  }

  private static TrialResult parseTrial(JsonNode line) {
    int number = require(line, "number").intValue();
    ImmutableMap.Builder<String, Object> values = ImmutableMap.builder();
    require(line, "params")
        .properties()
        .forEach(f -> values.put(f.getKey(), parseValue(f.getValue())));
    ImmutableMap.Builder<String, Double> metrics = ImmutableMap.builder();
    require(line, "metrics")
        .properties()
        // NaN, which is not a number in JSON, is written as a string.
        .forEach(f -> metrics.put(f.getKey(), Double.valueOf(f.getValue().asText())));
    double seconds = require(line, "seconds").doubleValue();
    Values params = Values.of(values.buildOrThrow());
    if (require(line, "state").asText().equals("done")) {
      double score = require(line, "objective").doubleValue();
      return new TrialResult.Done(number, params, score, metrics.buildOrThrow(), seconds);
    }
    JsonNode failure = require(line, "failure");
    return new TrialResult.Failed(
        number,
        params,
        require(failure, "message").asText(),
        require(failure, "exception").asText(),
        "",
        metrics.buildOrThrow(),
        seconds);
  }

  private static JsonNode require(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name);
    }
    return value;
  }

  private static Object parseValue(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isInt()) {
      return value.intValue();
    }
    return value.isNumber() ? (Object) value.doubleValue() : value.asText();
  }
}
