package org.blockwright.weights.registry;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Folders of the user, by the conventions of the platform.
 *
 * <table>
 * <caption>Folders</caption>
 * <tr><th>platform<th>cache<th>configuration
 * <tr><td>Linux<td>{@code $XDG_CACHE_HOME/blockwright}, else {@code ~/.cache/blockwright}
 *     <td>{@code $XDG_CONFIG_HOME/blockwright}, else {@code ~/.config/blockwright}
 * <tr><td>macOS<td>{@code ~/Library/Caches/blockwright}
 *     <td>{@code ~/Library/Application Support/blockwright}
 * <tr><td>Windows<td>{@code %LOCALAPPDATA%\blockwright\cache}<td>{@code %APPDATA%\blockwright}
 * </table>
 *
 * @param cache folder of files that can be fetched again; {@code BLOCKWRIGHT_CACHE} replaces it
 * @param configuration folder of files that the user writes; {@code BLOCKWRIGHT_CONFIG} replaces it
 */
public record PlatformFolders(Path cache, Path configuration) {
  private static final String NAME = "blockwright";

  /** Returns the folders of this user. */
  public static PlatformFolders standard() {
    return of(
        System.getProperty("os.name", ""),
        System.getenv(),
        Path.of(System.getProperty("user.home")));
  }

  /**
   * Returns the folders of a user.
   *
   * @param os name of the operating system as in the property {@code os.name}
   * @param environment environment variables
   * @param home home directory
   */
  static PlatformFolders of(String os, Map<String, String> environment, Path home) {
    String system = os.toLowerCase(Locale.ROOT);
    Path cache;
    Path configuration;
    if (system.startsWith("windows")) {
      Path local = absolute(environment, "LOCALAPPDATA").orElse(home.resolve("AppData/Local"));
      Path roaming = absolute(environment, "APPDATA").orElse(home.resolve("AppData/Roaming"));
      cache = local.resolve(NAME).resolve("cache");
      configuration = roaming.resolve(NAME);
    } else if (system.startsWith("mac")) {
      cache = home.resolve("Library/Caches").resolve(NAME);
      configuration = home.resolve("Library/Application Support").resolve(NAME);
    } else {
      cache = absolute(environment, "XDG_CACHE_HOME").orElse(home.resolve(".cache")).resolve(NAME);
      configuration =
          absolute(environment, "XDG_CONFIG_HOME").orElse(home.resolve(".config")).resolve(NAME);
    }
    return new PlatformFolders(
        path(environment, "BLOCKWRIGHT_CACHE").orElse(cache),
        path(environment, "BLOCKWRIGHT_CONFIG").orElse(configuration));
  }

  /** The XDG specification says that relative paths are to be ignored. */
  private static Optional<Path> absolute(Map<String, String> environment, String variable) {
    return path(environment, variable).filter(Path::isAbsolute);
  }

  private static Optional<Path> path(Map<String, String> environment, String variable) {
    try {
      return Optional.ofNullable(environment.get(variable)).filter(v -> !v.isBlank()).map(Path::of);
    } catch (InvalidPathException e) {
      throw DownloadProblems.invalidFolder(variable, environment.get(variable), e);
    }
  }

  /** Returns the folder of weights files. */
  public Path weights() {
    return cache.resolve("weights");
  }

  /** Returns the file of the user's own entries, which need not exist. */
  public Path weightsFile() {
    return configuration.resolve("weights.yaml");
  }
}
