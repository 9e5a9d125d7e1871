package org.blockwright.engine;

import com.google.common.collect.EvictingQueue;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.blockwright.base.ThreadLimit;
import org.blockwright.base.UsageException;
import org.deeplearning4j.config.DL4JClassLoading;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.nativeblas.Nd4jCpu;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Initializes ND4J and DL4J, once per JVM. The only class with static mutable state, since the
 * native libraries are loaded once per process.
 */
public final class Engine {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Consumer<String> NOTICES_TO_LOG = notice -> LOG.warn("{}", notice);
  private static final int REMEMBERED_NOTICES = 16;

  /** The mode that {@link #callIn} sets, by thread. */
  private static final ThreadLocal<EngineMode> MODE_OF_THREAD = new ThreadLocal<>();

  /** Notices that are not repeated. */
  private static final Queue<String> REPORTED = EvictingQueue.create(REMEMBERED_NOTICES);

  private static EngineInfo info;
  private static EngineMode mode = EngineMode.AUTO;
  private static Consumer<String> noticeListener = NOTICES_TO_LOG;

  private Engine() {}

  /**
   * Enables the oneDNN helpers unless the user disabled them, loads the native libraries and
   * returns information about them. Later calls return the same object. Call it before a DL4J layer
   * is created: existing layers keep their implementation.
   *
   * @throws org.blockwright.base.UsageException if ND4J's native library cannot be loaded, or
   *     environment variables of OpenMP would make it end the process
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

  /** Returns how this thread chooses executors; {@link EngineMode#AUTO} by default. */
  public static synchronized EngineMode mode() {
    EngineMode ofThread = MODE_OF_THREAD.get();
    return ofThread == null ? mode : ofThread;
  }

  /** Sets how executors are chosen from now on; executors that exist keep their implementation. */
  public static synchronized void setMode(EngineMode newMode) {
    mode = newMode;
  }

  /**
   * Runs a task and returns its result. Executors that this thread creates in the task are chosen
   * by {@code taskMode}; other threads are not affected.
   */
  public static <T> T callIn(EngineMode taskMode, Supplier<T> task) {
    EngineMode outer = MODE_OF_THREAD.get();
    MODE_OF_THREAD.set(taskMode);
    try {
      return task.get();
    } finally {
      MODE_OF_THREAD.set(outer);
    }
  }

  /**
   * Sets the receiver of notices, one line each: graphs, or batches, that run on DL4J though {@link
   * #mode} allows the compiled executor, with the reason. By default they are logged as warnings.
   */
  public static synchronized void setNoticeListener(Consumer<String> listener) {
    noticeListener = listener;
    REPORTED.clear();
  }

  /** Reports a notice, unless it is the same as one of the last. */
  static synchronized void notice(String notice) {
    if (!REPORTED.contains(notice)) {
      REPORTED.add(notice);
      noticeListener.accept(notice);
    }
  }

  private static EngineInfo initialize() {
    ThreadLimit.problem(System.getenv())
        .ifPresent(
            problem -> {
              throw new UsageException(problem);
            });
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
      LOG.warn("DL4J cannot find oneDNN and will be several times slower.");
    }
    return detected;
  }
}
