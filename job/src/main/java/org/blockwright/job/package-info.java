/**
 * Training runs as plain data: network, weights, cut, head, images and training settings. The
 * command line, studies and Java programs all run a {@link org.blockwright.job.Job}.
 *
 * <pre>{@code
 * Job job = Job.defaults()
 *     .with("model", "mobilenet").with("cut", "conv_pw_12_relu").with("weights", "mobilenet.h5")
 *     .with("lr-multipliers", List.of("freeze *")).with("data.train", "cats-dogs/train");
 * try (JobResult result = new JobRunner(Progress.silent()).run(job)) {
 *   System.out.println(result.training().validation().orElseThrow());
 * }
 * }</pre>
 */
package org.blockwright.job;
