package org.blockwright.app;

import java.io.PrintStream;

/**
 * Output streams of the command.
 *
 * @param out receives results
 * @param err receives progress, notices and errors
 * @param interactive whether {@code err} is a terminal on which a line can be overwritten
 * @param color whether {@code out} supports colors
 */
record Console(PrintStream out, PrintStream err, boolean interactive, boolean color) {

  /** Returns the streams of the process; the start script detects whether they are terminals. */
  static Console system() {
    return new Console(
        System.out,
        System.err,
        Boolean.getBoolean("blockwright.interactive"),
        Boolean.getBoolean("blockwright.color"));
  }

  /** Returns a console of two streams that are not terminals. */
  static Console plain(PrintStream out, PrintStream err) {
    return new Console(out, err, false, false);
  }
}
