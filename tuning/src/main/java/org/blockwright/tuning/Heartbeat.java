package org.blockwright.tuning;

import java.time.Duration;

/**
 * How the death of a process is found that ran a trial of a study. A running trial whose process
 * has ended is recognized at once on the same machine. Otherwise its process records heartbeats,
 * and another process that sees none for the grace period repeats the trial. Only the time that
 * passes for the observer counts, so that clocks need not agree and may be set.
 *
 * @param interval time between two heartbeats of a process
 * @param grace time without a heartbeat after which a process counts as dead
 * @param maxRetries number of repetitions of a trial, after which it has failed
 */
public record Heartbeat(Duration interval, Duration grace, int maxRetries) {
  /** A heartbeat every 15 seconds, a grace period of a minute, and three repetitions. */
  public static final Heartbeat DEFAULT =
      new Heartbeat(Duration.ofSeconds(15), Duration.ofSeconds(60), 3);
}
