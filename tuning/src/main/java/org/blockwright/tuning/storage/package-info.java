/**
 * Studies in an SQL database, in the tables of Optuna 5 (schema version 12), so that Optuna and
 * optuna-dashboard read our studies, and we read theirs. SQLite by default, PostgreSQL for several
 * machines.
 *
 * <p>What Optuna has no column for is in its user attributes: metrics, failures, the process of a
 * trial, and the data of the study.
 *
 * <pre>{@code
 * try (StudyDatabase database = StudyDatabase.open("sqlite:///studies.db")) {
 *   StudyStore store = database.study("heads", Direction.MAXIMIZE);
 *   Study.of(space, sampler, Metric.maximize("accuracy")).store(store).trials(50).run(objective);
 * }
 * }</pre>
 */
package org.blockwright.tuning.storage;
