package org.blockwright.app;

import com.google.common.base.Strings;
import com.google.common.base.Ticker;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.blockwright.base.Progress;

/**
 * Progress on stderr: a bar with rate and time left on a terminal, lines elsewhere. A task within
 * another one has the bar for as long as it lasts.
 */
final class TerminalProgress implements Progress {
  private static final int BAR = 20;
  private static final int WIDTH = 79;
  private static final long REDRAW = Duration.ofMillis(100).toNanos();
  private static final long LEAST = Duration.ofSeconds(1).toNanos();
  private static final long MOST = Duration.ofSeconds(10).toNanos();

  private final PrintStream err;
  private final boolean bars;
  private final Ticker clock;
  private final Deque<Running> open = new ArrayDeque<>();
  private boolean drawn;

  TerminalProgress(PrintStream err, boolean bars, Ticker clock) {
    this.err = err;
    this.bars = bars;
    this.clock = clock;
  }

  @Override
  public synchronized Task start(String what, long total) {
    Running task = new Running(what, total);
    open.push(task);
    if (bars) {
      draw(task);
    } else {
      err.println(total < 0 ? what : "%s: %s".formatted(what, total));
    }
    return task;
  }

  @Override
  public synchronized void note(String line) {
    wipe();
    err.println(line);
    if (bars && !open.isEmpty()) {
      draw(open.peek());
    }
  }

  private void draw(Running task) {
    String line = task.bar();
    wipe();
    err.print(line.length() > WIDTH ? line.substring(0, WIDTH) : line);
    err.flush();
    drawn = true;
    task.shown = clock.read();
  }

  private void wipe() {
    if (drawn) {
      err.print("\r" + Strings.repeat(" ", WIDTH) + "\r");
      drawn = false;
    }
  }

  /** {@code 0:07}, {@code 12:31}, {@code 1:02:03}. */
  static String time(double seconds) {
    long s = Math.round(seconds);
    return s >= 3600
        ? String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 10 ? "%.2f/s" : "%.0f/s", perSecond);
  }

  private final class Running implements Task {
    private final String what;
    private final long total;
    private final long begun = clock.read();
    private long done;
    private long shown = begun;
    private long shownTenth;
    private String detail = "";
    private boolean closed;

    private Running(String what, long total) {
      this.what = what;
      this.total = total;
    }

    @Override
    public void advance(long units, String text) {
      synchronized (TerminalProgress.this) {
        done += units;
        detail = text;
        long since = clock.read() - shown;
        if (bars) {
          if (open.peek() == this && since >= REDRAW) {
            draw(this);
          }
          return;
        }
        long tenth = total > 0 ? done * 10 / total : 0;
        boolean due = since >= MOST || (tenth > shownTenth && since >= LEAST);
        if (due && done != total) {
          shown = clock.read();
          shownTenth = tenth;
          err.println("  " + line());
        }
      }
    }

    @Override
    public void close() {
      synchronized (TerminalProgress.this) {
        if (closed) {
          return;
        }
        closed = true;
        open.remove(this);
        wipe();
        String count = total < 0 || done == total ? "" + done : done + " of " + total;
        err.println(
            String.format(Locale.ROOT, "%s: %s in %.1f s%s", what, count, seconds(), withDetail()));
        if (bars && !open.isEmpty()) {
          draw(open.peek());
        }
      }
    }

    private double seconds() {
      return (clock.read() - begun) / 1e9;
    }

    private String bar() {
      if (total <= 0) {
        return "%s  %s%s".formatted(what, done, withDetail());
      }
      int filled = (int) Math.min(BAR, done * BAR / total);
      return "%s [%s%s] %s"
          .formatted(
              what, Strings.repeat("#", filled), Strings.repeat(".", BAR - filled), figures());
    }

    private String line() {
      return "%s: %s".formatted(what, figures());
    }

    private String figures() {
      StringBuilder text = new StringBuilder().append(done);
      if (total > 0) {
        text.append('/').append(total).append(' ').append(done * 100 / total).append('%');
      }
      double seconds = seconds();
      if (done > 0 && seconds > 0) {
        text.append(", ").append(rate(done / seconds));
        if (total > done) {
          text.append(", ").append(time(seconds / done * (total - done))).append(" left");
        }
      }
      return text.append(withDetail()).toString();
    }

    private String withDetail() {
      return detail.isEmpty() ? "" : ", " + detail;
    }
  }
}
