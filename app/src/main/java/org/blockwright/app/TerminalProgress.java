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
 * Progress on stderr: on a terminal a bar with speed and remaining time, otherwise lines. A nested
 * task replaces the bar of the outer one until it ends. Transient tasks have a bar only.
 */
final class TerminalProgress implements Progress {
  private static final int BAR_WIDTH = 20;
  private static final int LINE_WIDTH = 79;
  private static final long REDRAW_INTERVAL = Duration.ofMillis(100).toNanos();
  private static final long MIN_INTERVAL = Duration.ofSeconds(1).toNanos();
  private static final long MAX_INTERVAL = Duration.ofSeconds(10).toNanos();

  private final PrintStream err;
  private final boolean interactive;
  private final Ticker clock;
  private final Deque<RunningTask> runningTasks = new ArrayDeque<>();
  private boolean barVisible;

  TerminalProgress(PrintStream err, boolean interactive, Ticker clock) {
    this.err = err;
    this.interactive = interactive;
    this.clock = clock;
  }

  @Override
  public Task start(String name, long total) {
    return start(new RunningTask(name, total, true));
  }

  @Override
  public Task startTransient(String name, long total) {
    return start(new RunningTask(name, total, false));
  }

  private synchronized Task start(RunningTask task) {
    runningTasks.push(task);
    if (interactive) {
      draw(task);
    } else if (task.printsLines) {
      err.println(task.total < 0 ? task.name : "%s: %s".formatted(task.name, task.total));
    }
    return task;
  }

  @Override
  public synchronized void note(String line) {
    clearBar();
    err.println(line);
    if (interactive && !runningTasks.isEmpty()) {
      draw(runningTasks.peek());
    }
  }

  private void draw(RunningTask task) {
    String line = task.bar();
    clearBar();
    err.print(line.length() > LINE_WIDTH ? line.substring(0, LINE_WIDTH) : line);
    err.flush();
    barVisible = true;
    task.lastShownTime = clock.read();
  }

  private void clearBar() {
    if (barVisible) {
      err.print("\r" + Strings.repeat(" ", LINE_WIDTH) + "\r");
      barVisible = false;
    }
  }

  /** Formats a duration as {@code 0:07}, {@code 12:31} or {@code 1:02:03}. */
  static String time(double seconds) {
    long s = Math.round(seconds);
    return s >= 3600
        ? String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 10 ? "%.2f/s" : "%.0f/s", perSecond);
  }

  private final class RunningTask implements Task {
    private final String name;
    private final long total;
    private final boolean printsLines;
    private final long startTime = clock.read();
    private long done;
    private long lastShownTime = startTime;
    private long lastShownTenth;
    private String detail = "";
    private boolean closed;

    private RunningTask(String name, long total, boolean printsLines) {
      this.name = name;
      this.total = total;
      this.printsLines = printsLines;
    }

    @Override
    public void advance(long units, String text) {
      synchronized (TerminalProgress.this) {
        done += units;
        detail = text;
        long elapsed = clock.read() - lastShownTime;
        if (interactive) {
          if (runningTasks.peek() == this && elapsed >= REDRAW_INTERVAL) {
            draw(this);
          }
          return;
        }
        long tenth = total > 0 ? done * 10 / total : 0;
        boolean due =
            elapsed >= MAX_INTERVAL || (tenth > lastShownTenth && elapsed >= MIN_INTERVAL);
        if (printsLines && due && done != total) {
          lastShownTime = clock.read();
          lastShownTenth = tenth;
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
        runningTasks.remove(this);
        clearBar();
        if (printsLines) {
          String count = total < 0 || done == total ? "" + done : done + " of " + total;
          err.println(
              String.format(
                  Locale.ROOT, "%s: %s in %.1f s%s", name, count, seconds(), detailSuffix()));
        }
        if (interactive && !runningTasks.isEmpty()) {
          draw(runningTasks.peek());
        }
      }
    }

    private double seconds() {
      return (clock.read() - startTime) / 1e9;
    }

    private String bar() {
      if (total <= 0) {
        return "%s  %s%s".formatted(name, done, detailSuffix());
      }
      int filled = (int) Math.min(BAR_WIDTH, done * BAR_WIDTH / total);
      return "%s [%s%s] %s"
          .formatted(
              name, Strings.repeat("#", filled), Strings.repeat(".", BAR_WIDTH - filled), status());
    }

    private String line() {
      return "%s: %s".formatted(name, status());
    }

    private String status() {
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
      return text.append(detailSuffix()).toString();
    }

    private String detailSuffix() {
      return detail.isEmpty() ? "" : ", " + detail;
    }
  }
}
