package org.blockwright.tuning;

/** The objective function of a study: usually trains and evaluates a model. */
@FunctionalInterface
public interface Objective {
  /**
   * Returns the study's metric for this trial; must be finite. An exception fails this trial only;
   * an {@link InterruptedException} ends the study and keeps the completed trials. An objective
   * that is stopped early must throw instead of returning a value.
   */
  double evaluate(Trial trial) throws Exception;
}
