package org.blockwright.weights.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An exclusive lock of a folder, held against other threads and other processes. The operating
 * system releases it when a process ends, also when it is killed. The file of the lock remains: if
 * it were deleted, two processes could lock two files of the same name.
 */
final class FolderLock {
  /** Locks of files belong to the process, so threads need another one. */
  private static final ConcurrentHashMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private FolderLock() {}

  /** Work that is done while the lock is held. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  /**
   * Waits for the lock, runs the action and releases the lock.
   *
   * @param folder created if it is missing
   * @param onWait called once if another thread or process has the lock
   */
  static void hold(Path folder, Runnable onWait, Action action) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.toRealPath().resolve(".lock");
    ReentrantLock threads = THREADS.computeIfAbsent(file, path -> new ReentrantLock());
    boolean waits = !threads.tryLock();
    if (waits) {
      onWait.run();
      threads.lock();
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // Closing the channel releases its lock.
      if (channel.tryLock() == null) {
        if (!waits) {
          onWait.run();
        }
        channel.lock();
      }
      action.run();
    } finally {
      threads.unlock();
    }
  }
}
