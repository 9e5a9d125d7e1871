package org.blockwright.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.Loader;

/**
 * Versions of the libraries, Java and the operating system; {@code unknown} where a version cannot
 * be determined.
 *
 * @param classifier build of the loaded ND4J native library, such as {@code
 *     linux-x86_64-onednn-avx2}
 */
public record Versions(
    String deeplearning4j,
    String nd4j,
    String classifier,
    String javacpp,
    String java,
    String os,
    String architecture) {
  private static final String UNKNOWN = "unknown";

  /** Returns the versions of this process; starts the engine to load the native libraries. */
  public static Versions read() {
    Engine.start();
    return new Versions(
        version("org.deeplearning4j", "deeplearning4j-nn"),
        version("org.nd4j", "nd4j-native"),
        classifier(Loader.getLoadedLibraries()),
        version("org.bytedeco", "javacpp"),
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"));
  }

  /** Returns whether the loaded native library was built with oneDNN. */
  public boolean builtWithOneDnn() {
    return classifier.contains("onednn");
  }

  /** Returns the name of the folder that contains the native library in its jar. */
  static String classifier(Map<String, String> libraries) {
    String library = libraries.get("nd4jcpu");
    Path folder = library == null ? null : Path.of(library).getParent();
    return folder == null ? UNKNOWN : folder.getFileName().toString();
  }

  private static String version(String group, String artifact) {
    try {
      String version = Loader.getVersion(group, artifact);
      return version == null ? UNKNOWN : version;
    } catch (IOException | RuntimeException e) {
      return UNKNOWN;
    }
  }
}
