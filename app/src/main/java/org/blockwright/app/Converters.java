package org.blockwright.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.NumberParser;
import org.blockwright.base.ThreadLimit;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.job.Job;
import org.blockwright.job.Setting;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Words of the command line as values; what is none is wrong usage. */
final class Converters {
  private Converters() {}

  private static long parseInteger(String text, long least, long most) {
    return NumberParser.parseLong(text, least, most)
        .orElseThrow(
            () -> new TypeConversionException(AppProblems.integerOutOfRange(text, least, most)));
  }

  /** A whole number from 1 on. */
  static final class PositiveInteger implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return Math.toIntExact(parseInteger(text, 1, Integer.MAX_VALUE));
    }
  }

  /** A number of threads. */
  static final class ThreadCount implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return Math.toIntExact(parseInteger(text, 1, ThreadLimit.MAX_THREADS));
    }
  }

  /** A seed: any whole number of 64 bits. */
  static final class Seed implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return parseInteger(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }
  }

  /** A number that is a setting of a job: what the job rejects is wrong usage here. */
  record NumericSetting(Setting setting) implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        Job.defaults().with(setting.key(), text);
        return text;
      } catch (UsageException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** A file whose ending says how it is written; another ending would be another format. */
  private static Path requireExtension(String text, List<String> written, List<String> others) {
    String lower = text.toLowerCase(Locale.ROOT);
    boolean other = others.stream().anyMatch(lower::endsWith);
    if (other || written.stream().noneMatch(lower::endsWith)) {
      throw new TypeConversionException(AppProblems.unsupportedExtension(text, written));
    }
    return Path.of(text);
  }

  /** A file of Keras weights; Keras reads {@code .weights.h5} as another format. */
  static final class KerasWeightsFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      return requireExtension(text, List.of(".h5", ".hdf5"), List.of(".weights.h5"));
    }
  }

  /** A file of arrays. */
  static final class NpzFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      return requireExtension(text, List.of(".npz"), List.of());
    }
  }

  /** Height x width x channels. */
  static final class InputShape implements ITypeConverter<Shape> {
    @Override
    public Shape convert(String text) {
      try {
        Shape shape = Shape.parse(text);
        if (shape.isFeatureMap()) {
          return shape;
        }
      } catch (DescriptionException e) {
        // falls through to the one message
      }
      throw new TypeConversionException(AppProblems.invalidInputShape(text));
    }
  }

  /** A file for a drawing, or the words for printing one. */
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

    /** Whether a drawing is to be printed, as SVG where no ending says otherwise. */
    static boolean isStdout(String target) {
      return target.equals(STDOUT) || target.equals(STDOUT + SVG) || target.equals(STDOUT + DOT);
    }
  }

  /** An amount of memory, as the start script reads it. */
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
