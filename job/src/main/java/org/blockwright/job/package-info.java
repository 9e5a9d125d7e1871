/**
 * A whole run as plain data: network, weights, cut, head, data, training. The command, studies and
 * Java programs all start here.
 *
 * <pre>{@code
 * Job job = Job.defaults()
 *     .with("model", "mobilenet").with("cut", "conv_pw_12_relu").with("weights", "mobilenet.h5")
 *     .with("lr-multipliers", List.of("freeze *")).with("data.train", "cats-dogs/train");
 * try (Outcome outcome = new JobRunner(Progress.silent()).run(job)) {
 *   System.out.println(outcome.run().validation().orElseThrow());
 * }
 * }</pre>
 */
package org.blockwright.job;
