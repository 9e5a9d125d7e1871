package org.blockwright.base;

/**
 * Receives the progress of long-running work, for instance to show it on a terminal.
 *
 * <pre>{@code
 * try (Progress.Task task = progress.start("epoch 1/5", 63)) {
 *   task.advance(1, "loss 0.41");
 * }
 * }</pre>
 */
public interface Progress {

  /**
   * Starts a task.
   *
   * @param name display name
   * @param total number of units of work, or -1 if unknown
   */
  Task start(String name, long total);

  /**
   * Starts a task that leaves no output behind, such as an epoch whose result is reported as a
   * note. A terminal shows it while it runs; lines of text do not contain it. By default the same
   * as {@link #start}.
   */
  default Task startTransient(String name, long total) {
    return start(name, total);
  }

  /** Reports one line of information, such as a default that was chosen or a skipped file. */
  void note(String line);

  /** A task in progress; closing it ends it, whether it is complete or not. */
  interface Task extends AutoCloseable {
    /**
     * Adds completed units.
     *
     * @param units number of units completed since the last call
     * @param detail text shown next to the progress; may be empty
     */
    void advance(long units, String detail);

    @Override
    void close();
  }

  /** Returns an implementation that ignores everything. */
  static Progress silent() {
    return new Progress() {
      @Override
      public Task start(String name, long total) {
        return new Task() {
          @Override
          public void advance(long units, String detail) {}

          @Override
          public void close() {}
        };
      }

      @Override
      public void note(String line) {}
    };
  }
}
