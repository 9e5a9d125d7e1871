package org.blockwright.tuning;

/** What a trial does with its values: usually trains a model, and measures it. */
@FunctionalInterface
public interface Objective {
  /**
   * The study's metric for this trial; must be finite. Whatever is thrown fails this trial alone;
   * an {@link InterruptedException} ends the study and keeps what was finished. A number that is
   * returned counts: an objective that was asked to stop and cut its work short throws instead.
   */
  double evaluate(Trial trial) throws Exception;
}
