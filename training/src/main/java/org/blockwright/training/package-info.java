/**
 * Training: configuration ({@link org.blockwright.training.Trainer}), result ({@link
 * org.blockwright.training.TrainingResult}) and history.
 *
 * <pre>{@code
 * TrainingResult result = Trainer.with(Optimizer.adam(1e-3))
 *     .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*"))
 *     .epochs(5).patience(2)
 *     .train(model, split);
 * System.out.println(result.validation().orElseThrow());
 * }</pre>
 */
package org.blockwright.training;
