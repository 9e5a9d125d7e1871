/**
 * Training runs: network, weights, truncation, head, images and training settings. Java programs
 * build a {@link org.blockwright.job.TrainingJob}; the command line, job files and studies set the
 * same settings by key in a {@link org.blockwright.job.Job}, which becomes a training job.
 *
 * <pre>{@code
 * TrainingJob job = TrainingJob.builder()
 *     .network(Zoo.MOBILENET).cut(MobileNet.CONV_PW_12_RELU).weights(Path.of("mobilenet.h5"))
 *     .freeze("*").train(Path.of("cats-dogs/train"))
 *     .build();
 * try (JobResult result = job.run()) {
 *   System.out.println(result.validation());
 * }
 * }</pre>
 */
package org.blockwright.job;
