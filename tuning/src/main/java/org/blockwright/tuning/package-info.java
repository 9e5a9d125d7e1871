/**
 * Hyperparameter search: the search space ({@link org.blockwright.tuning.Space}), a trial ({@link
 * org.blockwright.tuning.Trial}) and a study ({@link org.blockwright.tuning.Study}).
 *
 * <p>{@link org.blockwright.tuning.Sampler} is an interface; its implementations are in
 * sub-packages ({@code tuning.arbiter}), on which this package does not depend.
 *
 * <pre>{@code
 * Space space = Space.from(t -> network(t));          // runs network(t) once, with first values
 * StudyResult result =
 *     Study.of(space, ArbiterSamplers.random(), Metric.maximize("accuracy"))
 *         .trials(20)
 *         .seed(42)
 *         .run(t -> train(network(t), t.real("lr", 1e-5, 1e-1).logUniform()));
 * System.out.print(result.table());
 * int width = result.best().values().integer("head.width");
 * }</pre>
 */
package org.blockwright.tuning;
