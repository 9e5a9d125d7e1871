package org.blockwright.app;

import java.util.Locale;
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

  /** A file for a drawing, or the words for printing one. */
  static final class Drawn implements ITypeConverter<String> {
    static final String SVG = ".svg";
    static final String DOT = ".dot";
    private static final String PRINT = "-";

    @Override
    public String convert(String text) {
      String lower = text.toLowerCase(Locale.ROOT);
      if (!lower.endsWith(SVG) && !lower.endsWith(DOT) && !text.equals(PRINT)) {
        throw new TypeConversionException(AppProblems.drawing(text));
      }
      return text;
    }

    /** Whether a drawing is to be printed, as SVG where no ending says otherwise. */
    static boolean printed(String target) {
      return target.equals(PRINT) || target.equals(PRINT + SVG) || target.equals(PRINT + DOT);
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
