package org.blockwright.tuning;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Map;

/**
 * A space with the places of its parameters in a file, for messages.
 *
 * @param locations {@code file:line:column} of each parameter, by name
 */
public record SpaceFile(Space space, Map<String, String> locations) {
  public SpaceFile {
    locations = ImmutableMap.copyOf(locations);
  }

  /**
   * Reads a space, see {@link Space#read}.
   *
   * @throws org.blockwright.base.BlockwrightException if the file cannot be read or is not valid
   */
  public static SpaceFile read(Path file) {
    return SpaceFormat.read(file);
  }
}
