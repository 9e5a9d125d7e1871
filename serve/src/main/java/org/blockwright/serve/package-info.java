/**
 * A server of saved models: a web page, predictions of images over HTTP, the Open Inference
 * Protocol, and metrics.
 *
 * <p>{@link org.blockwright.serve.ModelServer} is the entry point. A request is admitted, its body
 * is read without blocking a thread, its images are decoded by a pool of threads, and batches of
 * images are computed by the threads of a {@link org.blockwright.serve.Batcher}.
 */
package org.blockwright.serve;
