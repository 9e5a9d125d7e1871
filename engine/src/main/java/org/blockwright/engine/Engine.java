package org.blockwright.engine;

import org.deeplearning4j.config.DL4JClassLoading;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.nativeblas.Nd4jCpu;
import org.slf4j.LoggerFactory;

/**
 * Initializes ND4J and DL4J, once per JVM. The only class with static mutable state, since the
 * native libraries are loaded once per process.
 */
public final class Engine {
  private static EngineInfo info;
  private static EngineMode mode = EngineMode.DL4J;

  private Engine() {}

  /**
   * Enables the oneDNN helpers unless the user disabled them, loads the native libraries and
   * returns information about them. Later calls return the same object. Call it before a DL4J layer
   * is created: existing layers keep their implementation.
   *
   * @throws org.blockwright.base.UsageException if ND4J's native library cannot be loaded
   */
  public static synchronized EngineInfo start() {
    if (info == null) {
      try {
        info = initialize();
      } catch (RuntimeException | LinkageError e) {
        throw EngineProblems.nativesNotLoaded(e);
      }
    }
    return info;
  }

  /** Returns how executors are chosen from now on; {@link EngineMode#DL4J} by default. */
  public static synchronized EngineMode mode() {
    return mode;
  }

  /** Sets how executors are chosen from now on; executors that exist keep their implementation. */
  public static synchronized void setMode(EngineMode newMode) {
    mode = newMode;
  }

  private static EngineInfo initialize() {
    OneDnnHelpers.enable();
    // With nested class loaders DL4J must load its helpers and the bridge with our class loader.
    DL4JClassLoading.setDl4jClassloaderFromClass(Nd4jCpu.class);
    // If memory runs out, DL4J writes a dump into the working directory; we throw a message
    // instead.
    if (System.getProperty(DL4JSystemProperties.CRASH_DUMP_ENABLED_PROPERTY) == null) {
      CrashReportingUtil.crashDumpsEnabled(false);
    }
    EngineInfo detected = EngineInfo.read();
    if (detected.builtWithOneDnn() && !detected.helpersAvailable()) {
      LoggerFactory.getLogger(Engine.class)
          .warn("DL4J cannot find oneDNN and will be several times slower.");
    }
    return detected;
  }
}
