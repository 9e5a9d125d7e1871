package org.blockwright.base;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;

/** Locks of files, which processes and the threads of one process respect. */
public final class FileLocks {
  private FileLocks() {}

  /**
   * Locks a file until its channel is closed.
   *
   * @param channel of the file, opened for writing
   * @return whether it was locked; if not, another process or another channel of this one has
   *     locked it
   */
  public static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
