package org.blockwright.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.NumberParser;
import org.blockwright.base.ThreadLimit;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.job.Setting;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converters of command-line arguments; invalid values are reported as wrong usage. */
final class Converters {
  private Converters() {}

  private static long parseInteger(String text, long min, long max) {
    return NumberParser.parseLong(text, min, max)
        .orElseThrow(
            () -> new TypeConversionException(AppProblems.integerOutOfRange(text, min, max)));
  }

  /** A whole number of at least 1. */
  static final class PositiveInteger implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return Math.toIntExact(parseInteger(text, 1, Integer.MAX_VALUE));
    }
  }

  /** A decimal number greater than 0. */
  static final class PositiveNumber implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      return NumberParser.parseDouble(text)
          .filter(number -> number > 0)
          .orElseThrow(() -> new TypeConversionException(AppProblems.notPositiveNumber(text)));
    }
  }

  /** What {@code bench} measures. */
  static final class BenchMode implements ITypeConverter<BenchCommand.Mode> {
    @Override
    public BenchCommand.Mode convert(String text) {
      return Arrays.stream(BenchCommand.Mode.values())
          .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(text))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException(AppProblems.unknownBenchMode(text)));
    }
  }

  /** What a resumed run takes if something has changed. */
  static final class ResumeChoice implements ITypeConverter<ResumeWith> {
    @Override
    public ResumeWith convert(String text) {
      return Arrays.stream(ResumeWith.values())
          .filter(choice -> choice.name().toLowerCase(Locale.ROOT).equals(text))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException(AppProblems.unknownResumeChoice(text)));
    }
  }

  /** A time, such as 90s, 30m or 2h. */
  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("[0-9]{1,6}[smh]") || text.matches("0+[smh]")) {
        throw new TypeConversionException(AppProblems.invalidTime(text));
      }
      return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }
  }

  /** A number of threads. */
  static final class ThreadCount implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return Math.toIntExact(parseInteger(text, 1, ThreadLimit.MAX_THREADS));
    }
  }

  /** A seed: any 64-bit whole number. */
  static final class Seed implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return parseInteger(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }
  }

  /** A setting of a job whose value is checked by the parser of options. */
  record CheckedSetting(Setting setting) implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        setting.validate(text);
        return text;
      } catch (UsageException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Checks that a file name has a supported extension and none of an unsupported format. */
  private static Path requireExtension(
      String text, List<String> supported, List<String> unsupported) {
    String lowerCase = text.toLowerCase(Locale.ROOT);
    if (unsupported.stream().anyMatch(lowerCase::endsWith)
        || supported.stream().noneMatch(lowerCase::endsWith)) {
      throw new TypeConversionException(AppProblems.unsupportedExtension(text, supported));
    }
    return Path.of(text);
  }

  /** A file for Keras weights; {@code .weights.h5} is a different format of Keras 3. */
  static final class KerasWeightsFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      return requireExtension(text, List.of(".h5", ".hdf5"), List.of(".weights.h5"));
    }
  }

  /** A file for a saved model. */
  static final class ModelFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      return requireExtension(text, List.of(".zip"), List.of());
    }
  }

  /** A file for a model in ONNX. */
  static final class OnnxFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      return requireExtension(text, List.of(".onnx"), List.of());
    }
  }

  /** A file for NumPy arrays. */
  static final class NpzFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      return requireExtension(text, List.of(".npz"), List.of());
    }
  }

  /** A file for an image. */
  static final class PngFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      return requireExtension(text, List.of(".png"), List.of());
    }
  }

  /** An input shape: height x width x channels. */
  static final class InputShape implements ITypeConverter<Shape> {
    @Override
    public Shape convert(String text) {
      try {
        Shape shape = Shape.parse(text);
        if (shape.isFeatureMap()) {
          return shape;
        }
      } catch (DescriptionException e) {
        // Same message as for a shape without height and width.
      }
      throw new TypeConversionException(AppProblems.invalidInputShape(text));
    }
  }

  /** A file for a plot, or {@code -} for stdout. */
  static final class PlotTarget implements ITypeConverter<String> {
    static final String SVG = ".svg";
    static final String DOT = ".dot";
    private static final String STDOUT = "-";

    @Override
    public String convert(String text) {
      String lower = text.toLowerCase(Locale.ROOT);
      if (!lower.endsWith(SVG) && !lower.endsWith(DOT) && !text.equals(STDOUT)) {
        throw new TypeConversionException(AppProblems.unsupportedPlotFormat(text));
      }
      return text;
    }

    /** Returns whether the plot is printed to stdout; without an extension, as SVG. */
    static boolean isStdout(String target) {
      return target.equals(STDOUT) || target.equals(STDOUT + SVG) || target.equals(STDOUT + DOT);
    }
  }

  /** A memory size, in the syntax of the start script. */
  static final class MemorySize implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (!text.matches("[1-9]\\d{0,8}[gGmM]?[bB]?")) {
        throw new TypeConversionException(AppProblems.invalidMemorySize(text));
      }
      return text;
    }
  }
}
