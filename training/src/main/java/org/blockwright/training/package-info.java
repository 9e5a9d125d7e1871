/**
 * Training, measured honestly: what to do is a {@link org.blockwright.training.Trainer}, what came
 * of it a {@link org.blockwright.training.TrainingResult}.
 *
 * <pre>{@code
 * Run run = Trainer.of(Optimizer.adam(1e-3))
 *     .rates(Rates.none().freeze("*"))
 *     .epochs(5).patience(2)
 *     .train(model, split.train(), Optional.of(split.validation()), reader);
 * System.out.println(run.validation().orElseThrow());
 * }</pre>
 */
package org.blockwright.training;
