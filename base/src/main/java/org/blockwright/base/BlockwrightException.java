package org.blockwright.base;

/**
 * Base class of all exceptions of Blockwright. The message names the subject, the problem, the
 * expected and the actual value, and the fix.
 *
 * <p>The subclasses stand for what the user can fix: the network description ({@link
 * DescriptionException}), the weights file ({@link WeightsException}), the images ({@link
 * DataException}), the arguments ({@link UsageException}), the disk ({@link StorageException}), the
 * training settings or the weights of a model ({@link TrainingException}, {@link
 * NotFiniteException}).
 */
public abstract sealed class BlockwrightException extends RuntimeException
    permits DescriptionException,
        WeightsException,
        DataException,
        UsageException,
        StorageException,
        TrainingException,
        NotFiniteException {
  private static final long serialVersionUID = 1L;

  protected BlockwrightException(String message) {
    super(message);
  }

  protected BlockwrightException(String message, Throwable cause) {
    super(message, cause);
  }
}
