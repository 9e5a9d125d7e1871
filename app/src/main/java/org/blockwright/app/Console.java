package org.blockwright.app;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Standard streams of the command.
 *
 * @param in read by commands that accept {@code -} as a file name
 * @param out receives results
 * @param err receives progress, notices and errors
 * @param interactive whether {@code err} is a terminal on which a line can be overwritten
 * @param color whether {@code out} supports colors
 */
record Console(
    InputStream in, PrintStream out, PrintStream err, boolean interactive, boolean color) {

  /** Returns the streams of the process; the start script detects whether they are terminals. */
  static Console system() {
    return new Console(
        System.in,
        System.out,
        System.err,
        Boolean.getBoolean("blockwright.interactive"),
        Boolean.getBoolean("blockwright.color"));
  }

  /** Returns a console of streams that are not terminals. */
  static Console plain(InputStream in, PrintStream out, PrintStream err) {
    return new Console(in, out, err, false, false);
  }

  /** Returns a console without input, of two streams that are not terminals. */
  static Console plain(PrintStream out, PrintStream err) {
    return plain(InputStream.nullInputStream(), out, err);
  }
}
