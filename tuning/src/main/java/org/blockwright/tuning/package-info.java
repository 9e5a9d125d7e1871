/**
 * What may vary ({@link org.blockwright.tuning.Space}), one try ({@link
 * org.blockwright.tuning.Trial}), all tries ({@link org.blockwright.tuning.Study}).
 *
 * <p>This package holds the words and the seams; who fills a seam lives one package below and knows
 * this one, never the other way round: {@link org.blockwright.tuning.Sampler} is filled by {@code
 * tuning.arbiter} today.
 *
 * <pre>{@code
 * Space space = Space.from(t -> network(t));          // runs network(t) once, at its first values
 * StudyResult result =
 *     Study.of(space, ArbiterSamplers.random(), Metric.maximize("accuracy"))
 *         .trials(20)
 *         .seed(42)
 *         .run(t -> train(network(t), t.real("lr", 1e-5, 1e-1).log()));
 * System.out.print(result.table());
 * int width = result.best().values().integer("head.width");
 * }</pre>
 */
package org.blockwright.tuning;
