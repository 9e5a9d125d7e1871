package org.blockwright.app;

import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Shape;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Words of the command line as values; what is none is wrong usage. */
final class Converters {
  private Converters() {}

  /** A number from 1 on. */
  static final class Positive implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        int number = Integer.parseInt(text);
        if (number > 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        // falls through to the one message
      }
      throw new TypeConversionException(AppProblems.positive(text));
    }
  }

  /** Height x width x channels. */
  static final class Input implements ITypeConverter<Shape> {
    @Override
    public Shape convert(String text) {
      try {
        Shape shape = Shape.parse(text);
        if (shape.map()) {
          return shape;
        }
      } catch (DescriptionException e) {
        // falls through to the one message
      }
      throw new TypeConversionException(AppProblems.input(text));
    }
  }

  /** An amount of memory, as the start script reads it. */
  static final class Size implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (!text.matches("[1-9]\\d{0,8}[gGmM]?[bB]?")) {
        throw new TypeConversionException(AppProblems.memory(text));
      }
      return text;
    }
  }
}
