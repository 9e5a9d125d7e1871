package org.blockwright.serve;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.blockwright.base.UsageException;

/**
 * A model to serve.
 *
 * @param name its name in addresses
 * @param file the saved model
 */
public record ModelSource(String name, Path file) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String ENDING = ".zip";

  /**
   * Checks the name.
   *
   * @throws UsageException if it has other characters than letters, digits, '_', '-' and '.'
   */
  public ModelSource {
    if (!NAME.matcher(name).matches()) {
      throw new UsageException(ServeProblems.invalidName(name));
    }
  }

  /**
   * Reads an argument: {@code NAME=FILE}, or a file, whose model has the name of the file, or of
   * its directory if the file is a {@code model.zip}: {@code digits-1} for {@code
   * runs/digits-1/model.zip}.
   *
   * @throws UsageException if the name is not valid
   */
  public static ModelSource parse(String argument) {
    int equals = argument.indexOf('=');
    if (equals > 0 && NAME.matcher(argument.substring(0, equals)).matches()) {
      return new ModelSource(
          argument.substring(0, equals), Path.of(argument.substring(equals + 1)));
    }
    Path file = Path.of(argument);
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    Path directory = file.toAbsolutePath().normalize().getParent();
    if (name.equals("model" + ENDING) && directory != null && directory.getFileName() != null) {
      return new ModelSource(directory.getFileName().toString(), file);
    }
    return new ModelSource(
        name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name, file);
  }
}
