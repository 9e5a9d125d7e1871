package org.blockwright.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Exit code and output of a command line, run in this process without a terminal. */
record CommandResult(int code, String out, String err) {
  static CommandResult run(Object... arguments) {
    return run(new Interruption(), arguments);
  }

  static CommandResult run(Interruption interruption, Object... arguments) {
    return run("", interruption, arguments);
  }

  /** Runs a command line with a text on stdin. */
  static CommandResult runWithInput(String input, Object... arguments) {
    return run(input, new Interruption(), arguments);
  }

  private static CommandResult run(String input, Interruption interruption, Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] texts = Stream.of(arguments).map(String::valueOf).toArray(String[]::new);
    Console console =
        Console.plain(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int code = Main.run(console, interruption, texts);
    return new CommandResult(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  JsonNode json() throws JsonProcessingException {
    return new ObjectMapper().readTree(out);
  }
}
