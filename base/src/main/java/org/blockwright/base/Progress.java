package org.blockwright.base;

/**
 * How long work tells what it does. The work calls; a terminal, a log or nothing at all listens.
 *
 * <pre>{@code
 * try (Progress.Task task = progress.start("epoch 1/5", 63)) {
 *   task.advance(1, "loss 0.41");
 * }
 * }</pre>
 */
public interface Progress {

  /**
   * A piece of work begins.
   *
   * @param what its name, for people
   * @param total how many units it has, or -1 where nobody knows
   */
  Task start(String what, long total);

  /** A line worth knowing: a default taken, a file left out. */
  void note(String line);

  /** One piece of work under way; closing it ends it, done or not. */
  interface Task extends AutoCloseable {
    /** {@code units} more are done; {@code detail} is shown beside, and may be empty. */
    void advance(long units, String detail);

    @Override
    void close();
  }

  /** Says nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public Task start(String what, long total) {
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
