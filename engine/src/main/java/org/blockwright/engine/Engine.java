package org.blockwright.engine;

import org.deeplearning4j.config.DL4JClassLoading;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.nativeblas.Nd4jCpu;
import org.slf4j.LoggerFactory;

/**
 * Makes ND4J and DL4J ready, once a JVM. The only place with static state: what it found is true
 * for the process.
 */
public final class Engine {
  private static EngineInfo info;

  private Engine() {}

  /**
   * Switches the oneDNN helpers on unless the user switched them off, loads the natives, and finds
   * out what this process has. Any call after the first does nothing and returns the same. To be
   * called before a DL4J layer exists; a graph made earlier keeps what it got.
   *
   * @throws org.blockwright.base.UsageException if ND4J's natives cannot be loaded
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

  private static EngineInfo initialize() {
    OneDnnHelpers.enable();
    // Under nested class loaders DL4J must look for its helpers, and the bridge, where we are.
    DL4JClassLoading.setDl4jClassloaderFromClass(Nd4jCpu.class);
    // When memory runs out DL4J would leave a file in the working folder; we say it in a message.
    if (System.getProperty(DL4JSystemProperties.CRASH_DUMP_ENABLED_PROPERTY) == null) {
      CrashReportingUtil.crashDumpsEnabled(false);
    }
    EngineInfo found = EngineInfo.read();
    if (found.builtWithOneDnn() && !found.helpersAvailable()) {
      LoggerFactory.getLogger(Engine.class)
          .warn("DL4J does not find oneDNN, and will be several times slower.");
    }
    return found;
  }
}
