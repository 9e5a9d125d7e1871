package org.blockwright.tuning;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.blockwright.base.NumberParser;
import org.blockwright.base.UsageException;

/**
 * The tokens of a space file, with the line and column of errors.
 *
 * @param source name of the file in messages
 */
record SpaceTokens(String source, JsonParser parser) {
  /** A scalar with its location. */
  record Scalar(String text, JsonLocation location) {}

  Scalar scalar(String path, String expected) throws IOException {
    if (!parser.currentToken().isScalarValue() || parser.currentToken() == JsonToken.VALUE_NULL) {
      throw errorAt(
          parser.currentTokenLocation(), TuningProblems.expected(path, expected, describeToken()));
    }
    return new Scalar(parser.getText(), parser.currentTokenLocation());
  }

  int parseInteger(String path, Scalar scalar) {
    return NumberParser.parseLong(scalar.text(), Integer.MIN_VALUE, Integer.MAX_VALUE)
        .map(Math::toIntExact)
        .orElseThrow(
            () ->
                errorAt(
                    scalar.location(),
                    TuningProblems.expected(
                        path,
                        "an integer from %s to %s".formatted(Integer.MIN_VALUE, Integer.MAX_VALUE),
                        quoted(scalar.text()))));
  }

  /** Parses the text, because YAML 1.1 reads 1e-5 as a string (it has no decimal point). */
  double parseReal(String path, Scalar scalar) {
    return NumberParser.parseDouble(scalar.text())
        .orElseThrow(
            () ->
                errorAt(
                    scalar.location(),
                    TuningProblems.expected(path, "a finite number", quoted(scalar.text()))));
  }

  boolean parseBoolean(String path, Scalar scalar) {
    return switch (scalar.text()) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw errorAt(
              scalar.location(),
              TuningProblems.expected(path, "true or false", quoted(scalar.text())));
    };
  }

  String describeToken() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT -> "a map";
      case START_ARRAY -> "a list";
      case VALUE_NULL -> "nothing";
      default -> quoted(parser.getText());
    };
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  UsageException errorAt(JsonLocation location, String problem) {
    return TuningProblems.inFile(
        source, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()), problem);
  }

  /** Returns {@code file:line:column}. */
  String describe(JsonLocation location) {
    return "%s:%s:%s"
        .formatted(source, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }
}
